/// The plain text of a key: what `keys.create` answers once, and what `keys.verify` takes.
///
/// Printing, dumping, mirroring and encoding it give a redacted text; ``reveal()`` gives the plain one.
public struct KeySecret: Hashable, Sendable {
    static let redacted = "[redacted: call reveal()]"

    private let text: String

    /// Takes the plain text of a key.
    public init(_ text: String) {
        self.text = text
    }

    /// Gives the plain text.
    public func reveal() -> String {
        text
    }
}

extension KeySecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    /// The redacted text.
    public var description: String { Self.redacted }

    /// The redacted text.
    public var debugDescription: String { Self.redacted }

    /// A mirror without children: what looks into values finds nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Encodes the redacted text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.redacted)
    }
}

extension KeySecret: FromNative, ToNative {
    init(from reader: inout Reader) throws {
        self.init(try reader.next() as String)
    }

    func write(to writer: inout JSONWriter) {
        text.write(to: &writer)
    }
}
