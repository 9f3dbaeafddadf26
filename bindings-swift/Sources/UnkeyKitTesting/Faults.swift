import UnkeyKit

/// What goes wrong on demand.
public struct Faults: Sendable {
    let emulator: Emulator

    /// Arms a fault for an operation, named as the API names it.
    public func add(_ operation: String, _ fault: Fault, workspaceId: String? = nil) async throws {
        try await arm(fault.json.merging(["operation": .string(operation)]) { $1 }, workspaceId)
    }

    /// Arms a fault for every operation.
    public func add(_ fault: Fault, workspaceId: String? = nil) async throws {
        try await arm(fault.json, workspaceId)
    }

    private func arm(_ fault: [String: JSONValue], _ workspaceId: String?) async throws {
        let workspace = workspaceId ?? emulator.workspaceId
        _ = try await emulator.admin("POST", "/workspaces/\(workspace)/faults", .object(fault))
    }

    /// Disarms every fault.
    public func clear(workspaceId: String? = nil) async throws {
        _ = try await emulator.admin("DELETE", "/workspaces/\(workspaceId ?? emulator.workspaceId)/faults")
    }
}

/// Which requests go wrong, and how.
public struct Fault: Sendable {
    /// What the client gets in place of an answer.
    public enum Effect: Sendable {
        /// A connection closed without a byte.
        case close
        /// The headers, so many bytes of the body (half of them, if `nil`), then a closed connection.
        case cut(bytes: Int? = nil)
        /// Any error of the service, by its code or the last segment of it, where that is unique; `retryAfter` is in
        /// seconds.
        case error(_ code: String, detail: String? = nil, retryAfter: Int? = nil)
        /// A page of HTML, as a proxy sends.
        case html(status: Int)
        /// Bytes that are neither JSON nor UTF-8.
        case garbage(status: Int)
        /// An answer of your own.
        case answer(status: Int, headers: [String: String] = [:], body: String = "")
    }

    /// A header that a request must carry to be struck.
    public struct Header: Sendable {
        /// Its name.
        public var name: String
        /// Its exact value; any, if `nil`.
        public var value: String?

        /// Takes the name and, if it matters, the value.
        public init(_ name: String, value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// What the client gets; its answer after the delay, if `nil`.
    public var effect: Effect?
    /// How many matching requests are let through first.
    public var skip: Int
    /// How many requests it strikes before it is spent; all, if `nil`.
    public var count: Int?
    /// How long the request waits, in milliseconds.
    public var delay: Int
    /// Whether the change is applied all the same, and only the answer is lost or late.
    public var afterCommit: Bool

    /// The header that a request must carry; none, if `nil`.
    public var header: Header?
    /// The share of matching requests that it strikes, from 0 to 1; all, if `nil`.
    public var probability: Double?
    /// What `probability` draws from: one seed, one sequence.
    public var seed: Int

    /// Takes what makes the fault.
    public init(
        _ effect: Effect? = nil,
        skip: Int = 0,
        count: Int? = nil,
        delay: Int = 0,
        afterCommit: Bool = false,
        header: Header? = nil,
        probability: Double? = nil,
        seed: Int = 0
    ) {
        self.effect = effect
        self.skip = skip
        self.count = count
        self.delay = delay
        self.afterCommit = afterCommit
        self.header = header
        self.probability = probability
        self.seed = seed
    }

    var json: [String: JSONValue] {
        let fields: [String: JSONValue?] = [
            "effect": effect?.json,
            "skip": .int(skip),
            "count": count.map(JSONValue.int),
            "delay": .int(delay),
            "when": afterCommit ? "after_commit" : "before",
            "header": header?.json,
            "probability": probability.map(JSONValue.double),
            "seed": .int(seed),
        ]
        return fields.compactMapValues { $0 }
    }
}

extension Fault.Effect {
    var json: JSONValue {
        switch self {
        case .close: "close"
        case .cut(let bytes): ["cut": members(["bytes": bytes.map(JSONValue.int)])]
        case .error(let code, let detail, let retryAfter):
            [
                "error": members([
                    "code": .string(code), "detail": detail.map(JSONValue.string), "retryAfter": retryAfter.map(JSONValue.int),
                ])
            ]
        case .html(let status): ["html": ["status": .int(status)]]
        case .garbage(let status): ["garbage": ["status": .int(status)]]
        case .answer(let status, let headers, let body):
            ["answer": ["status": .int(status), "headers": .object(headers.mapValues(JSONValue.string)), "body": .string(body)]]
        }
    }
}

extension Fault.Header {
    var json: JSONValue {
        members(["name": .string(name), "value": value.map(JSONValue.string)])
    }
}

/// An object without the members that are absent.
private func members(_ members: [String: JSONValue?]) -> JSONValue {
    .object(members.compactMapValues { $0 })
}
