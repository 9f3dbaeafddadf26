internal import Foundation

/// What comes from the native side: values by their position. The form is described in `positional/mod.rs`.
protocol FromNative {
    init(from reader: inout Reader) throws
}

/// The native side wrote something that these sources do not expect: it is of another version.
struct OtherVersion: Error {}

/// Reads the values of an answer one after another.
struct Reader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Reads a value that stands alone.
    static func read<Value: FromNative>(_ data: Data, as type: Value.Type = Value.self) throws -> Value {
        try data.withUnsafeBytes { bytes in
            var reader = Reader(bytes)
            let value = try Value(from: &reader)
            guard reader.offset == bytes.count else { throw OtherVersion() }
            return value
        }
    }

    /// Reads the next value, of whatever type is wanted.
    mutating func next<Value: FromNative>() throws -> Value {
        try Value(from: &self)
    }

    /// The tags of values.
    enum Tag: UInt8 {
        case nothing, no, yes, integer, double, text, list, map, structure
    }

    /// Takes the tag of the next value.
    mutating func tag() throws -> Tag {
        guard offset < bytes.count, let tag = Tag(rawValue: bytes[offset]) else { throw OtherVersion() }
        offset += 1
        return tag
    }

    /// Passes over a value that is not there; whether it was so.
    mutating func isNothing() throws -> Bool {
        guard offset < bytes.count else { throw OtherVersion() }
        guard bytes[offset] == Tag.nothing.rawValue else { return false }
        offset += 1
        return true
    }

    /// Takes this tag, and nothing else.
    mutating func expect(_ wanted: Tag) throws {
        guard try tag() == wanted else { throw OtherVersion() }
    }

    /// Takes a number of fixed width.
    mutating func fixed<Number: FixedWidthInteger>() throws -> Number {
        let end = offset + MemoryLayout<Number>.size
        guard end <= bytes.count else { throw OtherVersion() }
        defer { offset = end }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// Takes a length, which no value can pass that still has to stand in what is left.
    mutating func length() throws -> Int {
        let length = Int(try fixed() as UInt32)
        guard length <= bytes.count - offset else { throw OtherVersion() }
        return length
    }

    /// Takes a text without its tag.
    mutating func text() throws -> String {
        let length = try length()
        defer { offset += length }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), as: UTF8.self)
    }

    /// Takes whatever comes, as long as it tells its own form.
    mutating func json() throws -> JSONValue {
        switch try tag() {
        case .nothing: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .integer: return .int(Int(try fixed() as Int64))
        case .double: return .double(Double(bitPattern: try fixed()))
        case .text: return .string(try text())
        case .list:
            let count = try length()
            return .array(try (0..<count).map { _ in try json() })
        case .map:
            return .object(try members(try length()))
        case .structure: throw OtherVersion()
        }
    }

    /// Takes the entries of a map.
    mutating func members<Value: FromNative>(_ count: Int) throws -> [String: Value] {
        var members = [String: Value](minimumCapacity: count)
        for _ in 0..<count {
            let name: String = try next()
            members[name] = try next()
        }
        return members
    }
}

extension Bool: FromNative {
    init(from reader: inout Reader) throws {
        switch try reader.tag() {
        case .no: self = false
        case .yes: self = true
        default: throw OtherVersion()
        }
    }
}

extension Int: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.integer)
        self.init(try reader.fixed() as Int64)
    }
}

extension Double: FromNative {
    init(from reader: inout Reader) throws {
        switch try reader.tag() {
        case .integer: self.init(try reader.fixed() as Int64)
        case .double: self.init(bitPattern: try reader.fixed())
        default: throw OtherVersion()
        }
    }
}

extension String: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.text)
        self = try reader.text()
    }
}

extension Optional: FromNative where Wrapped: FromNative {
    init(from reader: inout Reader) throws {
        self = try reader.isNothing() ? nil : .some(try Wrapped(from: &reader))
    }
}

/// A list that is left out is empty.
extension Array: FromNative where Element: FromNative {
    init(from reader: inout Reader) throws {
        self.init()
        if try reader.isNothing() { return }
        try reader.expect(.list)
        let count = try reader.length()
        reserveCapacity(count)
        for _ in 0..<count { append(try reader.next()) }
    }
}

/// A map that is left out is empty.
extension Dictionary: FromNative where Key == String, Value: FromNative {
    init(from reader: inout Reader) throws {
        self.init()
        if try reader.isNothing() { return }
        try reader.expect(.map)
        self = try reader.members(try reader.length())
    }
}

/// An enum of texts.
protocol TextNative: FromNative, ToNative, RawRepresentable where RawValue == String {}

extension TextNative {
    init(from reader: inout Reader) throws {
        guard let value = Self(rawValue: try reader.next()) else { throw OtherVersion() }
        self = value
    }

    func write(to writer: inout JSONWriter) {
        rawValue.write(to: &writer)
    }
}
