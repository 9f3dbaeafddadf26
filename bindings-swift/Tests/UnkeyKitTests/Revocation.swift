import Testing
import UnkeyKit
import UnkeyKitTesting

/// Bulk revocation, held against the emulator's own state.
@Suite struct Revocation {
    let emulator: Emulator
    let workspace: EmulatedWorkspace
    let unkey: Unkey
    let apiId: String

    /// A workspace of 60 keys of one user, of which every fifth is disabled.
    init() async throws {
        let permissions: JSONValue = [
            "api.*.read_api", "api.*.read_key", "api.*.update_key", "api.*.delete_key", "identity.*.read_identity",
        ]
        let keys = (0..<60).map { index -> JSONValue in
            ["api": "payments", "externalId": "user_123", "enabled": .bool(index % 5 != 4)]
        }
        emulator = try await Emulator.start()
        workspace = try await emulator.workspace([
            "rootKeys": ["root": ["permissions": permissions]], "apis": ["payments": [:]], "keys": .array(keys),
        ])
        unkey = try emulator.client(rootKey: .value(workspace.rootKeys["root"] ?? ""))
        apiId = workspace.ids["payments"] ?? ""
    }

    private func truth() async throws -> [String: KeyState] {
        let keys = try await emulator.keys(workspaceId: workspace.id)
        return Dictionary(uniqueKeysWithValues: keys.map { ($0.keyId, $0) })
    }

    @Test func aUsersKeysArePlannedDisabledFollowedToldAndRestored() async throws {
        let before = try await truth()
        let plan = try unkey.revoke.plan(selector: .user(externalId: "user_123", apis: [apiId]))
        let seen = try await plan.summary()
        #expect(seen.total == 60 && seen.counts.active == 48 && seen.counts.disabled == 12)
        #expect(try await plan.plannedKeys().collect().count == 60)

        let run = try plan.apply(action: .disable, expect: seen.total, reason: "leak in CI logs")
        var last: RevokeEvent?
        for try await event in run.events() { last = event }
        let status = try run.status
        #expect(last?.phase == .finished && status.phase == .finished)
        let report = try await run.report()
        #expect(report.ok && report.counts.revoked == 48 && report.counts.alreadyRevoked == 12)

        let disabled = try await truth()
        let outcomes = try await run.outcomes().collect()
        #expect(outcomes.count == 60)
        for outcome in outcomes {
            #expect(disabled[outcome.keyId]?.enabled == false)
            #expect(outcome.outcome == (before[outcome.keyId]?.enabled == true ? .revoked : .alreadyRevoked))
        }

        #expect(try await plan.restore().report().ok)
        for (keyId, key) in try await truth() { #expect(key.enabled == before[keyId]?.enabled) }
    }

    @Test func guardsRefuseBeforeAnythingIsChanged() async throws {
        let plan = try unkey.revoke.plan(selector: .api(apiId: apiId))
        for run in [try plan.apply(expect: 2), try plan.apply(maxKeys: 2)] {
            let error = try await failure { try await run.report() }
            #expect(error.kind == .refused)
        }
        let nobody = try unkey.revoke.plan(selector: .user(externalId: "nobody", apis: [apiId])).apply()
        let error = try await failure { try await nobody.report() }
        #expect(error.kind == .nothingMatched)
        for key in try await truth().values { #expect(key.operations["keys.updateKey"]?.applied ?? 0 == 0) }
    }

    @Test func stopLeavesNoKeyInDoubt() async throws {
        try await emulator.faults.add("keys.deleteKey", Fault(delay: 300), workspaceId: workspace.id)
        let run = try unkey.revoke.plan(selector: .api(apiId: apiId)).apply(action: .delete)
        for try await event in run.events() where event.phase == .applying && event.done > 0 { run.stop() }
        let report = try await run.report()
        #expect(!report.ok && report.stops.first?.cause == .asked)
        let state = try await truth()
        let outcomes = try await run.outcomes().collect()
        #expect(outcomes.count == 60)
        for outcome in outcomes {
            #expect([.revoked, .skipped].contains(outcome.outcome))
            #expect((state[outcome.keyId]?.deleted != nil) == (outcome.outcome == .revoked))
        }
    }

    @Test func aRunGoesOnWhenItsHandleIsDroppedAndItsWaitIsCancelled() async throws {
        try await emulator.faults.add("keys.deleteKey", Fault(delay: 5), workspaceId: workspace.id)
        do {
            let run = try unkey.revoke.plan(selector: .api(apiId: apiId)).apply(action: .delete)
            let wait = Task { try await run.report() }
            wait.cancel()
            await #expect(throws: CancellationError.self) { try await wait.value }
        }
        while try await truth().values.contains(where: { $0.deleted == nil }) { await Task.yield() }
    }
}
