/// What goes to the native side: the arguments of a call, as JSON.
protocol ToNative {
    /// Whether a field of this value is not written at all.
    var isLeftOut: Bool { get }
    func write(to writer: inout JSONWriter)
}

extension ToNative {
    var isLeftOut: Bool { false }
}

/// Writes JSON text.
struct JSONWriter {
    private var bytes: [UInt8] = []
    /// Whether the next item or field is the first one where it stands.
    private var isFirst = true

    /// The text so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func beginObject() {
        begin("{")
    }

    mutating func endObject() {
        end("}")
    }

    mutating func beginArray() {
        begin("[")
    }

    mutating func endArray() {
        end("]")
    }

    /// Writes a field of an object, unless it is left out.
    mutating func field(_ name: String, _ value: some ToNative) {
        if !value.isLeftOut { member(name, value) }
    }

    /// Writes a member of a map, which is there even if it is `null`.
    mutating func member(_ name: String, _ value: some ToNative) {
        separate()
        quoted(name)
        raw(":")
        value.write(to: &self)
        isFirst = false
    }

    /// Writes an item of an array.
    mutating func item(_ value: some ToNative) {
        separate()
        value.write(to: &self)
        isFirst = false
    }

    mutating func null() {
        raw("null")
    }

    /// Writes text that is JSON already.
    mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a text between quotes.
    mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                raw("\\u00")
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 0xf)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private mutating func separate() {
        if !isFirst { raw(",") }
    }

    private mutating func begin(_ bracket: String) {
        raw(bracket)
        isFirst = true
    }

    private mutating func end(_ bracket: String) {
        raw(bracket)
        isFirst = false
    }
}

/// The arguments of a method: a JSON array.
struct Arguments {
    /// No arguments at all.
    static let none = "[]"

    private var writer = JSONWriter()

    init() {
        writer.beginArray()
    }

    /// Begins the request, which is the only argument.
    mutating func beginObject() {
        writer.beginObject()
    }

    mutating func endObject() {
        writer.endObject()
    }

    mutating func field(_ name: String, _ value: some ToNative) {
        writer.field(name, value)
    }

    mutating func add(_ value: some ToNative) {
        writer.item(value)
    }

    /// The array as text.
    var text: String { writer.text + "]" }
}

extension Bool: ToNative {
    func write(to writer: inout JSONWriter) {
        writer.raw(self ? "true" : "false")
    }
}

extension Int: ToNative {
    func write(to writer: inout JSONWriter) {
        writer.raw(String(self))
    }
}

extension Double: ToNative {
    /// JSON has no infinity and no NaN: the native side refuses the arguments that they stand in.
    func write(to writer: inout JSONWriter) {
        writer.raw(description)
    }
}

extension String: ToNative {
    func write(to writer: inout JSONWriter) {
        writer.quoted(self)
    }
}

extension Optional: ToNative where Wrapped: ToNative {
    var isLeftOut: Bool { self == nil }

    func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: ToNative where Element: ToNative {
    func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for element in self { writer.item(element) }
        writer.endArray()
    }
}

extension Dictionary: ToNative where Key == String, Value: ToNative {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in self { writer.member(name, value) }
        writer.endObject()
    }
}
