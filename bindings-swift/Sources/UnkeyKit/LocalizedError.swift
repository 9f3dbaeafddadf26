public import Foundation

/// What an alert shows to a person who knows nothing of status codes.
extension UnkeyError: LocalizedError {
    /// What happened, in a sentence.
    public var errorDescription: String? {
        meaning ?? inPlainWords
    }

    /// What is behind it, in the service's words, if it said anything.
    public var failureReason: String? {
        detail.isEmpty ? title : detail
    }

    /// What to do about it, in a sentence.
    public var recoverySuggestion: String? {
        guard let retryAfter else { return advice }
        let seconds = (retryAfter + 999) / 1000
        return seconds > 1 ? "\(advice) The service asks to wait \(seconds) seconds." : advice
    }

    private var inPlainWords: String {
        switch kind {
        case .configuration: "The connection to Unkey is not set up correctly."
        case .badRequest: "Unkey did not accept the request as it stands."
        case .authentication: "Unkey does not know the root key."
        case .permissionDenied: "The root key is not allowed to do this."
        case .notFound: "This does not exist, or cannot be seen with this root key."
        case .conflict: "Something of that name exists already."
        case .preconditionFailed: "This cannot be done in the present state."
        case .rateLimited: "Too many requests were made in a short time."
        case .server: "Unkey has a problem at the moment."
        case .connection: "Unkey could not be reached."
        case .timeout: "Unkey did not answer in time."
        case .unexpectedAnswer: "Something answered that is not Unkey."
        case .nothingMatched: "No key matches, so nothing was changed."
        case .refused: "A safety check stopped this before anything was changed."
        }
    }
}
