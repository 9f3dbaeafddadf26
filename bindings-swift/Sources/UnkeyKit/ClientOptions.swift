internal import UnkeyNative

/// The options of a client. What is `nil` has its default.
public struct ClientOptions: Sendable {
    /// The longest time for one request. Default 30 s.
    public var timeout: Duration?
    /// The longest time for a whole call, with its repeats and waits. Default 60 s.
    public var deadline: Duration?
    /// The longest time for connecting. Default 10 s.
    public var connectTimeout: Duration?
    /// How many requests one call may send. Default 4.
    public var maxAttempts: Int?
    /// Whether repeats wait; `false` is for tests.
    public var backOff: Bool
    /// How many requests may be in flight at once; further calls wait their turn. Default 256.
    public var maxInFlight: Int?
    /// The longest answer to accept, in bytes. Default 16 MB.
    public var maxAnswerBytes: Int?
    /// Headers for every request; for a gateway in between, for example.
    public var headers: [String: String]
    /// The proxy for all requests, as a URL. Default: the proxies of the environment, but none for this machine.
    public var proxy: String?
    /// Certificate authorities to trust too, as PEM text of one or several.
    public var caCertificates: String?
    /// The user agent. Default: `unkey-kit/` and the version.
    public var userAgent: String?
    /// Whether plain http to another machine is allowed: the root key then crosses the network in the clear.
    public var allowPlainHTTP: Bool

    /// Takes what differs from the defaults.
    public init(
        timeout: Duration? = nil,
        deadline: Duration? = nil,
        connectTimeout: Duration? = nil,
        maxAttempts: Int? = nil,
        backOff: Bool = true,
        maxInFlight: Int? = nil,
        maxAnswerBytes: Int? = nil,
        headers: [String: String] = [:],
        proxy: String? = nil,
        caCertificates: String? = nil,
        userAgent: String? = nil,
        allowPlainHTTP: Bool = false
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.connectTimeout = connectTimeout
        self.maxAttempts = maxAttempts
        self.backOff = backOff
        self.maxInFlight = maxInFlight
        self.maxAnswerBytes = maxAnswerBytes
        self.headers = headers
        self.proxy = proxy
        self.caCertificates = caCertificates
        self.userAgent = userAgent
        self.allowPlainHTTP = allowPlainHTTP
    }

    func settings(rootKey: String?, baseURL: String?) -> ClientSettings {
        ClientSettings(
            rootKey: rootKey,
            baseUrl: baseURL,
            allowPlainHttp: allowPlainHTTP,
            timeout: timeout?.milliseconds,
            deadline: deadline?.milliseconds,
            connectTimeout: connectTimeout?.milliseconds,
            maxAttempts: maxAttempts.map(UInt32.init(clamping:)),
            backOff: backOff,
            maxInFlight: maxInFlight.map(UInt64.init(clamping:)),
            maxAnswerBytes: maxAnswerBytes.map(UInt64.init(clamping:)),
            headers: headers,
            proxy: proxy,
            caCertificates: caCertificates,
            userAgent: userAgent
        )
    }
}

extension ClientOptions: CustomStringConvertible, CustomReflectable {
    /// Headers and proxies may hold credentials, so this shows none of them.
    public var description: String { "ClientOptions" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Duration {
    /// Whole milliseconds, rounded up; 0 for a negative duration, and the greatest number for what is too long to count.
    var milliseconds: UInt64 {
        if self <= .zero { return 0 }
        if self >= .seconds(Int64.max / 1000) { return .max }
        let (seconds, attoseconds) = components
        return UInt64(seconds) * 1000 + UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
