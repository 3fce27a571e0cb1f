import Scheduling

/// A column of a table of people; its raw value is its name, and that of the field in the API.
enum PeopleColumn: String, CaseIterable {
    case id, name, givenName, familyName, addresses, department, language, administrator, disabled, active, groups

    /// What files call it besides, as keys.
    private var otherNames: [String] {
        switch self {
        case .id: ["identifiant", "login", "compte", "utilisateur", "username"]
        case .name: ["nom", "nomcomplet", "fullname", "displayname"]
        case .givenName: ["prenom", "firstname"]
        case .familyName: ["nomdefamille", "lastname", "surname"]
        case .addresses:
            ["address", "adresse", "adresses", "courriel", "courriels", "mail", "mails", "email", "emails"]
        case .department: ["service", "direction"]
        case .language: ["langue"]
        case .administrator: ["admin", "administrateur"]
        case .disabled: ["desactive"]
        case .active: ["actif"]
        case .groups: ["group", "groupe", "groupes"]
        }
    }

    static let byKey: [String: PeopleColumn] = {
        var found: [String: PeopleColumn] = [:]
        for column in allCases {
            for name in [column.rawValue] + column.otherNames { found[key(name)] = column }
        }
        return found
    }()

    /// A name without case, accents, spaces and punctuation.
    static func key(_ name: String) -> String {
        let octets = SearchKey(name).octets.filter { !" _-'’./\t".utf8.contains($0) }
        return String(decoding: octets, as: UTF8.self)
    }

    static func flag(_ text: String) -> Bool? {
        switch key(text) {
        case "yes", "oui", "true", "vrai", "1", "x": true
        case "no", "non", "false", "faux", "0": false
        default: nil
        }
    }

    static func language(_ text: String) -> LanguageCode? {
        switch key(text) {
        case "fr", "francais", "french": "fr"
        case "en", "anglais", "english": "en"
        default: nil
        }
    }

    /// Each part once, without the spaces around it.
    static func parts(of text: String, at separators: String) -> [String] {
        var seen: Set<String> = []
        return text.split(whereSeparator: { separators.contains($0) || $0 == "\r\n" || $0 == "\r" })
            .map { trimmed(String($0)) }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    static func trimmed(_ text: String) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
