internal import Foundation
internal import UnkeyNative

/// What the methods of `Resources.swift` go through: calls, handles, streams, properties.
extension NativeHandle {
    /// Makes a call. If the task is cancelled, the request is closed and this throws `CancellationError`.
    func answer<Answer: FromNative>(_ method: String, _ arguments: String = Arguments.none) async throws -> Answer {
        let bytes = try await cancellable { try await self.call(method: method, arguments: arguments, cancel: $0) }
        return try understood { try Reader.read(bytes) }
    }

    /// Makes a call that gives nothing.
    func finish(_ method: String, _ arguments: String = Arguments.none) async throws {
        _ = try await cancellable { try await self.call(method: method, arguments: arguments, cancel: $0) }
    }

    /// Opens a handle without waiting.
    func opened(_ method: String, _ arguments: String = Arguments.none) throws -> NativeHandle {
        try translated { try self.open(method: method, arguments: arguments) }
    }

    /// Opens a handle when it is there.
    func openedLater(_ method: String, _ arguments: String = Arguments.none) async throws -> NativeHandle {
        try await cancellable { try await self.openLater(method: method, arguments: arguments, cancel: $0) }
    }

    /// The items of a listing.
    func items<Item: FromNative>(_ method: String, _ arguments: String = Arguments.none) -> Items<Item> {
        let open: Opening = { try translated { try self.pages(method: method, arguments: arguments) } }
        return Items(pages: Pages(open: open) { bytes in try understood { try Reader.read(bytes) } })
    }

    /// A stream of events.
    func stream<Event: FromNative>(_ method: String, _ arguments: String = Arguments.none) -> Events<Event> {
        let open: Opening = { try translated { try self.events(method: method, arguments: arguments) } }
        return Events(open: open) { bytes in try understood { try Reader.read(bytes) } }
    }

    /// Reads a property.
    func property<Value: FromNative>(_ method: String) throws -> Value {
        let bytes = try translated { try get(method: method, arguments: Arguments.none) }
        return try understood { try Reader.read(bytes) }
    }

    /// Gives a command. It fails by a defect alone and throws nothing, since it is given in `defer` and in the handlers of
    /// cancellation too, where nothing can be thrown.
    func command(_ method: String, _ arguments: String = Arguments.none) {
        _ = try? get(method: method, arguments: arguments)
    }
}

/// Runs a call that the cancellation of the task gives up.
func cancellable<Value: Sendable>(_ call: (Cancel) async throws -> Value) async throws -> Value {
    try Task.checkCancellation()
    let cancel = Cancel()
    do {
        return try await withTaskCancellationHandler {
            try await call(cancel)
        } onCancel: {
            cancel.cancel()
        }
    } catch {
        throw translation(of: error)
    }
}

/// Runs something whose errors are those of the native side.
func translated<Value>(_ run: () throws -> Value) throws -> Value {
    do { return try run() } catch { throw translation(of: error) }
}

/// Reads what the native side gave.
func understood<Value>(_ read: () throws -> Value) throws -> Value {
    do { return try read() } catch { throw UnkeyError.lost }
}

/// The error that a user of the module sees. What is none of the native side's own errors is a panic there, or bytes that
/// uniffi could not read.
package func translation(of error: any Error) -> any Error {
    switch error {
    case Failure.Cancelled: CancellationError()
    case Failure.Failed(let fields): (try? Reader.read(fields, as: UnkeyError.self)) ?? .lost
    default: UnkeyError.lost
    }
}
