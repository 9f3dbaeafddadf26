/// Everything that can go wrong with a call, but for its cancellation, which is a `CancellationError`.
///
/// ``kind`` says what can be done about it, ``code`` what the service said, ``effect`` whether the change may have been
/// made. Holds no body, no header and no secret, and can be logged as it is.
///
/// ```swift
/// do {
///     try await unkey.keys.delete(keyId: "key_1")
/// } catch let error as UnkeyError where error.code == .insufficientPermissions {
///     print("ask for one of", error.missing)
/// }
/// ```
public struct UnkeyError: Error, Hashable, Sendable {
    /// What the caller can do.
    public let kind: ErrorKind
    /// What the service said, as one of an open set; `nil` if it was not the service that spoke.
    public let code: ErrorCode?
    /// The HTTP status; `nil` if there was no answer.
    public let status: Int?
    /// The service's headline. For people.
    public let title: String?
    /// What is wrong, in one or two sentences. For people, and may be empty.
    public let detail: String
    /// The id by which Unkey's support finds the request.
    public let requestId: String?
    /// The page of Unkey's documentation that the service named.
    public let docsURL: String?
    /// The operation as the API names it.
    public let operation: String?
    /// How long the service asks to wait, in milliseconds: a lower bound.
    public let retryAfter: Int?
    /// How many requests were sent for this call.
    public let attempts: Int
    /// What the service may have done, over all attempts of the call.
    public let effect: Effect
    /// The permissions of which the root key lacks one or several, as the service named them. Names only: which of them
    /// are alternatives, the service does not say.
    public let missing: [String]
    /// The violations of the request's schema, where the service listed them.
    public let errors: [FieldError]
    /// What to do about it, in one line.
    public let advice: String
    /// All of it in one line, for a log.
    public let message: String
    /// What the code means; `nil` for an unknown one.
    let meaning: String?
}

/// What the service may have done by the time a call failed.
public enum Effect: String, CaseIterable, Hashable, Sendable {
    /// Nothing: not sent, or refused by Unkey itself.
    case none
    /// It cannot be known: the change may have been made, or may yet be.
    case unknown
    /// The change was made; only the answer could not be read.
    case applied
}

/// One violation of the request's schema.
public struct FieldError: Hashable, Sendable {
    /// Where in the schema, for example `/properties/keyId/minLength`.
    public let location: String
    /// What is wrong, in the service's words.
    public let message: String
    /// How to mend it, where the service says so.
    public let fix: String?
}

extension UnkeyError: CustomStringConvertible {
    /// All of it in one line, for a log.
    public var description: String { message }
}

extension UnkeyError {
    /// Sources and native library do not belong together, as is seen before anything is sent.
    static var otherVersion: UnkeyError {
        UnkeyError(
            .configuration, "the native library is of another version than the Swift sources: build both anew", effect: .none,
            meaning: nil, advice: "Build the native library and the Swift sources from the same checkout; nothing was sent.")
    }

    /// A call ended without a result that can be read: the native side panicked, or wrote what these sources do not
    /// expect. Quotes neither, since what they hold may be secret.
    static var lost: UnkeyError {
        UnkeyError(
            .unexpectedAnswer, "the call ended without a result: this is a defect of the library", effect: .unknown,
            meaning: "The library unkey-kit failed, by a defect of its own.",
            advice: "Report it to the makers of the library, and look at what the call may have changed before making it again.")
    }

    /// What the library itself has to say.
    private init(_ kind: ErrorKind, _ detail: String, effect: Effect, meaning: String?, advice: String) {
        self.kind = kind
        code = nil
        status = nil
        title = nil
        self.detail = detail
        requestId = nil
        docsURL = nil
        operation = nil
        retryAfter = nil
        attempts = 0
        self.effect = effect
        missing = []
        errors = []
        self.advice = advice
        message = "\(kind.rawValue): \(detail)"
        self.meaning = meaning
    }
}

extension Effect: TextNative {}

extension FieldError: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        location = try reader.next()
        message = try reader.next()
        fix = try reader.next()
    }
}

/// In the order in which `error.rs` writes.
extension UnkeyError: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        kind = try reader.next()
        code = try reader.next()
        status = try reader.next()
        title = try reader.next()
        detail = try reader.next()
        requestId = try reader.next()
        docsURL = try reader.next()
        operation = try reader.next()
        retryAfter = try reader.next()
        attempts = try reader.next()
        effect = try reader.next()
        missing = try reader.next()
        errors = try reader.next()
        advice = try reader.next()
        message = try reader.next()
        meaning = try reader.next()
    }
}
