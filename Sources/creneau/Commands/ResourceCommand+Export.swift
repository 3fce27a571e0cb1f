import ArgumentParser
import BookingCore
import CalDAV
import Foundation

extension ResourceCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the resources for other programs' directories.",
            discussion: """
                The form is LDIF (RFC 2849). The schema says which object classes the entries have: person (inetOrgPerson, \
                for Thunderbird and other address books), kolab (kolabSharedFolder, for KOrganizer and Kolab), sogo \
                (CalendarResource, for SOGo).
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case ldif
        }

        enum Schema: String, ExpressibleByArgument, CaseIterable {
            case person, kolab, sogo

            var classes: ResourceLDIF.Schema {
                switch self {
                case .person: .person
                case .kolab: .kolab
                case .sogo: .sogo
                }
            }
        }

        enum Tongue: String, ExpressibleByArgument, CaseIterable {
            case fr, en
        }

        @OptionGroup var server: ServerOptions
        @Option(help: "The form: ldif.") var format = Format.ldif
        @Option(help: "The object classes: person, kolab or sogo.") var schema = Schema.person
        @Option(help: "Where the entries stand (default: ou=Resources, then the domain of the first address).")
        var base: String?
        @Option(help: "The organisation's name, for the entries that have one.") var organization: String?
        @Option(help: "The language of names and descriptions: fr or en.") var language = Tongue.fr

        func run() async throws {
            let answer = try await server.client().call("GET", "/resources", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let documents = answer.document["resources"] as? [APIClient.Document] ?? []
            let entries = documents.compactMap { RoomEntry($0, language: language.rawValue) }
            let ldif = ResourceLDIF(
                schema: schema.classes, base: base ?? Self.base(of: entries.first?.address ?? ""),
                organization: organization)
            print(ldif.text(entries), terminator: "")
        }

        /// `ou=Resources,dc=ville,dc=example` for `salle@ville.example`.
        private static func base(of address: String) -> String {
            let domain = address.split(separator: "@").dropFirst().last ?? ""
            return (["ou=Resources"] + domain.split(separator: ".").map { "dc=\($0)" }).joined(separator: ",")
        }
    }
}

extension RoomEntry {
    /// A resource as the API describes it; nil for what is none.
    fileprivate init?(_ document: APIClient.Document, language: String) {
        guard let kind = ResourceKind(rawValue: document.text("kind")) else { return nil }
        func text(_ name: String) -> String? { document[name] as? String }
        func localized(_ name: String) -> String? { (document[name] as? APIClient.Document)?.text(language) }
        self.init(
            id: document.text("id"), kind: kind, name: localized("names") ?? document.text("name"),
            address: document.text("address"), language: language)
        aliases = document["aliases"] as? [String] ?? []
        site = text("site")
        building = text("building")
        floor = text("floor")
        capacity = (document["capacity"] as? NSNumber)?.intValue
        units = (document["units"] as? NSNumber)?.intValue ?? 1
        features = document["features"] as? [String] ?? []
        isStepFree = (document["stepFree"] as? NSNumber)?.boolValue ?? false
        description = localized("description")
    }
}
