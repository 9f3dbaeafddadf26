import Foundation
import Testing
import UnkeyKit
@testable import UnkeyKitTesting

/// Plays every conformance case: `tests/conformance/README.md`. `cargo xtask test swift` starts the server.
@Suite struct Conformance {
    static let server = ProcessInfo.processInfo.environment["UNKEY_CONFORMANCE_URL"] ?? "http://127.0.0.1:1"

    @Test func everyCase() async throws {
        let cases = try await send("GET", Self.server + "/cases").items ?? []
        try #require(cases.count > 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, given) in cases.enumerated() {
                if index >= 8 { try await group.next() }
                group.addTask { try await play(exact(given)) }
            }
            try await group.waitForAll()
        }
        print("\(cases.count) conformance cases")
    }
}

/// What came of a case.
final class Played: @unchecked Sendable {
    var result: JSONValue?
    var error: UnkeyError?
    var printed: [String] = []
    fileprivate let take: String?

    fileprivate init(take: String?) {
        self.take = take
    }

    func note(_ value: some ToWire) {
        result = value.wire
        printed += texts(of: value)
    }

    func note<Value: ToWire>(_ answer: Response<Value>) {
        result = ["meta": ["requestId": .string(answer.meta.requestId)], "data": answer.data.wire]
        printed += texts(of: answer)
    }

    /// Takes a listing to its end, after which it must give nothing more.
    func drain<Item: ToWire>(_ listing: Items<Item>) async throws {
        if take == "items" {
            try await drain(listing.makeAsyncIterator()) { $0.wire }
        } else {
            try await drain(listing.pages().makeAsyncIterator()) { page in
                let next: JSONValue = ["cursor": page.pagination.cursor.wire, "hasMore": .bool(page.pagination.hasMore)]
                return ["meta": ["requestId": .string(page.meta.requestId)], "data": page.data.wire, "pagination": next]
            }
        }
    }

    private func drain<I: AsyncIteratorProtocol>(_ all: I, wire: (I.Element) -> JSONValue) async throws {
        var (all, taken) = (all, [JSONValue]())
        do {
            while let one = try await all.next() {
                taken.append(wire(one))
                printed += texts(of: one)
            }
            result = .array(taken)
        } catch {
            result = .array(taken)
            #expect(try await all.next() == nil, "an ended listing gave more")
            throw error
        }
        #expect(try await all.next() == nil, "an ended listing gave more")
    }
}

private func play(_ given: JSONValue) async throws {
    let name = given["name"]?.string ?? ""
    let begun = try await send("POST", Conformance.server + "/begin", ["name": .string(name)])
    let url = begun["url"]?.string ?? ""
    let outcome = Played(take: given["take"]?.string)
    do {
        let options = given["options"] ?? [:]
        let unkey = try client(given["client"] ?? [:], url: given["unreachable"] == true ? "http://127.0.0.1:1" : url)
            .withOptions(
                timeout: milliseconds(options["attemptTimeoutMs"]), deadline: milliseconds(options["deadlineMs"]),
                maxAttempts: options["attempts"]?.int, safeToRepeat: options["safeToRepeat"]?.bool ?? false)
        try await call(given["call"]?.string ?? "", on: unkey, with: given["arguments"] ?? [:], into: outcome)
    } catch let error as UnkeyError {
        outcome.error = error
        outcome.printed += texts(of: error) + [error.localizedDescription]
    }
    let ended = try await send("POST", Conformance.server + "/end", ["url": .string(url)])
    #expect(ended["problems"] == [], "\(name)")
    #expect(bare(outcome.error.map { told($0, as: given["error"]) } ?? .null) == bare(given["error"] ?? .null), "\(name)")
    if let result = given["result"] { #expect(bare(outcome.result ?? .null) == bare(result), "\(name)") }
    let secrets = (given["hides"]?.items ?? []).compactMap(\.string) + [given["client"]?["rootKey"]?.string ?? rootKey]
    for secret in secrets where secret.count > 3 {
        #expect(!outcome.printed.contains { $0.contains(secret) }, "\(name) shows a secret")
    }
}

private let rootKey = "conformance_root_key"

private func client(_ given: JSONValue, url: String) throws -> Unkey {
    let options = ClientOptions(
        timeout: milliseconds(given["attemptTimeoutMs"]), deadline: milliseconds(given["deadlineMs"]),
        maxAttempts: given["attempts"]?.int, backOff: given["backOff"]?.bool ?? false,
        maxAnswerBytes: given["maxAnswerBytes"]?.int,
        headers: (given["headers"]?.members ?? [:]).compactMapValues(\.string), userAgent: given["userAgent"]?.string)
    let baseURL = (given["baseUrl"]?.string ?? "{url}").replacingOccurrences(of: "{url}", with: url)
    guard let keys = given["rootKeys"]?.items?.compactMap(\.string) else {
        return try Unkey(rootKey: .value(given["rootKey"]?.string ?? rootKey), baseURL: baseURL, options: options)
    }
    let rotation = Rotation(keys)
    return try Unkey(rootKey: .provider { await rotation.next() }, baseURL: baseURL, options: options)
}

/// Root keys that a provider gives in turn, the last one over and over.
actor Rotation {
    private(set) var left: ArraySlice<String>
    init(_ keys: [String]) { left = keys[...] }
    func next() -> String { left.count > 1 ? left.removeFirst() : left.first ?? "" }
}

/// The fields of an error that a case compares.
private func told(_ error: UnkeyError, as given: JSONValue?) -> JSONValue {
    let errors = error.errors.map { ["location": .string($0.location), "message": .string($0.message), "fix": $0.fix.wire] as JSONValue }
    var fields: [String: JSONValue] = [
        "kind": .string(error.kind.rawValue), "code": (error.code?.rawValue).wire, "status": error.status.wire,
        "requestId": error.requestId.wire, "docsUrl": error.docsURL.wire, "operation": error.operation.wire,
        "retryAfter": error.retryAfter.wire, "effect": .string(error.effect.rawValue), "missing": error.missing.wire,
        "errors": .array(errors),
    ]
    if given?["attempts"] != nil || error.attempts != 0 { fields["attempts"] = .int(error.attempts) }
    if given?["title"] != nil { fields["title"] = error.title.wire }
    if given?["detail"] != nil { fields["detail"] = .string(error.detail) }
    return .object(fields)
}

/// Everything that printing shows of a value.
func texts(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return [dumped, String(describing: value), String(reflecting: value)]
}

private func milliseconds(_ value: JSONValue?) -> Duration? {
    value?.int.map { .milliseconds($0) }
}

extension JSONValue {
    var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

    /// The same with each part changed, from the inside out.
    func mapped(_ change: (JSONValue) -> JSONValue) -> JSONValue {
        switch self {
        case .array(let items): change(.array(items.map { $0.mapped(change) }))
        case .object(let members): change(.object(members.mapValues { $0.mapped(change) }))
        default: change(self)
        }
    }
}

/// `{"$int": "..."}` as the integer that it is.
private func exact(_ value: JSONValue) -> JSONValue {
    value.mapped { $0["$int"]?.string.flatMap { Int($0) }.map(JSONValue.int) ?? $0 }
}

/// Without the members that some languages show and others leave out; a whole number is an integer.
private func bare(_ value: JSONValue) -> JSONValue {
    value.mapped {
        switch $0 {
        case .object(let members): .object(members.filter { $1 != .null && $1 != [] })
        case .double(let number): Int(exactly: number).map(JSONValue.int) ?? $0
        default: $0
        }
    }
}
