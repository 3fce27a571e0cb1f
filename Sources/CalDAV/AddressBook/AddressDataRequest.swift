import HTTPTypes
import WebDAVXML
import Wording

/// What `address-data` asks for: which version, and all of a card or a part of it (RFC 6352 §10.4).
struct AddressDataRequest: Sendable {
    let version: VCardVersion
    /// Nil: all.
    private let properties: [String: Bool]?

    init(_ element: XMLElement) throws(DAVError) {
        let type = element[attribute: "content-type"]?.lowercased() ?? "text/vcard"
        guard ["text/vcard", "text/x-vcard", "text/directory"].contains(type),
            let version = VCardVersion(rawValue: element[attribute: "version"] ?? VCardVersion.three.rawValue)
        else { throw .condition(.carddav("supported-address-data"), .addressDataVersion) }
        self.version = version
        let names = element.all(.carddav("prop"))
        guard !names.isEmpty, element.first(.carddav("allprop")) == nil else {
            properties = nil
            return
        }
        var properties: [String: Bool] = [:]
        for name in names {
            properties[(name[attribute: "name"] ?? "").uppercased()] = name[attribute: "novalue"] == "yes"
        }
        self.properties = properties
    }

    func text(of card: AddressCard) -> String {
        guard let properties else { return card.text(version) }
        return VCard.text(
            card.properties(version).filter { properties[$0.name] != nil }, version: version,
            withoutValue: { properties[$0.name] == true })
    }
}

extension VCardVersion {
    /// What the field `Accept` lets be sent (RFC 6352 §5.1.1): version 3 where it does not say, as every client reads that.
    ///
    /// - Returns: nil where it lets no vCard be sent.
    init?(accept: String?) {
        guard let accept, !accept.isEmpty else {
            self = .three
            return
        }
        var best: (quality: Double, version: VCardVersion)?
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" && $0 != "\t" } }
            guard let type = parts.first, let version = Self.version(type, parts.dropFirst()) else { continue }
            let quality = parts.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (quality, version) }
        }
        guard let best else { return nil }
        self = best.version
    }

    private static func version(_ type: String, _ parameters: some Sequence<String>) -> VCardVersion? {
        switch type {
        case "text/vcard":
            guard let wanted = parameters.first(where: { $0.hasPrefix("version=") }) else { return .three }
            return VCardVersion(rawValue: String(wanted.dropFirst("version=".count)))
        case "*/*", "text/*", "text/x-vcard", "text/directory": return .three
        default: return nil
        }
    }
}
