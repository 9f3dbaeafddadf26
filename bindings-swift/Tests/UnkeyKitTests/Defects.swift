import Foundation
import Testing
@testable import UnkeyKit
@testable import UnkeyKitTesting
import UnkeyNative

/// What goes wrong on this machine, and not at the service.
@Suite struct Defects {
    /// Stands for what uniffi throws where the native side panicked: its module keeps that type to itself.
    private struct Panicked: LocalizedError {
        let errorDescription: String? = "panicked at unkey_hunter2"
    }

    @Test func aPanicOfTheNativeSideIsADefectOfTheLibraryAndQuotesNothing() async throws {
        let waiting: (Cancel) async throws -> Int = { _ in throw Panicked() }
        let direct: () throws -> Int = { throw Panicked() }
        let ended = [
            try await failure { try await cancellable(waiting) },
            try await failure { try translated(direct) },
        ]
        for error in ended {
            #expect(error.detail == "the call ended without a result: this is a defect of the library")
            // It may have ended after the service had done what it was asked for.
            #expect(error.kind == .unexpectedAnswer && error.effect == .unknown && error.code == nil)
            #expect(error.localizedDescription == "The library unkey-kit failed, by a defect of its own.")
            let shown = texts(of: error) + [error.localizedDescription, error.failureReason ?? "", error.advice]
            #expect(!shown.contains { $0.contains("hunter2") })
        }
    }

    @Test func anAnswerThatCannotBeReadMayHaveBeenApplied() async throws {
        let unreadable: [(Data) throws -> String] = [
            { bytes in try understood { try Reader.read(bytes) } },
            { bytes in try translated { throw Failure.Failed(error: bytes) } },
        ]
        for read in unreadable {
            let error = try await failure { try read(Data([0xff])) }
            #expect(error.kind == .unexpectedAnswer && error.effect == .unknown)
        }
    }

    @Test func anEmulatorThatDoesNotStartSaysWhy() async throws {
        // In place of the emulator, a client that the native library refuses: its reasons cross in the same way.
        let settings = ClientOptions().settings(rootKey: "two words", baseURL: nil)
        let refused = try await failure { try Unkey(rootKey: .value("two words")) }
        let reason = try await refusal {
            try await Emulator.start {
                _ = try connect(settings: settings, vault: nil)
                throw NothingFailed()
            }
        }
        #expect(reason == "the emulator cannot be started: \(refused.detail)")
        #expect(refused.detail.contains("white space"))
    }

    @Test func anAdminCallThatIsRefusedSaysWhy() async throws {
        let emulator = try await Emulator.start()
        let reason = try await refusal { try await emulator.faults.add("keys.deleteKey", Fault(.error("no_such_code"))) }
        #expect(reason.contains("no_such_code"))
    }

    /// What a person reads of the emulator's refusal.
    private func refusal(_ call: () async throws -> some Any) async throws -> String {
        do { _ = try await call() } catch let error as EmulatorRefusal { return (error as any Error).localizedDescription }
        throw NothingFailed()
    }
}
