import CalendarTime
import Testing

@testable import BookingCore

/// Other rooms, and in which order.
@Suite struct AlternativeRoomTests {
    private typealias House = AlternativeHouse

    private func house(_ others: Resource..., jaures: Resource = House.room("jaures")) -> House {
        var house = House([jaures] + others)
        house.take("jaures", "08:00-20:00")
        return house
    }

    @Test func `the nearest first, then the smallest, then by id`() {
        let house = house(
            House.room("annexe", 10, site: "annexe", building: nil), House.room("grande", 40),
            House.room("voisine", 20), House.room("etage2", 12, floor: "2"), House.room("cour", 10, building: "cour"),
            House.room("egale-b", 12), House.room("egale-a", 12))
        #expect(
            house.rooms("10:00-11:00") == ["egale-a", "egale-b", "voisine", "grande", "etage2", "cour", "annexe"])
        #expect(house.offers("10:00-11:00") == ["egale-a", "egale-b", "1d 10:00-11:00"])
        let near = house.alternatives(to: house.request(RecurrenceSet(single: house.range("10:00-11:00"))), limit: 8)
        #expect(
            near.offers.map(\.nearness) == [
                .sameFloor, .sameFloor, .sameFloor, .sameFloor, .sameBuilding, .sameSite, .elsewhere, nil,
            ])
        #expect(near.offers.map(\.capacity) == [12, 12, 20, 40, 12, 10, 10, 10])
    }

    @Test(arguments: [
        (Place(site: "a", building: "b", floor: "1"), Place(site: "a", building: "b", floor: "1"), Nearness.sameFloor),
        (Place(site: "a", building: "b", floor: "1"), Place(site: "a", building: "b", floor: "2"), .sameBuilding),
        (Place(site: "a", building: "b", floor: "1"), Place(site: "a", building: "c", floor: "1"), .sameSite),
        (Place(site: "a", building: "b", floor: "1"), Place(site: "z", building: "b", floor: "1"), .elsewhere),
        (Place(site: "a", building: "b"), Place(site: "a", building: "b"), .sameBuilding),
        (Place(site: "a"), Place(site: "a"), .sameSite), (Place(), Place(), .elsewhere),
        (Place(building: "b"), Place(building: "b"), .sameBuilding), (Place(floor: "1"), Place(floor: "1"), .sameFloor),
        (Place(site: "a", floor: "1"), Place(site: "a", building: "b", floor: "1"), .sameSite),
        (Place(site: "a"), Place(), .elsewhere),
    ])
    func `how near places are`(a: Place, b: Place, expected: Nearness) {
        #expect(a.nearness(to: b) == expected && b.nearness(to: a) == expected)
    }

    /// People, and the rooms that are offered of 4, 9, 10, 30 places and one that does not say.
    @Test(
        arguments: [
            (nil, ["dix", "trente"]), (1, ["dix", "trente"]), (0, ["dix", "trente"]),
            (2, ["quatre", "neuf", "dix", "trente"]),
            (5, ["neuf", "dix", "trente"]), (10, ["dix", "trente"]), (11, ["trente"]), (31, []),
        ] as [(Int?, [String])])
    func `who comes must have a place`(people: Int?, expected: [String]) {
        let house = house(
            House.room("quatre", 4), House.room("neuf", 9), House.room("dix", 10), House.room("trente", 30),
            House.room("inconnue", nil))
        #expect(house.rooms("10:00-11:00", people: people) == expected)
    }

    @Test func `every feature of the refused room, whatever its case, and the way in`() {
        let house = house(
            House.room("bien", features: ["Video", "tableau", "café"], stepFree: true),
            House.room("sans-video", features: ["tableau"], stepFree: true),
            House.room("marches", features: ["video", "tableau"]),
            House.room("camion", features: ["video", "tableau"], stepFree: true, kind: .vehicle),
            House.room("fermee", features: ["video", "tableau"], stepFree: true) { $0.disabled = true },
            jaures: House.room("jaures", features: ["video", "Tableau"], stepFree: true))
        #expect(house.rooms("10:00-11:00") == ["bien"])
    }

    @Test func `something that holds nobody is replaced by its like`() {
        let house = house(
            House.room("beamer-2", nil, features: ["projector"], kind: .equipment), House.room("zola"),
            House.room("son", nil, features: ["sound"], kind: .equipment),
            jaures: House.room("jaures", nil, features: ["projector"], kind: .equipment))
        #expect(house.rooms("10:00-11:00", people: 12) == ["beamer-2"])
    }

    @Test func `equipment that does not say what it is for is not replaced`() {
        let house = house(
            House.room("son", nil, kind: .equipment), House.room("visio", nil, features: ["video"], kind: .equipment),
            jaures: House.room("jaures", nil, kind: .equipment))
        #expect(house.rooms("10:00-11:00") == [])
    }

    @Test func `only what the engine accepts, for who asks`() {
        var house = house(
            House.room("libre"), House.room("prise"), House.room("muette") { $0.policy.autoSchedule = .declineAlways },
            House.room("courte") { $0.policy.maximumDuration = 1_800 },
            House.room("partagee") { $0.policy.allowConflicts = true },
            House.room("toujours") { $0.policy.autoSchedule = .acceptAlways },
            House.room("matin") {
                $0.policy.openingHoursOnly = true
                $0.openingHours = OpeningHours(weekly: [.monday: [DailyRange(from: 480, to: 630)!]])
            })
        house.take("prise", "10:30-10:45")
        #expect(house.rooms("10:00-11:00") == ["libre", "partagee", "toujours"])
        // A room that takes conflicts is no offer while it is busy.
        house.take("partagee", "10:30-10:45")
        house.take("toujours", "10:30-10:45")
        #expect(house.rooms("10:00-11:00") == ["libre"])
    }

    @Test func `what a manager decides comes last and says so, and only where it is free`() {
        var house = house(
            House.room("sur-accord") { $0.policy.autoSchedule = .manual },
            House.room("si-libre", 11) { $0.policy.autoSchedule = .acceptIfFree },
            House.room("libre", 12), House.room("du-service", 10) { $0.policy.bookInPolicy = Audience(members: ["q"]) },
            House.room("demandee", 10) {
                $0.policy.bookInPolicy = .nobody
                $0.policy.requestInPolicy = .everyone
            })
        #expect(
            house.offers("10:00-11:00", limit: 5) == [
                "si-libre", "libre", "demandee on request", "sur-accord on request", "1d 10:00-11:00",
            ])
        house.take("sur-accord", "10:00-11:00")
        house.take("si-libre", "10:00-11:00")
        #expect(
            house.offers("10:00-11:00", limit: 4) == [
                "libre", "demandee on request", "1d 10:00-11:00", "2d 10:00-11:00",
            ])
    }

    @Test func `who answers for a room may have it`() {
        var house = house(
            House.room("reservee") {
                $0.policy.bookInPolicy = .nobody
                $0.managers = ["p"]
            })
        #expect(house.rooms("10:00-11:00") == ["reservee"])
        house.rooms["reservee"]?.managers = ["q"]
        #expect(house.rooms("10:00-11:00") == [])
    }

    @Test func `a part of a hall that is in use is not free`() {
        var house = house(
            House.room("nord") { $0.parts = [] }, House.room("hall") { $0.parts = ["nord", "sud"] },
            House.room("sud"))
        house.take("sud", "10:00-11:00")
        #expect(house.rooms("10:00-11:00") == ["nord"])
        #expect(house.rooms("09:00-10:00") == ["hall", "nord", "sud"])
    }

    @Test func `a time of the day comes first, a second one only where a room is missing`() {
        var house = House([House.room("jaures"), House.room("zola")])
        house.take("jaures", "10:00-11:00")
        #expect(house.offers("10:00-11:00") == ["11:00-12:00", "zola", "09:00-10:00"])
        house.rooms["ferry"] = House.room("ferry")
        #expect(house.offers("10:00-11:00") == ["11:00-12:00", "ferry", "zola"])
        #expect(house.offers("10:00-11:00", limit: 1) == ["11:00-12:00"])
        #expect(house.offers("10:00-11:00", limit: 0) == [])
    }

    // MARK: Groups

    @Test func `of a group the smallest that holds, then features, then the nearest`() {
        let needs = ResourceNeeds(
            people: 8, features: ["Video"], place: Place(site: "mairie", building: "hotel", floor: "1"))
        let rooms = [
            House.room("petite", 6), House.room("tres-petite", 2),
            House.room("loin", 8, floor: "3", features: ["video"]),
            House.room("sans", 8), House.room("pres", 8, features: ["video"]),
            House.room("riche", 8, features: ["video", "son"]), House.room("grande", 20, features: ["video"]),
            House.room("inconnue", nil),
        ]
        #expect(
            ResourceRanking.bestFitFirst.ranked(rooms, for: needs).map(\.id.rawValue)
                == ["pres", "loin", "riche", "sans", "grande", "petite", "tres-petite", "inconnue"])
    }

    @Test func `the way in counts more than the size`() {
        let needs = ResourceNeeds(people: 8, stepFree: true)
        let rooms = [House.room("marches", 8), House.room("plain-pied", 20, stepFree: true)]
        #expect(ResourceRanking.bestFitFirst.ranked(rooms, for: needs).map(\.id.rawValue) == ["plain-pied", "marches"])
    }

    @Test func `a group takes the best that accepts, and refuses with the best`() {
        var house = House([House.room("a", 8), House.room("b", 10), House.room("c", 12) { $0.disabled = true }])
        let request = house.request(RecurrenceSet(single: house.range("10:00-11:00")), people: 8)
        func fit() -> String {
            let found = AlternativeFinder.bestFit(
                among: house.rooms.values.sorted { $0.id < $1.id }, for: request, needs: ResourceNeeds(people: 8),
                now: house.now
            ) { house.context(of: $0.id) }
            return "\(found?.resource.id.rawValue ?? "none") \(found?.decision.verdict.rawValue ?? "")"
        }
        #expect(fit() == "a accepted")
        house.take("a", "10:30-11:30")
        #expect(fit() == "b accepted")
        house.take("b", "09:30-10:30")
        #expect(fit() == "a declined")
        house.rooms = [:]
        #expect(fit() == "none ")
    }
}
