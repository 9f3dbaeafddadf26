public import UnkeyKit
internal import UnkeyNative

/// A local Unkey, for tests of software that uses `UnkeyKit`: no account, no network.
///
/// ```swift
/// let emulator = try await Emulator.start()
/// let unkey = try emulator.client()
/// ```
///
/// It is in the native library that is built with the feature `testing`, and not in the one that apps ship. It stops
/// when it is told to, and with the last reference to it.
public final class Emulator: Sendable {
    /// The base URL of the API.
    public let url: String
    /// The base URL of each node.
    public let urls: [String]
    /// The base URL of the admin calls.
    public let adminURL: String
    /// A root key that may do everything.
    public let rootKey: String
    /// The id of its first workspace.
    public let workspaceId: String
    /// What the setup of its first workspace has become. The root key that may do everything has the alias `root`.
    public let firstWorkspace: EmulatedWorkspace
    private let native: NativeEmulator

    /// Starts an emulator on free ports of the loopback address.
    ///
    /// - Parameters:
    ///   - setup: What its first workspace has besides a root key that may do everything, as the emulator's guide
    ///     describes it.
    ///   - seed: Makes every id and secret follow from this number. Default: random.
    ///   - nodes: How many nodes answer, each with a cache of its own.
    ///
    /// - Throws: ``EmulatorRefusal``, which says why: the setup cannot be made, there is no free port, or the native
    ///   library was built without the feature `testing`.
    public static func start(setup: JSONValue = [:], seed: UInt64? = nil, nodes: Int = 1) async throws -> Emulator {
        do {
            return Emulator(try await startEmulator(setup: setup.description, seed: seed, nodes: UInt32(clamping: nodes)))
        } catch {
            let reason = translation(of: error)
            guard let reason = reason as? UnkeyError else { throw reason }
            throw EmulatorRefusal(description: "the emulator cannot be started: \(reason.detail)")
        }
    }

    private init(_ native: NativeEmulator) {
        let addresses = native.addresses()
        url = addresses.url
        urls = addresses.urls
        adminURL = addresses.adminUrl
        rootKey = addresses.rootKey
        workspaceId = addresses.workspaceId
        firstWorkspace = EmulatedWorkspace(addresses)
        self.native = native
    }

    deinit {
        native.stop()
    }

    /// Builds a client of this emulator, with another root key if one is given.
    public func client(rootKey: RootKey? = nil, options: ClientOptions = ClientOptions()) throws -> Unkey {
        try Unkey(rootKey: rootKey ?? .value(self.rootKey), baseURL: url, options: options)
    }

    /// What goes wrong on demand.
    public var faults: Faults { Faults(emulator: self) }

    /// Makes a fresh workspace; the setup is described in the emulator's guide.
    public func workspace(_ setup: JSONValue = [:]) async throws -> EmulatedWorkspace {
        EmulatedWorkspace(try await admin("POST", "/workspaces", setup))
    }

    /// Tells the true state of every key of a workspace, deleted ones too.
    public func keys(workspaceId: String? = nil) async throws -> [KeyState] {
        let path = "/workspaces/\(workspaceId ?? self.workspaceId)/keys"
        var keys: [KeyState] = []
        var query = ""
        while true {
            let page = try await admin("GET", path + query)
            keys.append(contentsOf: items(page["keys"]).map(KeyState.init))
            guard let cursor = page["cursor"]?.string else { return keys }
            query = "?cursor=\(cursor)"
        }
    }

    /// Tells which requests a workspace has seen, the oldest first.
    public func requests(workspaceId: String? = nil) async throws -> [JournalEntry] {
        let told = try await admin("GET", "/workspaces/\(workspaceId ?? self.workspaceId)/requests")
        return items(told["requests"]).map(JournalEntry.init)
    }

    /// Moves the clock forward.
    public func advance(milliseconds: Int) async throws {
        _ = try await admin("POST", "/clock", ["advance": .int(milliseconds)])
    }

    /// Makes any admin call.
    public func admin(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try await send(method, adminURL + path, body)
    }

    /// Stops the emulator and closes every connection.
    public func stop() {
        native.stop()
    }
}
