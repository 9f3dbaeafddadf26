public import UnkeyKit
internal import UnkeyNative

/// What a fresh workspace has.
public struct EmulatedWorkspace: Sendable {
    /// Its id.
    public let id: String
    /// The base URL of each node.
    public let urls: [String]
    /// Root keys by the aliases of the setup.
    public let rootKeys: [String: String]
    /// Ids by the aliases of the setup.
    public let ids: [String: String]
    /// The keys of the setup's list, in its order.
    public let keys: [EmulatedKey]

    init(_ told: JSONValue) {
        ids = texts(told["ids"])
        rootKeys = texts(told["rootKeys"])
        id = ids["workspace"] ?? ""
        urls = items(told["urls"]).compactMap(\.string)
        keys = items(told["keys"]).map(EmulatedKey.init)
    }

    /// The first one of an emulator.
    init(_ addresses: Addresses) {
        id = addresses.workspaceId
        urls = addresses.urls
        rootKeys = addresses.rootKeys
        ids = addresses.ids
        keys = addresses.keys.map(EmulatedKey.init)
    }
}

/// A key of a setup's list.
public struct EmulatedKey: Sendable {
    /// The key's id.
    public let keyId: String
    /// The secret.
    public let key: KeySecret
    /// The id of its API.
    public let apiId: String

    init(_ told: JSONValue) {
        keyId = told["keyId"]?.string ?? ""
        key = KeySecret(told["key"]?.string ?? "")
        apiId = told["apiId"]?.string ?? ""
    }

    init(_ listed: ListedKey) {
        keyId = listed.keyId
        key = KeySecret(listed.key)
        apiId = listed.apiId
    }
}

/// The true state of a key.
public struct KeyState: Sendable {
    /// How a key was deleted.
    public enum Deletion: String, Sendable {
        /// Its record was kept.
        case soft
        /// Its record went too.
        case permanent
    }

    /// The key's id.
    public let keyId: String
    /// The id of its API.
    public let apiId: String
    /// The user or tenant that it belongs to.
    public let externalId: String?
    /// Whether it is enabled.
    public let enabled: Bool
    /// When it was created, in milliseconds since the epoch.
    public let createdAt: Int
    /// When it was changed last, in milliseconds since the epoch.
    public let updatedAt: Int?
    /// How it was deleted; `nil` for a key that lives.
    public let deleted: Deletion?
    /// What became of it, by the operation as the API names it.
    public let operations: [String: OperationCounts]

    init(_ told: JSONValue) {
        keyId = told["keyId"]?.string ?? ""
        apiId = told["apiId"]?.string ?? ""
        externalId = told["externalId"]?.string
        enabled = told["enabled"]?.bool ?? false
        createdAt = told["createdAt"]?.int ?? 0
        updatedAt = told["updatedAt"]?.int
        deleted = told["deleted"]?.string.flatMap(Deletion.init)
        operations = members(told["operations"]).mapValues {
            OperationCounts(seen: $0["seen"]?.int ?? 0, applied: $0["applied"]?.int ?? 0)
        }
    }
}

/// How often an operation named a key, and how often that changed something.
public struct OperationCounts: Sendable {
    /// How many requests named the key, by id or by secret.
    public let seen: Int
    /// How many changes were carried out, whether or not the client heard of it.
    public let applied: Int
}

/// A request that the emulator has seen.
public struct JournalEntry: Sendable {
    /// Its number in the order of arrival.
    public let number: Int
    /// When it arrived, in milliseconds since the epoch.
    public let time: Int
    /// The operation as the API names it.
    public let operation: String
    /// The id of the root key that it came with; `nil` for an unknown one, or none.
    public let rootKeyId: String?
    /// The connection that it came over; `nil` if it came without a socket.
    public let connection: Int?
    /// Which node answered, counted from 0.
    public let node: Int
    /// `nil` while the request is under way, and if a fault closed the connection.
    public let status: Int?
    /// Whether the effect of a fault struck.
    public let fault: Bool
    /// Whether the client left before it had its answer.
    public let hungUp: Bool

    init(_ told: JSONValue) {
        number = told["number"]?.int ?? 0
        time = told["time"]?.int ?? 0
        operation = told["operation"]?.string ?? ""
        rootKeyId = told["rootKeyId"]?.string
        connection = told["connection"]?.int
        node = told["node"]?.int ?? 0
        status = told["status"]?.int
        fault = told["fault"]?.bool ?? false
        hungUp = told["hungUp"]?.bool ?? false
    }
}

func items(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let items)? = value { items } else { [] }
}

private func members(_ value: JSONValue?) -> [String: JSONValue] {
    if case .object(let members)? = value { members } else { [:] }
}

private func texts(_ value: JSONValue?) -> [String: String] {
    members(value).compactMapValues(\.string)
}
