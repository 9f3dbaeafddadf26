// What calls cost in Swift: `Bench URL`. Each line of input is a turn, `call 300` or `page 80`, and its answer a line with the CPU
// time of one of so many calls in microseconds.

import Foundation
import UnkeyKit

@main
struct Bench {
    static func main() async throws {
        let unkey = try Unkey(rootKey: .value("bench_root_key"), baseURL: CommandLine.arguments[1])
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let times = Int(words[1]) else { throw UnknownTurn(line: line) }
            let spent =
                switch words[0] {
                case "call": try await cpu(times) { try await unkey.keys.delete(keyId: "key_1") }
                case "page": try await cpu(times) { try await firstPage(unkey) }
                default: throw UnknownTurn(line: line)
                }
            FileHandle.standardOutput.write(Data("\(spent)\n".utf8))
        }
    }

    static func firstPage(_ unkey: Unkey) async throws -> Int? {
        var pages = unkey.keys.list(apiId: "api_1").pages().makeAsyncIterator()
        return try await pages.next()?.data.count
    }

    /// The CPU time of a call in microseconds, every thread counted. A few calls go first: the other programs had the caches.
    static func cpu(_ times: Int, _ call: @Sendable () async throws -> some Sendable) async throws -> Double {
        for _ in 0..<times / 10 { _ = try await call() }
        let before = spent()
        for _ in 0..<times { _ = try await call() }
        return (spent() - before) / Double(times)
    }

    /// The CPU time of this process so far, in microseconds.
    static func spent() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
    }
}

struct UnknownTurn: Error {
    let line: String
}
