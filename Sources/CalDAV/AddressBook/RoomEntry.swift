public import BookingCore
import Wording

/// One resource as lists of addresses show it, in one language.
public struct RoomEntry: Hashable, Sendable {
    /// The resource's id: a word of letters, digits, dots and hyphens.
    public var id: String
    public var kind: ResourceKind
    public var name: String
    /// Its calendar address, without `mailto:`.
    public var address: String
    public var aliases: [String] = []
    public var site: String?
    public var building: String?
    public var floor: String?
    /// People that it holds.
    public var capacity: Int?
    /// How many there are of it.
    public var units = 1
    public var features: [String] = []
    public var isStepFree = false
    public var description: String?
    let language: Language

    /// - Parameter language: of what is said about it; French where it is not served.
    public init(id: String, kind: ResourceKind, name: String, address: String, language: String) {
        self.init(id: id, kind: kind, name: name, address: address, readIn: Language(tag: language) ?? .fr)
    }

    private init(id: String, kind: ResourceKind, name: String, address: String, readIn language: Language) {
        self.id = id
        self.kind = kind
        self.name = name
        self.address = address
        self.language = language
    }

    init(_ resource: Resource, language: Language) {
        self.init(
            id: resource.id.rawValue, kind: resource.kind, name: resource.names[language], address: resource.address,
            readIn: language)
        aliases = resource.aliases
        site = resource.site
        building = resource.building
        floor = resource.floor
        capacity = resource.capacity
        units = resource.units
        features = resource.features
        isStepFree = resource.stepFree
        description = resource.description.map { $0[language] }
    }

    /// A place that people go to, and not a thing that they take along.
    var isPlace: Bool { kind == .room || kind == .workspace }

    /// Building and floor, for people; empty where neither is known.
    var place: String {
        [building, floor.map { Wording.floor($0, language: language) }].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: ", ")
    }

    /// The description, then what is in it; empty where there is nothing to say.
    var note: String {
        let equipment = Wording.equipment(
            capacity: capacity, units: units, features: features, isStepFree: isStepFree, language: language)
        return [description ?? "", equipment].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What sort of thing it is and what it has, one word or two each, each once.
    var categories: [String] {
        var seen: Set<String> = []
        return
            ([Wording.name(of: kind, language: language)]
            + features.map { Wording.name(ofFeature: $0, language: language) }).filter { seen.insert($0).inserted }
    }
}
