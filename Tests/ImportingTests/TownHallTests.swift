import BookingCore
import CalendarTime
import Scheduling
import Testing

@testable import Importing

@Suite struct TownHallTests {
    @Test func `the sample has what it promises`() throws {
        let town = try Fixture.townHall()
        let site = try #require(town.site)
        #expect(site.domains == ["ville.example": .owned, "agglo.example": .shared])
        #expect(site.zone == "Europe/Paris")
        #expect(town.people.count == 24)
        #expect(Set(town.people.compactMap(\.person.department)).count == 5)
        #expect(town.people.allSatisfy { $0.password == "demo-creneau" })
        #expect(town.people.filter(\.person.isAdministrator).map(\.person.id) == ["admin"])
        #expect(Set(town.people.map(\.person.id)).isSuperset(of: ["admin", "camille.martin", "bruno.petit"]))
        let addresses = town.people.map(\.person.addresses[0]) + town.resources.map(\.address)
        #expect(addresses.allSatisfy { $0.hasSuffix("@ville.example") && $0.utf8.allSatisfy { $0 < 128 } })
        let meetingRooms = town.resources.filter { $0.policyName == "reunion" || $0.id == "salle-jaures" }
        #expect(meetingRooms.count == 8)
        #expect(Set(meetingRooms.compactMap(\.site)).count == 3)
        #expect(town.resources.count { $0.kind == .vehicle } == 2)
    }

    @Test func `the rooms that tests book take every ordinary booking`() throws {
        let town = try Fixture.townHall()
        let ids: [ResourceID] = [
            "salle-des-mariages", "salle-du-conseil", "salle-du-conseil-nord", "salle-du-conseil-sud", "salle-jaures",
            "projecteur",
        ]
        for id in ids {
            let resource = try #require(town.resources.first { $0.id == id })
            #expect(resource.policy.autoSchedule == .automatic)
            #expect(!resource.policy.openingHoursOnly)
            #expect(resource.closures.isEmpty)
            #expect(!resource.disabled)
        }
        let jaures = try #require(town.resources.first { $0.id == "salle-jaures" })
        #expect(jaures.capacity == 8)
        #expect(jaures.openingHours == nil)
        let council = try #require(town.resources.first { $0.id == "salle-du-conseil" })
        #expect(council.parts == ["salle-du-conseil-nord", "salle-du-conseil-sud"])
        #expect(town.resources.first { $0.id == "projecteur" }?.units == 2)
    }

    @Test func `managers and members are people or groups of the file`() throws {
        let town = try Fixture.townHall()
        let people = Set(town.people.map(\.person.id))
        let groups = Set(town.groups.map(\.id))
        #expect(town.groups.allSatisfy { Set($0.members).isSubset(of: people) })
        #expect(town.resources.allSatisfy { Set($0.managers).isSubset(of: people.union(groups)) })
    }

    @Test(arguments: 2026...2029)
    func `public holidays are the eleven of the law`(_ year: Int) throws {
        let town = try Fixture.townHall()
        let room = try #require(town.resources.first { $0.id == "salle-simone-veil" })
        let found = room.closures.map(\.from).filter { $0.year == year }
        let easter = try #require(Self.easter(year))
        let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
        let expected =
            fixed.compactMap { CivilDate(year: year, month: $0.0, day: $0.1) }
            + [1, 39, 50].map { easter.adding(days: $0) }
        #expect(found == expected.sorted())
        #expect(easter.weekday == .sunday)
    }

    /// The Gregorian computus in Gauss' form with Lichtenberg's correction.
    private static func easter(_ year: Int) -> CivilDate? {
        let century = year / 100
        let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25
        let sun = 2 - (3 * century + 3) / 4
        let cycle = year % 19
        let seed = (19 * cycle + moon) % 30
        let correction = (seed + cycle / 11) / 29
        let fullMoon = 21 + seed - correction
        let firstSunday = 7 - (year + year / 4 + sun) % 7
        let toSunday = 7 - (fullMoon - firstSunday) % 7
        return CivilDate(year: year, month: 3, day: 1)?.adding(days: fullMoon + toSunday - 1)
    }
}
