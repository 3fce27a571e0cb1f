import BookingCore
import CalendarTime
import Scheduling

/// Which resources a list shows.
struct ResourceFilter {
    static let names = [
        "kind", "site", "building", "floor", "feature", "capacity", "stepFree", "text", "freeFrom", "freeTo",
    ]

    /// Only those that nobody has taken then.
    let freeWindow: TimeRange?
    private let needs: ResourceNeeds
    private let place: Place
    private let words: [SearchKey]

    init(_ parameters: QueryParameters) throws(RequestError) {
        var kind: ResourceKind?
        if let text = parameters["kind"] {
            guard let known = ResourceKind(rawValue: text) else {
                throw .invalidField(name: "kind", .malformed(text))
            }
            kind = known
        }
        needs = ResourceNeeds(
            kind: kind, people: try parameters.integer("capacity", 1...1_000_000), features: parameters.all("feature"),
            stepFree: try parameters.flag("stepFree"))
        place = Place(site: parameters["site"], building: parameters["building"], floor: parameters["floor"])
        words = parameters.words("text").map { SearchKey($0) }
        switch (try parameters.instant("freeFrom"), try parameters.instant("freeTo")) {
        case (nil, nil): freeWindow = nil
        case (let from?, let to?):
            guard let window = TimeRange(checking: from, end: to), !window.isEmpty else {
                throw .invalidField(name: "freeTo", .endBeforeStart)
            }
            guard window.duration <= 31 * 86_400 else { throw .invalidField(name: "freeTo", .outOfRange) }
            freeWindow = window
        case (nil, _): throw .invalidField(name: "freeFrom", .missing)
        case (_, nil): throw .invalidField(name: "freeTo", .missing)
        }
    }

    func includes(_ resource: Resource) -> Bool {
        return place.contains(resource) && needs.areMet(by: resource) && tells(resource)
    }

    /// Every word is somewhere in its names, its address, its description or its features.
    private func tells(_ resource: Resource) -> Bool {
        if words.isEmpty { return true }
        let texts =
            [resource.names.fr, resource.names.en, resource.address, resource.id.rawValue]
            + [resource.description?.fr, resource.description?.en].compactMap { $0 } + resource.features
        let keys = texts.map { SearchKey($0) }
        return words.allSatisfy { word in keys.contains { $0.contains(word) } }
    }
}
