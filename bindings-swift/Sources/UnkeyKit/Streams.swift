internal import Foundation
internal import UnkeyNative

/// The items of a listing across its pages, fetched as they are asked for. Making one sends nothing.
///
/// ```swift
/// for try await key in unkey.keys.list(apiId: "api_1") { print(key.keyId) }
/// ```
public struct Items<Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item

    private let source: Pages<Item>

    init(pages: Pages<Item>) {
        source = pages
    }

    /// Gives whole pages instead, with their request ids and cursors.
    public func pages() -> Pages<Item> {
        source
    }

    /// Collects the items of all pages.
    public func collect() async throws -> [Item] {
        var all: [Item] = []
        for try await page in source { all.append(contentsOf: page.data) }
        return all
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: source.makeAsyncIterator())
    }

    /// Goes through the items.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var pages: Pages<Item>.Iterator
        fileprivate var ready: [Item].Iterator = [].makeIterator()

        /// Gives the next item; `nil` after the last one, and after an error.
        public mutating func next() async throws -> Item? {
            while true {
                if let item = ready.next() { return item }
                guard let page = try await pages.next() else { return nil }
                ready = page.data.makeIterator()
            }
        }

        fileprivate init(pages: Pages<Item>.Iterator) {
            self.pages = pages
        }
    }
}

/// The pages of a listing, fetched one by one as they are asked for.
public struct Pages<Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Page<Item>

    let open: Opening
    let read: @Sendable (Data) throws -> Page<Item>

    public func makeAsyncIterator() -> Iterator {
        Iterator(values: Values(open), read: read)
    }

    /// Goes through the pages.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let values: Values
        fileprivate let read: @Sendable (Data) throws -> Page<Item>

        /// Gives the next page; `nil` after the last one, and after an error.
        public mutating func next() async throws -> Page<Item>? {
            try await values.next().map(read)
        }
    }
}

/// A stream of what happens, or of what is known. Each loop over it has a stream of its own; leaving the loop stops
/// nothing else.
public struct Events<Event: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Event

    let open: Opening
    let read: @Sendable (Data) throws -> Event

    /// Collects everything until the stream ends.
    public func collect() async throws -> [Event] {
        var all: [Event] = []
        for try await event in self { all.append(event) }
        return all
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(values: Values(open), read: read)
    }

    /// Goes through the events.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let values: Values
        fileprivate let read: @Sendable (Data) throws -> Event

        /// Gives the next event; `nil` at the end, and after an error.
        public mutating func next() async throws -> Event? {
            try await values.next().map(read)
        }
    }
}

/// How a stream is opened.
typealias Opening = @Sendable () throws -> NativeStream

/// One value after another, until the stream ends or fails.
private final class Values {
    private enum State {
        case closed(Opening)
        case open(NativeStream)
        case ended
    }

    private var state: State

    init(_ open: @escaping Opening) {
        state = .closed(open)
    }

    func next() async throws -> Data? {
        // Ended, unless it goes well.
        let before = state
        state = .ended
        let stream: NativeStream
        switch before {
        case .ended: return nil
        case .open(let opened): stream = opened
        case .closed(let open): stream = try open()
        }
        guard let bytes = try await cancellable({ try await stream.next(cancel: $0) }) else { return nil }
        state = .open(stream)
        return bytes
    }
}
