import Foundation
import Testing
import UnkeyKit
import UnkeyKitTesting

/// Swift's own manners: cancellation, streams, patches, errors, the root key's provider.
@Suite struct Idioms {
    let emulator: Emulator
    let unkey: Unkey
    let apiId: String

    init() async throws {
        emulator = try await Emulator.start()
        unkey = try emulator.client()
        apiId = try await unkey.apis.create(name: "billing").data.apiId
    }

    /// Waits until the journal has a request of this operation that fits.
    private func request(_ operation: String, where fits: (JournalEntry) -> Bool = { _ in true }) async throws -> JournalEntry {
        while true {
            let requests = try await emulator.requests()
            if let found = requests.last(where: { $0.operation == operation && fits($0) }) { return found }
            await Task.yield()
        }
    }

    @Test func aCancelledTaskClosesItsRequest() async throws {
        try await emulator.faults.add("keys.getKey", Fault(count: 1, delay: 30_000))
        let (unkey, apiId) = (unkey, apiId)
        let keyId = try await unkey.keys.create(apiId: apiId).data.keyId
        let call = Task { try await unkey.keys.get(keyId: keyId) }
        _ = try await request("keys.getKey")
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(try await request("keys.getKey", where: { $0.status != nil || $0.hungUp }).hungUp)
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let unkey = unkey
        let before = try await emulator.requests().count
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await unkey.keys.get(keyId: "key_1")
        }
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(try await emulator.requests().count == before)
    }

    @Test func cancellationEndsTheWaitBeforeARepeat() async throws {
        try await emulator.faults.add("identities.getIdentity", Fault(.error("workspace_rate_limited", retryAfter: 30), count: 1))
        let unkey = unkey
        let call = Task { try await unkey.identities.get(identity: "nobody") }
        _ = try await request("identities.getIdentity", where: { $0.status == 429 })
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }

    @Test func cancellationAtAnyMomentIsEitherAnAnswerOrACancellation() async throws {
        let unkey = unkey
        for round in 0..<100 {
            let call = Task { try await unkey.liveness() }
            for _ in 0..<round * 20 { await Task.yield() }
            call.cancel()
            do { _ = try await call.value } catch is CancellationError {}
        }
    }

    @Test func cancellationEndsALoopOverAListing() async throws {
        try await emulator.faults.add("apis.listKeys", Fault(count: 1, delay: 30_000))
        let (unkey, apiId) = (unkey, apiId)
        let loop = Task { for try await _ in unkey.keys.list(apiId: apiId) {} }
        _ = try await request("apis.listKeys")
        loop.cancel()
        await #expect(throws: CancellationError.self) { try await loop.value }
        #expect(try await request("apis.listKeys", where: \.hungUp).hungUp)
    }

    @Test func aListingGivesItemsAcrossPagesOrPages() async throws {
        for _ in 0..<5 { _ = try await unkey.keys.create(apiId: apiId, externalId: "user_pages") }
        let listing = unkey.keys.list(apiId: apiId, externalId: "user_pages", limit: 2)
        var ids: Set<String> = []
        for try await key in listing { ids.insert(key.keyId) }
        var sizes: [Int] = []
        for try await page in listing.pages() { sizes.append(page.data.count) }
        #expect(ids.count == 5 && sizes == [2, 2, 1])
        #expect(try await listing.collect().count == 5)
    }

    @Test func whatHasAnIdIsIdentifiedByIt() async throws {
        func ids<Item: Identifiable>(_ items: [Item]) -> [Item.ID] { items.map(\.id) }
        let keyId = try await unkey.keys.create(apiId: apiId, externalId: "user_1").data.keyId
        let identityId = try await unkey.identities.get(identity: "user_1").data.id
        let plan = try unkey.revoke.plan(selector: .api(apiId: apiId))
        #expect(try await ids(unkey.keys.list(apiId: apiId).collect()) == [keyId])
        #expect(try await ids(unkey.identities.list().collect()) == [identityId])
        _ = try await plan.summary()
        #expect(try await ids(plan.plannedKeys().collect()) == [keyId])
    }

    @Test func aListingThatFailsEnds() async throws {
        var keys = try emulator.client(rootKey: .value("unkey_unknown")).keys.list(apiId: apiId).makeAsyncIterator()
        await #expect(throws: UnkeyError.self) { try await keys.next() }
        #expect(try await keys.next() == nil)
    }

    @Test func manyTasksShareAClient() async throws {
        let (unkey, apiId) = (unkey, apiId)
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await unkey.keys.create(apiId: apiId).data.keyId } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 50)
    }

    @Test func aPatchKeepsClearsOrSets() async throws {
        let keyId = try await unkey.keys.create(apiId: apiId, name: "first", meta: ["plan": "pro"]).data.keyId
        try await unkey.keys.update(keyId: keyId, enabled: false)
        #expect(try await unkey.keys.get(keyId: keyId).data.name == "first")
        try await unkey.keys.update(keyId: keyId, name: "second", meta: ["plan": "free", "seats": 3])
        let changed = try await unkey.keys.get(keyId: keyId).data
        #expect(changed.name == "second" && changed.meta == ["plan": "free", "seats": 3])
        try await unkey.keys.update(keyId: keyId, name: .clear, meta: Patch(nil))
        let cleared = try await unkey.keys.get(keyId: keyId).data
        #expect(cleared.name == nil && cleared.meta == nil)
    }

    @Test func aWideIntegerIsExact() async throws {
        let keyId = try await unkey.keys.create(apiId: apiId, credits: Credits(remaining: .max)).data.keyId
        #expect(try await unkey.keys.get(keyId: keyId).data.credits?.remaining == .max)
        try await unkey.keys.update(keyId: keyId, credits: .set(CreditsUpdate(remaining: 5)))
        #expect(try await unkey.keys.get(keyId: keyId).data.credits?.remaining == 5)
    }

    @Test func textOfEveryKindCrosses() async throws {
        let name = "\"\\\u{0}\u{1f}\n\t\u{7f}äß𝄞👩‍🚀\u{2028}"
        let keyId = try await unkey.keys.create(apiId: apiId, meta: ["text": .string(name), name: [1.5, -7, true, nil]]).data.keyId
        #expect(try await unkey.keys.get(keyId: keyId).data.meta == ["text": .string(name), name: [1.5, -7, true, nil]])
    }

    @Test func optionsHoldForAView() async throws {
        try await emulator.faults.add("apis.getApi", Fault(count: 2, delay: 30_000))
        let hurried = unkey.withOptions(timeout: .milliseconds(50), maxAttempts: 1)
        let error = try await failure { try await hurried.apis.get(apiId: apiId) }
        #expect(error.kind == .timeout && error.attempts == 1 && error.effect == .unknown)
    }

    @Test func aTimeLimitMayBeOfAnyLength() async throws {
        let longest = Duration.seconds(Int64.max)
        for limit in [longest, longest + longest, .microseconds(1_500_001)] {
            let patient = unkey.withOptions(timeout: limit, deadline: limit)
            #expect(try await patient.apis.get(apiId: apiId).data.name == "billing")
        }
    }

    @Test func whatMustBeMoreThanZeroIsRefused() async throws {
        func refusal(_ options: ClientOptions) async throws -> String {
            try await failure { try emulator.client(options: options) }.message
        }
        #expect(try await refusal(ClientOptions(timeout: .zero)).contains("timeout of one request is 0"))
        #expect(try await refusal(ClientOptions(connectTimeout: .seconds(-1))).contains("timeout for connecting is 0"))
        #expect(try await refusal(ClientOptions(maxAttempts: -1)).contains("limit on the attempts of a call is 0"))
        #expect(try await refusal(ClientOptions(maxInFlight: 0)).contains("limit on requests in flight is 0"))
        // What is not zero is not called so.
        let hurried = unkey.withOptions(timeout: .nanoseconds(1), maxAttempts: 1)
        try await emulator.faults.add("apis.getApi", Fault(count: 1, delay: 30_000))
        #expect(try await failure { try await hurried.apis.get(apiId: apiId) }.kind == .timeout)
    }

    @Test func aNumberThatJSONDoesNotHaveIsRefused() async throws {
        for number in [Double.nan, .infinity] {
            let error = try await failure { try await unkey.keys.create(apiId: apiId, meta: ["ratio": .double(number)]) }
            #expect(error.kind == .configuration && error.message.contains("meta"))
        }
    }

    @Test func anArgumentOutOfRangeIsRefusedBeforeAnythingIsSent() async throws {
        let plan = try unkey.revoke.plan(selector: .api(apiId: apiId))
        let error = try await failure { try plan.apply(expect: -1) }
        #expect(error.kind == .configuration && error.message.contains("expect"))
    }

    @Test func aProviderIsAskedAgainWhenItsKeyIsRefused() async throws {
        let rotation = Rotation(["unkey_rotated_out", emulator.rootKey])
        let client = try emulator.client(rootKey: .provider { await rotation.next() })
        #expect(try await client.apis.get(apiId: apiId).data.name == "billing")
        #expect(await rotation.left == [emulator.rootKey])
    }

    @Test func aProviderThatFailsTellsNothing() async throws {
        struct Hunter2: Error {}
        let client = try emulator.client(rootKey: .provider { throw Hunter2() })
        let error = try await failure { try await client.apis.get(apiId: apiId) }
        #expect(error.kind == .authentication && error.detail.hasSuffix(": its closure threw"))
        #expect(!texts(of: error).contains { $0.contains("Hunter2") })
    }

    @Test func aProviderThatGivesNoRootKeyIsToldWhy() async throws {
        let client = try emulator.client(rootKey: .provider { "hunter2 hunter2" })
        let error = try await failure { try await client.apis.get(apiId: apiId) }
        #expect(error.kind == .authentication && error.message.contains("contains white space"))
        #expect(!texts(of: error).contains { $0.contains("hunter2") })
    }

    @Test func aCallThatItsOwnProviderWaitsForEndsWithItsDeadline() async throws {
        let (vault, rootKey, apiId) = (Vault(), emulator.rootKey, apiId)
        let options = ClientOptions(deadline: .milliseconds(200))
        let client = try emulator.client(
            rootKey: .provider {
                _ = try await vault.client?.apis.get(apiId: apiId)
                return rootKey
            }, options: options)
        await vault.keep(client)
        #expect(try await failure { try await client.apis.get(apiId: apiId) }.kind == .timeout)
    }

    @Test func aMalformedRootKeyIsRefusedAtOnce() async throws {
        let error = try await failure { try Unkey(rootKey: .value("two words")) }
        #expect(error.kind == .configuration && !error.message.contains("two words"))
    }
}

private extension Idioms {
    /// The client may be used from anywhere.
    static func isSendable<Value: Sendable>(_: Value.Type) {}
    static func everythingIsSendable() {
        isSendable(Unkey.self)
        isSendable(UnkeyError.self)
        isSendable(Items<Key>.self)
        isSendable(Events<RevokeEvent>.self)
        isSendable(Plan.self)
        isSendable(Run.self)
    }
}

/// Something that a provider asks, and that uses the provider's client for it.
private actor Vault {
    private(set) var client: Unkey?

    func keep(_ client: Unkey) {
        self.client = client
    }
}
