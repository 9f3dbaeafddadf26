import UnkeyKit

/// What goes wrong on demand.
public struct Faults: Sendable {
    let emulator: Emulator

    /// Arms a fault for an operation, named as the API names it.
    public func add(_ operation: String, _ fault: Fault, workspaceId: String? = nil) async throws {
        var body = fault.json
        body["operation"] = .string(operation)
        let workspace = workspaceId ?? emulator.workspaceId
        _ = try await emulator.admin("POST", "/workspaces/\(workspace)/faults", .object(body))
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
        /// The headers, half of the body, then a closed connection.
        case cut
        /// Any error of the service, by the last segment of its code; `retryAfter` is in seconds.
        case error(_ code: String, retryAfter: Int? = nil)
        /// A page of HTML, as a proxy sends.
        case html(status: Int)
        /// Bytes that are neither JSON nor UTF-8.
        case garbage(status: Int)
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

    /// Takes what makes the fault.
    public init(_ effect: Effect? = nil, skip: Int = 0, count: Int? = nil, delay: Int = 0, afterCommit: Bool = false) {
        self.effect = effect
        self.skip = skip
        self.count = count
        self.delay = delay
        self.afterCommit = afterCommit
    }

    var json: [String: JSONValue] {
        var fields: [String: JSONValue] = ["skip": .int(skip), "delay": .int(delay)]
        if let count { fields["count"] = .int(count) }
        if afterCommit { fields["when"] = "after_commit" }
        switch effect {
        case nil: break
        case .close: fields["effect"] = "close"
        case .cut: fields["effect"] = ["cut": [:]]
        case .error(let code, let retryAfter):
            var error: [String: JSONValue] = ["code": .string(code)]
            if let retryAfter { error["retryAfter"] = .int(retryAfter) }
            fields["effect"] = ["error": .object(error)]
        case .html(let status): fields["effect"] = ["html": ["status": .int(status)]]
        case .garbage(let status): fields["effect"] = ["garbage": ["status": .int(status)]]
        }
        return fields
    }
}
