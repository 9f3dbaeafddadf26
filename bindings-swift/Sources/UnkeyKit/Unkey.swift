internal import Foundation
internal import UnkeyNative

/// A client of the Unkey API. Cheap to copy; copies share connections, limits and root key.
///
/// ```swift
/// let unkey = try Unkey(rootKey: .provider { try await vault.rootKey() })
/// for try await key in unkey.keys.list(apiId: "api_1", externalId: "user_123") {
///     try await unkey.keys.update(keyId: key.keyId, enabled: false)
/// }
/// ```
///
/// A root key never belongs inside an app that others install: whoever has the app has the key.
public struct Unkey: Sendable {
    let native: NativeHandle

    /// Builds a client. Sends nothing and connects to nothing.
    ///
    /// - Parameters:
    ///   - rootKey: Where the root key comes from. Default: the environment variable `UNKEY_ROOT_KEY`.
    ///   - baseURL: Scheme, host and port of the service. Default: `UNKEY_BASE_URL`, then `https://api.unkey.com`.
    ///   - options: Everything else.
    ///
    /// - Throws: ``UnkeyError`` of kind `configuration`, for whatever of the settings cannot be used.
    public init(rootKey: RootKey = .environment, baseURL: String? = nil, options: ClientOptions = ClientOptions()) throws {
        guard layout() == layoutOfSources else { throw UnkeyError.otherVersion }
        let settings = options.settings(rootKey: rootKey.text, baseURL: baseURL)
        native = try translated { try connect(settings: settings, vault: rootKey.vault) }
    }

    private init(native: NativeHandle) {
        self.native = native
    }

    /// Gives a view of this client whose calls have these options; what is `nil` is as in the client's settings.
    ///
    /// - Parameters:
    ///   - timeout: The longest time for one request, from connecting to the last byte of its answer.
    ///   - deadline: The longest time for the whole call, with its repeats and waits. A wait that would pass it fails
    ///     at once.
    ///   - maxAttempts: How many requests the call may send.
    ///   - safeToRepeat: Whether ``callRaw(_:body:)`` may repeat a request that may have been applied. Other calls know
    ///     that of themselves.
    public func withOptions(
        timeout: Duration? = nil,
        deadline: Duration? = nil,
        maxAttempts: Int? = nil,
        safeToRepeat: Bool = false
    ) -> Unkey {
        let settings = CallSettings(
            timeout: timeout?.milliseconds,
            deadline: deadline?.milliseconds,
            maxAttempts: maxAttempts.map(UInt32.init(clamping:)),
            safeToRepeat: safeToRepeat
        )
        return Unkey(native: native.withOptions(settings: settings))
    }
}

extension Unkey: CustomStringConvertible, CustomReflectable {
    /// Says that this is a client, and nothing of its root key.
    public var description: String { "Unkey" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where the root key comes from: the credential of this client, not of one of your users.
public enum RootKey: Sendable {
    /// The environment variable `UNKEY_ROOT_KEY`.
    case environment
    /// A text.
    case value(String)
    /// Something that gives it when it is needed, and another one when it was refused: a keychain, a vault, a broker.
    ///
    /// Asked at the first call, and again once after the service refused the key; calls that need it meanwhile wait
    /// for the same answer, so it must not wait for a call of this client. What it throws is not passed on, since it may
    /// hold anything: the call fails with an error of kind `authentication`. A cancelled call does not cancel it.
    case provider(@Sendable () async throws -> String)

    var text: String? {
        if case .value(let text) = self { text } else { nil }
    }

    var vault: (any RootKeyVault)? {
        if case .provider(let provider) = self { Vault(provider) } else { nil }
    }
}

extension RootKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Which of the three it is, without the text.
    public var description: String {
        switch self {
        case .environment: "environment"
        case .value: "value(\(KeySecret.redacted))"
        case .provider: "provider"
        }
    }

    /// As `description`.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A closure as the native side calls it.
private final class Vault: RootKeyVault {
    private let provider: @Sendable () async throws -> String

    init(_ provider: @escaping @Sendable () async throws -> String) {
        self.provider = provider
    }

    func ask(question: RootKeyQuestion) {
        let provider = provider
        Task {
            do { question.answer(rootKey: try await provider()) } catch { question.refuse() }
        }
    }
}
