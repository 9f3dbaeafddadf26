internal import UnkeyNative

/// What the service says is wrong, as its error pages print it: `err:unkey:authorization:key_disabled`.
///
/// An open set: a code that this version does not know is the same type. Compare whole codes: a last segment may occur
/// twice.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code's text.
    public let rawValue: String

    /// Takes the text of a code, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Which part of Unkey speaks, or that the caller is at fault: `unkey`, `frontline`, `user`.
    public var system: String { segment(1) }

    /// What it concerns, for example `authorization`.
    public var category: String { segment(2) }

    /// The last segment, for example `key_disabled`.
    public var name: String { segment(3) }

    /// The code's text.
    public var description: String { rawValue }

    private func segment(_ index: Int) -> String {
        let segments = rawValue.split(separator: ":", omittingEmptySubsequences: false)
        return segments.indices.contains(index) ? String(segments[index]) : ""
    }
}

/// A known code: what it means, and what to do about it.
public struct KnownCode: Hashable, Sendable {
    /// The code.
    public let code: ErrorCode
    /// The HTTP status that it usually comes with.
    public let status: Int
    /// What the caller can do.
    public let kind: ErrorKind
    /// Whether the same request can succeed within seconds, all else unchanged.
    public let retry: Bool
    /// What it means, in one line.
    public let meaning: String
    /// What to do about it, in one line.
    public let advice: String
}

/// Finds the known codes that a text means: a whole code, the URL of an answer's `type`, or the last segment.
///
/// Several where the last segment occurs twice; none for an unknown code.
public func explain(_ code: String) -> [KnownCode] {
    (try? Reader.read(explainCodes(text: code))) ?? []
}

extension ErrorCode: TextNative {}
extension ErrorKind: TextNative {}

extension KnownCode: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        code = try reader.next()
        status = try reader.next()
        kind = try reader.next()
        retry = try reader.next()
        meaning = try reader.next()
        advice = try reader.next()
    }
}
