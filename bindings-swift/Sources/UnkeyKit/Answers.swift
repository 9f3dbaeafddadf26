/// About an answer.
public struct Meta: Hashable, Sendable {
    /// The id by which Unkey's support finds the request.
    public var requestId: String

    /// Takes each field.
    public init(requestId: String) {
        self.requestId = requestId
    }
}

/// An answer of one value.
public struct Response<Value: Sendable>: Sendable {
    /// About the answer.
    public var meta: Meta
    /// The value.
    public var data: Value

    /// Takes each field.
    public init(meta: Meta, data: Value) {
        self.meta = meta
        self.data = data
    }
}

/// The value of an answer that says no more than that the call succeeded.
public struct NoData: Hashable, Sendable {
    /// There is only one.
    public init() {}
}

/// Where the next page of a listing begins.
public struct Pagination: Hashable, Sendable {
    /// What to pass as `cursor` for the next page; `nil` on the last one.
    public var cursor: String?
    /// Whether there is another page.
    public var hasMore: Bool

    /// Takes each field.
    public init(cursor: String? = nil, hasMore: Bool = false) {
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

/// One page of a listing.
public struct Page<Item: Sendable>: Sendable {
    /// About the answer.
    public var meta: Meta
    /// The items.
    public var data: [Item]
    /// Where the next page begins.
    public var pagination: Pagination

    /// Takes each field.
    public init(meta: Meta, data: [Item], pagination: Pagination = Pagination()) {
        self.meta = meta
        self.data = data
        self.pagination = pagination
    }
}

extension Response: Equatable where Value: Equatable {}
extension Response: Hashable where Value: Hashable {}
extension Page: Equatable where Item: Equatable {}
extension Page: Hashable where Item: Hashable {}

extension Meta: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        requestId = try reader.next()
    }
}

extension Response: FromNative where Value: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        meta = try reader.next()
        data = try reader.next()
    }
}

extension NoData: FromNative {
    init(from reader: inout Reader) throws {
        _ = try reader.json()
    }
}

extension Pagination: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        cursor = try reader.next()
        hasMore = try reader.next()
    }
}

extension Page: FromNative where Item: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        meta = try reader.next()
        data = try reader.next()
        pagination = try reader.next()
    }
}
