import BookingCore
import CalendarTime
import Scheduling
import StoreContract

/// The town hall of one scenario: the pieces of ``TestTown`` with the rooms, people and groups that its `given` lines
/// name.
final class PolicyTown {
    /// Who is there in every scenario.
    static let cast = ["camille", "bruno", "denis", "elise", "farid"]
    static let zone = TestTown.zones.zone(named: "Europe/Paris")!
    /// A Monday, 09:00 in Paris: where no `given` line says otherwise.
    static let begin = Instant(rfc3339: "2027-03-01T08:00:00Z")!

    let store = MemoryStore()
    let clock = TestClock()
    let environment: ServiceEnvironment
    let bookings: BookingService
    let calendars: CalendarService
    private(set) var resources: [String: Resource] = [:]
    private var people: [String: Person] = [:]
    private var groups: [PersonGroup] = []
    private var policies: [String: BookingPolicy] = [:]
    private var roomGroups: [RoomGroup] = []

    init() {
        let (clock, random) = (clock, TestRandom())
        environment = ServiceEnvironment(
            now: { clock.now }, zones: TestTown.zones, randomBytes: { count in random.bytes(count) })
        bookings = BookingService(store: store, environment: environment)
        calendars = CalendarService(store: store, environment: environment)
        for id in Self.cast { people[id] = Self.person(id) }
        people["admin"] = TestTown.admin
        set(clock: Self.begin)
    }

    private static func person(_ id: String) -> Person {
        Person(id: id, name: id.prefix(1).uppercased() + id.dropFirst(), addresses: [id + "@ville.example"])
    }

    /// Reads a `given` line.
    func given(_ line: PolicyLine) throws {
        var words = PolicyWords(line.words)
        if words.take("the clock is") {
            set(clock: try Self.instant(&words))
        } else if words.take("room") {
            let names = try words.list()
            if !words.isAtEnd { try words.expect("with") }
            let fields = try PolicyField.fields(&words)
            for name in names { resources[name] = try resource(name, fields) }
        } else if words.take("policy") {
            let name = try words.next("a name")
            try words.expect("with")
            policies[name] = try Self.policy(BookingPolicy(), try PolicyField.fields(&words))
        } else if words.take("person") {
            for name in try words.list() { people[name] = Self.person(name) }
        } else if words.take("group of people") {
            let id = try words.next("a name")
            try words.expect("of")
            groups.append(PersonGroup(id: id, name: id, address: id + "@ville.example", members: try words.list()))
        } else if words.take("group of rooms") {
            let name = try words.next("a name")
            try words.expect("of")
            roomGroups.append(
                RoomGroup(
                    id: name, names: LocalizedText(name), address: name + "@ville.example",
                    members: try words.list().compactMap { ResourceID(validating: $0) }))
        } else {
            throw PolicyFault("“\(words.rest)” is not understood")
        }
        try words.finish()
    }

    private static func policy(
        _ policy: BookingPolicy, _ fields: [PolicyField]
    ) throws(PolicyFault) -> BookingPolicy {
        var policy = policy
        for field in fields { try field.apply(to: &policy) }
        return policy
    }

    private func resource(_ name: String, _ fields: [PolicyField]) throws -> Resource {
        var resource = TestTown.room(name)
        resource.managers = []
        let shared = fields.first { $0.name == "policy" }?.values.first.flatMap { policies[$0] }
        if let shared { resource.policy = shared }
        for field in fields { try field.apply(to: &resource) }
        if let shared { resource.policyOverrides = PolicyOverrides(from: shared, to: resource.policy) }
        return resource
    }

    /// Writes what was given into the store.
    func open() async throws {
        try await DirectoryService(store: store, environment: environment).provision(
            Installation(
                site: Site(
                    name: "Ville", domains: ["ville.example": .owned, "agglo.example": .shared], zone: "Europe/Paris",
                    language: "fr"),
                people: Array(people.values), groups: groups,
                resources: resources.values.sorted { $0.id < $1.id }, roomGroups: roomGroups,
                policies: policies.map { NamedPolicy(name: $0, policy: $1) }), door: .commandLine)
    }

    func change(_ room: String, _ fields: [PolicyField]) async throws {
        guard var resource = resources[room] else { throw PolicyFault("there is no room \(room)") }
        for field in fields { try field.apply(to: &resource) }
        resources[room] = resource
        try await bookings.saveResources([resource], as: principal("admin"), door: .json)
    }

    func change(policy name: String, _ fields: [PolicyField]) async throws {
        guard let known = policies[name] else { throw PolicyFault("there is no policy \(name)") }
        let policy = try Self.policy(known, fields)
        policies[name] = policy
        try await bookings.savePolicy(name, policy, as: principal("admin"), door: .json)
    }

    // MARK: Names

    func principal(_ id: String) throws -> Principal {
        guard let person = people[id] else { throw PolicyFault("there is no person \(id)") }
        return Principal(person: person, groups: Set(groups.filter { $0.members.contains(id) }.map(\.id)))
    }

    /// Of a person, a room, or the address itself.
    func address(of name: String) -> String {
        if let resource = resources[name] { return resource.address }
        return people[name]?.addresses[0] ?? (name.contains("@") ? name : name + "@ville.example")
    }

    /// Of a room or a group of rooms.
    func resourceID(_ name: String) throws(PolicyFault) -> ResourceID {
        let isKnown = resources[name] != nil || roomGroups.contains { $0.id == name }
        guard isKnown, let id = ResourceID(validating: name) else { throw PolicyFault("there is no room \(name)") }
        return id
    }

    /// The rooms that may answer for what an event invites.
    func rooms(of name: String) -> [String] {
        roomGroups.first { $0.id == name }?.members.map(\.rawValue) ?? [name]
    }

    // MARK: Time

    static func instant(_ words: inout PolicyWords) throws(PolicyFault) -> Instant {
        let date = try PolicyTime.date(try words.next("a date"))
        return zone.instant(of: try PolicyTime.time(try words.next("a time"), on: date))
    }

    func set(clock instant: Instant) { clock.advance(by: instant - clock.now) }

    // MARK: What is there

    func booking(_ room: String, _ event: PolicyEvent) async throws -> Booking? {
        let (id, uid) = (try resourceID(room), event.uid)
        return try await store.withSnapshot { try $0.booking(resource: id, uid: uid) }
    }

    func object(_ event: PolicyEvent, of person: String) async throws -> StoredObject? {
        let uid = event.uid
        let owner = try principal(person).id
        return try await store.withSnapshot { try $0.object(uid: uid, ownedBy: owner) }
    }
}
