// What calls cost in Swift: `Bench URL` prints one line of JSON, times in microseconds of CPU.

import Foundation
import UnkeyKit

@main
struct Bench {
    static func main() async throws {
        let unkey = try Unkey(rootKey: .value("bench_root_key"), baseURL: CommandLine.arguments[1])
        let call = try await cpu(1000) { try await unkey.keys.delete(keyId: "key_1") }
        let page = try await cpu(200) {
            var pages = unkey.keys.list(apiId: "api_1").pages().makeAsyncIterator()
            return try await pages.next()?.data.count
        }
        print(#"{"call": \#(call), "page": \#(page)}"#)
    }

    /// The CPU time of a call in microseconds: the median of several rounds.
    static func cpu(_ times: Int, _ call: @Sendable () async throws -> some Sendable) async throws -> Double {
        for _ in 0..<times / 5 { _ = try await call() }
        var rounds: [Double] = []
        for _ in 0..<5 {
            let before = spent()
            for _ in 0..<times { _ = try await call() }
            rounds.append((spent() - before) / Double(times))
        }
        return rounds.sorted()[2]
    }

    /// The CPU time of this process so far, in microseconds.
    static func spent() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
    }
}
