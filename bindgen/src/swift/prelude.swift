/// What the fields of a request are read from.
protocol FromWire {
    /// What a member that is not there is; `nil` if it must be there.
    static var whenAbsent: Self? { get }
    init(wire: JSONValue) throws
}

/// What the fields of an answer are compared as.
protocol ToWire {
    var wire: JSONValue { get }
}

/// A case says something that the types do not have.
struct NotOfTheWire: Error {
    let text: String
}

private func need<Value>(_ value: Value?, of wire: JSONValue) throws -> Value {
    guard let value else { throw NotOfTheWire(text: wire.description) }
    return value
}

extension FromWire {
    static var whenAbsent: Self? { nil }
}

extension JSONValue: FromWire, ToWire {
    init(wire: JSONValue) { self = wire }
    var wire: JSONValue { self }

    func member<Value: FromWire>(_ name: String) throws -> Value {
        try self[name].map(Value.init(wire:)) ?? need(Value.whenAbsent, of: .string(name))
    }
}

/// An enum of texts.
protocol TextWire: FromWire, ToWire, RawRepresentable where RawValue == String {}

extension TextWire {
    init(wire: JSONValue) throws { self = try need(wire.string.flatMap(Self.init(rawValue:)), of: wire) }
    var wire: JSONValue { .string(rawValue) }
}

extension Bool: FromWire, ToWire {
    init(wire: JSONValue) throws { self = try need(wire.bool, of: wire) }
    var wire: JSONValue { .bool(self) }
}

extension Int: FromWire, ToWire {
    init(wire: JSONValue) throws { self = try need(wire.int, of: wire) }
    var wire: JSONValue { .int(self) }
}

extension Double: FromWire, ToWire {
    init(wire: JSONValue) throws { self = try need(wire.double, of: wire) }
    var wire: JSONValue { .double(self) }
}

extension String: FromWire, ToWire {
    init(wire: JSONValue) throws { self = try need(wire.string, of: wire) }
    var wire: JSONValue { .string(self) }
}

extension KeySecret: FromWire, ToWire {
    init(wire: JSONValue) throws { self.init(try String(wire: wire)) }
    var wire: JSONValue { .string(reveal()) }
}

extension NoData: ToWire {
    var wire: JSONValue { [:] }
}

extension Optional: FromWire where Wrapped: FromWire {
    static var whenAbsent: Self? { .some(nil) }
    init(wire: JSONValue) throws { self = wire == .null ? nil : try Wrapped(wire: wire) }
}

extension Optional: ToWire where Wrapped: ToWire {
    var wire: JSONValue { self?.wire ?? .null }
}

extension Array: FromWire where Element: FromWire {
    static var whenAbsent: Self? { [] }
    init(wire: JSONValue) throws { self = try need(wire.items, of: wire).map(Element.init(wire:)) }
}

extension Array: ToWire where Element: ToWire {
    var wire: JSONValue { .array(map(\.wire)) }
}

extension Dictionary: FromWire where Key == String, Value: FromWire {
    static var whenAbsent: Self? { [:] }
    init(wire: JSONValue) throws { self = try need(wire.members, of: wire).mapValues(Value.init(wire:)) }
}

extension Dictionary: ToWire where Key == String, Value: ToWire {
    var wire: JSONValue { .object(mapValues(\.wire)) }
}

extension Patch: FromWire where Value: FromWire {
    static var whenAbsent: Self? { .keep }
    init(wire: JSONValue) throws { self = wire == .null ? .clear : .set(try Value(wire: wire)) }
}
