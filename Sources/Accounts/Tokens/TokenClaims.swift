import Foundation

/// What a JSON Web Token says, read once and never trusted before its signature is.
///
/// JSON values stay inside; what is read out of them is copied.
struct TokenClaims: Sendable {
    private let values: [String: ClaimValue]

    /// - Returns: nil where the octets are no JSON object, or one nested deeper than eight levels.
    init?(json: some Sequence<UInt8>) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else { return nil }
        var values: [String: ClaimValue] = [:]
        for (name, value) in object { values[name] = ClaimValue(value, depth: 8) }
        self.values = values
    }

    func text(_ name: String) -> String? {
        guard case .text(let text)? = value(name) else { return nil }
        return text
    }

    /// A NumericDate (RFC 7519 §2), in whole seconds.
    func seconds(_ name: String) -> Int64? {
        guard case .number(let number)? = values[name], number.isFinite else { return nil }
        return Int64(exactly: number.rounded(.down))
    }

    func flag(_ name: String) -> Bool? {
        guard case .flag(let flag)? = values[name] else { return nil }
        return flag
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// One text, or a list of them; what is no text is left out.
    ///
    /// - Parameter name: a claim, or a path into objects with dots: `realm_access.roles`.
    func texts(_ name: String) -> [String] {
        switch value(name) {
        case .text(let text)?: [text]
        case .list(let list)?:
            list.compactMap { value in
                guard case .text(let text) = value else { return nil }
                return text
            }
        default: []
        }
    }

    /// A claim of this very name wins over a path: some names are URLs with dots.
    private func value(_ path: String) -> ClaimValue? {
        if let value = values[path] { return value }
        var parts = path.split(separator: ".", omittingEmptySubsequences: false)[...]
        guard let first = parts.popFirst(), var value = values[String(first)] else { return nil }
        for part in parts {
            guard case .object(let members) = value, let member = members[String(part)] else { return nil }
            value = member
        }
        return value
    }
}

enum ClaimValue: Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([ClaimValue])
    case object([String: ClaimValue])
    case nothing

    init(_ value: Any, depth: Int) {
        switch value {
        case let text as String: self = .text(text)
        case let number as NSNumber where String(cString: number.objCType) == Self.booleanCode:
            self = .flag(number.boolValue)
        case let number as NSNumber: self = .number(number.doubleValue)
        case let list as [Any] where depth > 0: self = .list(list.map { ClaimValue($0, depth: depth - 1) })
        case let object as [String: Any] where depth > 0:
            self = .object(object.mapValues { ClaimValue($0, depth: depth - 1) })
        default: self = .nothing
        }
    }

    /// Foundation reads JSON's true and false as numbers of this C type.
    private static let booleanCode = "c"
}
