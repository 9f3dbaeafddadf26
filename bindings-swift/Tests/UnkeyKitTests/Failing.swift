import UnkeyKit
import UnkeyKitTesting

/// A call that must fail did not.
struct NothingFailed: Error {}

/// The error in which a call ends.
func failure(_ call: () async throws -> some Any) async throws -> UnkeyError {
    do { _ = try await call() } catch let error as UnkeyError { return error }
    throw NothingFailed()
}

/// What a person reads of the emulator's refusal.
func refusal(_ call: () async throws -> some Any) async throws -> String {
    do { _ = try await call() } catch let error as EmulatorRefusal { return (error as any Error).localizedDescription }
    throw NothingFailed()
}
