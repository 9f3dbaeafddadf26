import Foundation
import Testing
import UnkeyKit
import UnkeyKitTesting

/// What goes wrong, told apart without touching text; and what is shown of it.
@Suite struct Errors {
    @Test func theFour403sAndBothKeyNotFoundAreCodes() async throws {
        let emulator = try await Emulator.start()
        let made = try await emulator.workspace([
            "rootKeys": ["none": [:], "off": ["enabled": false], "old": ["expires": 1_700_000_000_000]],
            "apis": ["payments": [:]],
        ])
        let apiId = try #require(made.ids["payments"])
        func asked(by alias: String) async throws -> UnkeyError {
            let client = try emulator.client(rootKey: .value(made.rootKeys[alias] ?? "unkey_unknown"))
            return try await failure { try await client.apis.get(apiId: apiId) }
        }
        #expect(try await asked(by: "off").code == .keyDisabled)
        #expect(try await asked(by: "old").code == .forbidden)
        #expect(try await asked(by: "unknown").code == .rootKeyNotFound)
        #expect(try await asked(by: "none").missing == ["api.*.read_api", "api.\(apiId).read_api"])

        do {
            _ = try await emulator.client(rootKey: .value(made.rootKeys["none"] ?? "")).apis.get(apiId: apiId)
            Issue.record("there was no error")
        } catch let error as UnkeyError where error.code == .insufficientPermissions {
            #expect(error.kind == .permissionDenied && error.status == 403 && error.effect == .none)
        }
        let missing = try await failure { try await emulator.client().keys.get(keyId: "key_unknown") }
        #expect(missing.code == .keyNotFound && missing.kind == .notFound && missing.requestId != nil)
    }

    @Test func violationsAreListed() async throws {
        let emulator = try await Emulator.start()
        let error = try await failure { try await emulator.client().apis.create(name: "") }
        #expect(error.kind == .badRequest && error.errors.first?.location.isEmpty == false)
    }

    @Test func peopleReadPlainWords() async throws {
        let emulator = try await Emulator.start()
        let error: any Error = try await failure { try await emulator.client().keys.delete(keyId: "key_unknown") }
        let shown = [error.localizedDescription, (error as? LocalizedError)?.recoverySuggestion ?? ""]
        for text in shown {
            #expect(text.count > 10 && text.hasSuffix("."))
            #expect(!text.contains("UnkeyError") && !text.contains("404"))
        }
        let nobody = try Unkey(rootKey: .value("unkey_x"), baseURL: "http://127.0.0.1:1", options: ClientOptions(maxAttempts: 1))
        let unreachable = try await failure { try await nobody.liveness() }
        #expect(unreachable.localizedDescription == "Unkey could not be reached.")

        try await emulator.faults.add("apis.getApi", Fault(.error("workspace_rate_limited", retryAfter: 30), count: 1))
        let patient = try emulator.client(options: ClientOptions(maxAttempts: 1))
        let limited = try await failure { try await patient.apis.get(apiId: "api_unknown") }
        #expect(limited.recoverySuggestion?.hasSuffix(". The service asks to wait 30 seconds.") == true)
    }

    @Test func codesAreExplained() {
        #expect(explain("key_not_found").map(\.status) == [401, 404])
        #expect(explain("key_disabled").first?.code == .keyDisabled)
        #expect(explain("no_such_code").isEmpty)
        let code = ErrorCode(rawValue: "err:unkey:data:made_up")
        #expect([code.system, code.category, code.name] == ["unkey", "data", "made_up"])
    }

    @Test func nothingThatIsPrintedShowsASecret() async throws {
        let emulator = try await Emulator.start()
        let unkey = try emulator.client()
        let apiId = try await unkey.apis.create(name: "billing").data.apiId
        let made = try await unkey.keys.create(apiId: apiId)
        let plain = made.data.key.reveal()
        let error = try await failure { try await unkey.keys.whoami(key: KeySecret(plain + "x")) }
        let options = ClientOptions(headers: ["x-gateway": emulator.rootKey])
        let all: [Any] = [made, made.data.key, unkey, error, RootKey.value(emulator.rootKey), options, ["key": [made]]]
        for shown in all {
            for text in texts(of: shown) + mirrored(shown) {
                #expect(!text.contains(plain) && !text.contains(emulator.rootKey))
            }
        }
        let encoded = String(decoding: try JSONEncoder().encode([made.data.key]), as: UTF8.self)
        #expect(encoded == #"["[redacted: call reveal()]"]"#)
        #expect(try await unkey.keys.verify(key: made.data.key).data.code == .valid)
    }

    /// Everything that a mirror finds, down to the leaves.
    private func mirrored(_ value: Any) -> [String] {
        Mirror(reflecting: value).children.flatMap { ["\($0.value)"] + mirrored($0.value) }
    }
}
