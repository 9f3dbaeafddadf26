public import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
import UnkeyKit

/// The emulator did not do what it was asked for.
public struct EmulatorRefusal: LocalizedError, CustomStringConvertible, Sendable {
    /// What was asked, and why it was not done.
    public let description: String

    /// As `description`.
    public var errorDescription: String? { description }
}

/// Sends JSON to an address on this machine and gives the JSON of the answer.
func send(_ method: String, _ address: String, _ body: JSONValue? = nil) async throws -> JSONValue {
    guard let url = URL(string: address) else { throw EmulatorRefusal(description: "\(address) is no URL") }
    var request = URLRequest(url: url)
    request.httpMethod = method
    if let body {
        request.httpBody = try JSONEncoder().encode(body)
        request.setValue("application/json", forHTTPHeaderField: "content-type")
    }
    let (data, answer) = try await URLSession.shared.data(for: request)
    let told = data.isEmpty ? .null : try JSONDecoder().decode(JSONValue.self, from: data)
    guard let status = (answer as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
        let why = told["error"]?.string ?? "no reason was given"
        throw EmulatorRefusal(description: "\(method) \(url.path) was refused: \(why)")
    }
    return told
}
