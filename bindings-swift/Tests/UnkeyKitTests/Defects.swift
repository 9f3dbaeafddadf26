import Foundation
import Testing
@testable import UnkeyKit
import UnkeyNative

/// What goes wrong on this machine, and not at the service.
@Suite struct Defects {
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

    @Test func aPanicThatNothingWaitsForIsThrownToo() async throws {
        let native = PanickingHandle(noHandle: .init())
        let ended = [
            try await failure { try Run(native: native).status },
            try await failure { try Plan(native: native).restore() },
            try await failure { try Plan(native: native).apply() },
            try await failure { for try await _ in Run(native: native).outcomes() {} },
        ]
        for error in ended { #expect(error == UnkeyError.lost) }
        // Nothing is thrown, and the process lives on.
        Run(native: native).stop()
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
}

/// Stands for what uniffi throws where the native side panicked: its module keeps that type to itself.
private struct Panicked: LocalizedError {
    let errorDescription: String? = "panicked at unkey_hunter2"
}

/// A handle whose native side panics whatever it is asked for.
private final class PanickingHandle: NativeHandle, @unchecked Sendable {
    override func open(method: String, arguments: String) throws -> NativeHandle {
        throw Panicked()
    }

    override func get(method: String, arguments: String) throws -> Data {
        throw Panicked()
    }

    override func events(method: String, arguments: String) throws -> NativeStream {
        throw Panicked()
    }
}
