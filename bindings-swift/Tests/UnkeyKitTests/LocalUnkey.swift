import Testing
import UnkeyKit
import UnkeyKitTesting

/// The emulator as tests of one's own software have it: what it starts with, what goes wrong, what it tells.
@Suite struct LocalUnkey {
    @Test func itsFirstWorkspaceIsAsTheSetupSays() async throws {
        let emulator = try await Emulator.start(setup: ["keys": ["count": 6, "users": 2, "seed": 7]])
        let keys = try await emulator.keys()
        #expect(keys.count == 6 && keys.filter { $0.externalId == "user_0" }.count == 3)
        // As the emulator's guide derives it.
        #expect(keys.contains { $0.keyId == "key_XbbPKgug7" })
        let listed = try await emulator.client().keys.list(apiId: keys[0].apiId).collect()
        #expect(listed.count == 6)
    }

    @Test func itsFirstWorkspaceTellsWhatTheAliasesHaveBecome() async throws {
        let setup: JSONValue = [
            "rootKeys": ["reader": ["permissions": ["api.{payments}.read_api"]]], "apis": ["payments": [:]], "keys": [["name": "first"]],
        ]
        let emulator = try await Emulator.start(setup: setup, nodes: 2)
        let first = emulator.firstWorkspace
        #expect(first.id == emulator.workspaceId && first.ids["workspace"] == first.id && first.urls == emulator.urls)
        #expect(first.rootKeys["root"] == emulator.rootKey)
        let apiId = try #require(first.ids["payments"])
        let reader = try emulator.client(rootKey: .value(first.rootKeys["reader"] ?? ""))
        #expect(try await reader.apis.get(apiId: apiId).data.name == "payments")
        #expect(try await failure { try await reader.apis.create(name: "billing") }.kind == .permissionDenied)
        let listed = try #require(first.keys.first)
        let verdict = try await emulator.client().keys.verify(key: listed.key).data
        #expect(verdict.keyId == listed.keyId && verdict.name == "first" && listed.apiId == apiId)
        #expect(first.keys.count == 1)
    }

    @Test func aSetupThatCannotBeMadeIsRefused() async throws {
        let unreadable = try await refusal { try await Emulator.start(setup: ["kees": []]) }
        #expect(unreadable.contains("the setup cannot be read") && unreadable.contains("kees"))
        let lacking = try await refusal { try await Emulator.start(setup: ["keys": [["api": "payments"]]]) }
        #expect(lacking == "the emulator cannot be started: there is no API payments")
    }

    @Test func everythingFollowsFromASeed() async throws {
        func made(_ seed: UInt64?) async throws -> [String] {
            let emulator = try await Emulator.start(seed: seed)
            let apiId = try await emulator.client().apis.create(name: "billing").data.apiId
            return [emulator.rootKey, emulator.workspaceId, apiId]
        }
        let (first, second, third) = (try await made(7), try await made(7), try await made(.max))
        #expect(first == second && first != third)
        #expect(try await made(nil) != made(nil))
    }

    @Test func aWorkspaceTellsTheNodesAndTheKeysOfItsSetup() async throws {
        let emulator = try await Emulator.start(nodes: 2)
        let made = try await emulator.workspace([
            "rootKeys": ["root": ["permissions": ["api.*.verify_key"]]], "apis": ["payments": [:]], "keys": [[:], ["enabled": false]],
        ])
        #expect(made.urls == emulator.urls && made.urls.count == 2)
        #expect(made.keys.map(\.apiId) == [made.ids["payments"], made.ids["payments"]])
        let client = try emulator.client(rootKey: .value(made.rootKeys["root"] ?? ""))
        for (key, code) in zip(made.keys, [VerificationCode.valid, .disabled]) {
            let verdict = try await client.keys.verify(key: key.key).data
            #expect(verdict.code == code && verdict.keyId == key.keyId)
        }
    }

    @Test func theTrueStateOfAKeyIsTold() async throws {
        let emulator = try await Emulator.start()
        let unkey = try emulator.client()
        let apiId = try await unkey.apis.create(name: "billing").data.apiId
        for permanent in [false, true] {
            let keyId = try await unkey.keys.create(apiId: apiId).data.keyId
            _ = try await unkey.keys.get(keyId: keyId)
            try await unkey.keys.delete(keyId: keyId, permanent: permanent)
            let key = try #require(await emulator.keys().last)
            #expect(key.keyId == keyId && key.deleted == (permanent ? .permanent : .soft) && key.createdAt > 1_700_000_000_000)
            let (read, deletion) = (key.operations["keys.getKey"], key.operations["keys.deleteKey"])
            #expect(read?.seen == 1 && read?.applied == 0 && deletion?.seen == 1 && deletion?.applied == 1)
        }
    }

    @Test func aFaultStrikesWhereItsHeaderIsAndItsShareAllows() async throws {
        let emulator = try await Emulator.start()
        let marked = try emulator.client(options: ClientOptions(maxAttempts: 1, headers: ["x-struck": "yes"]))
        let answer = Fault.Effect.answer(status: 418, headers: ["x-proxy": "yes"], body: "short and stout")
        try await emulator.faults.add(Fault(answer, header: Fault.Header("x-struck", value: "yes")))
        try await emulator.faults.add("apis.getApi", Fault(.close, probability: 0, seed: 7))
        let apiId = try await emulator.client().apis.create(name: "billing").data.apiId
        #expect(try await emulator.client().apis.get(apiId: apiId).data.name == "billing")
        #expect(try await failure { try await marked.apis.get(apiId: apiId) }.status == 418)

        let requests = try await emulator.requests()
        #expect(requests.map(\.fault) == [false, false, true] && requests.map(\.status) == [200, 200, 418])
        #expect(requests[0].number < requests[1].number && requests[0].time <= requests[1].time)
        #expect(requests.allSatisfy { $0.node == 0 && $0.connection != nil && $0.rootKeyId != nil })
        let refused = try await refusal { try await emulator.faults.add(Fault(.close, probability: 2)) }
        #expect(refused.contains("probability goes from 0 to 1"))
    }

    @Test func anEffectIsAsItIsDescribed() async throws {
        let emulator = try await Emulator.start()
        let unkey = try emulator.client(options: ClientOptions(maxAttempts: 1))
        try await emulator.faults.add("apis.getApi", Fault(.error("unkey/data/api_not_found", detail: "no such thing"), count: 1))
        let error = try await failure { try await unkey.apis.get(apiId: "api_1") }
        #expect(error.code == .apiNotFound && error.detail == "no such thing")
        for bytes in [nil, 3] {
            try await emulator.faults.add("apis.getApi", Fault(.cut(bytes: bytes), count: 1))
            #expect(try await failure { try await unkey.apis.get(apiId: "api_1") }.code == nil)
        }
    }

    @Test func anAdminCallThatIsRefusedSaysWhy() async throws {
        let emulator = try await Emulator.start()
        let reason = try await refusal { try await emulator.faults.add("keys.deleteKey", Fault(.error("no_such_code"))) }
        #expect(reason.contains("no_such_code"))
    }
}
