/// A field of an update, which has three states: left as it is, cleared, or set.
///
/// A literal sets: `name: "billing"` is `name: .set("billing")`.
public enum Patch<Value: Sendable>: Sendable {
    /// Leaves the field as it is.
    case keep
    /// Clears the field.
    case clear
    /// Sets the field.
    case set(Value)

    /// Sets the field to a value, or clears it if there is none.
    public init(_ value: Value?) {
        self = value.map(Patch.set) ?? .clear
    }
}

extension Patch: Equatable where Value: Equatable {}
extension Patch: Hashable where Value: Hashable {}

extension Patch: ExpressibleByUnicodeScalarLiteral where Value: ExpressibleByStringLiteral {
    public init(unicodeScalarLiteral value: Value.StringLiteralType) {
        self = .set(Value(stringLiteral: value))
    }
}

extension Patch: ExpressibleByExtendedGraphemeClusterLiteral where Value: ExpressibleByStringLiteral {
    public init(extendedGraphemeClusterLiteral value: Value.StringLiteralType) {
        self = .set(Value(stringLiteral: value))
    }
}

extension Patch: ExpressibleByStringLiteral where Value: ExpressibleByStringLiteral {
    public init(stringLiteral value: Value.StringLiteralType) {
        self = .set(Value(stringLiteral: value))
    }
}

extension Patch: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Value.IntegerLiteralType) {
        self = .set(Value(integerLiteral: value))
    }
}

extension Patch: ExpressibleByBooleanLiteral where Value: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Value.BooleanLiteralType) {
        self = .set(Value(booleanLiteral: value))
    }
}

extension Patch: ExpressibleByDictionaryLiteral where Value == [String: JSONValue] {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .set(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

extension Patch: ToNative where Value: ToNative {
    var isLeftOut: Bool {
        if case .keep = self { true } else { false }
    }

    func write(to writer: inout JSONWriter) {
        if case .set(let value) = self { value.write(to: &writer) } else { writer.null() }
    }
}
