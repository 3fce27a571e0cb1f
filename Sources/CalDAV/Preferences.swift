import HTTPTypes
import Scheduling

/// What the client would rather have (RFC 7240, RFC 8144), and Microsoft's older `Brief`.
struct Preferences: Hashable, Sendable {
    enum Content: String, Hashable, Sendable {
        case minimal, representation
    }

    /// `return`.
    var content: Content?
    /// `depth-noroot`: members without the collection itself.
    var leavesRootOut = false
    /// `Brief: t`, which Apple's clients send: the same as `return=minimal`.
    var isBrief = false

    /// Where a preference is named twice, the first one counts (RFC 7240 §2).
    init(_ headers: HTTPFields) {
        isBrief = headers[.brief]?.lowercased() == "t"
        var hasReturn = false
        for preference in Self.preferences(headers[.prefer] ?? "") {
            switch preference.name {
            case "return" where !hasReturn:
                hasReturn = true
                content = Content(rawValue: preference.value)
            case "depth-noroot": leavesRootOut = true
            default: continue
            }
        }
    }

    /// Whether what is not there, and what went well, is better left unsaid (RFC 8144 §2).
    var isMinimal: Bool { content == .minimal || (content == nil && isBrief) }

    /// The value of Preference-Applied for an answer that left these things out; `Brief` is answered by nothing.
    func applied(leavingRootOut: Bool = false) -> String? {
        let names = [content == .minimal ? "return=minimal" : nil, leavingRootOut ? "depth-noroot" : nil]
            .compactMap { $0 }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// Names in lower case with their values; parameters are dropped, none is known here.
    private static func preferences(_ text: String) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        for item in parts(of: text, at: ",") {
            guard let first = parts(of: item, at: ";").first else { continue }
            let words = first.split(separator: "=", maxSplits: 1).map { word in
                String(word.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
            }
            guard let name = words.first, !name.isEmpty else { continue }
            found.append((name.lowercased(), words.count > 1 ? words[1].lowercased() : ""))
        }
        return found
    }

    /// Splits at `separator` outside quotes.
    private static func parts(of text: some StringProtocol, at separator: Character) -> [Substring] {
        var isQuoted = false
        return Substring(text).split(omittingEmptySubsequences: true) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }
}

extension DAVRequest {
    var preferences: Preferences { Preferences(headers) }

    /// The writer of a 207 answer in the reader's language, as long as they prefer it.
    func multistatus() -> MultistatusWriter {
        let preferences = preferences
        return MultistatusWriter(
            language: language, isMinimal: preferences.isMinimal, preferenceApplied: preferences.applied())
    }
}
