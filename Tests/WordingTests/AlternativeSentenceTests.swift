import BookingCore
import CalendarTime
import Testing
import Wording

@Suite struct AlternativeSentenceTests {
    private static let zone = ZoneRules(fixedOffset: 3_600, identifier: "Test/Paris")
    private static let names: [ResourceID: LocalizedText] = [
        "jaures": LocalizedText(fr: "Salle Jaurès", en: "Jaurès room"), "clio": LocalizedText("Clio 3"),
    ]

    private static func range(_ day: Int, _ from: Int, _ to: Int) -> TimeRange {
        let midnight = CivilDateTime(startOf: CivilDate(year: 2027, month: 3, day: day)!)
        let start = zone.instant(of: midnight)
        return TimeRange(start: start.adding(Int64(from) * 3_600), end: start.adding(Int64(to) * 3_600))
    }

    private static func date(_ day: Int) -> Alternative.InstanceTime {
        Alternative.InstanceTime(recurrenceID: range(day, 10, 11).start, range: range(day, 10, 11))
    }

    @Test(arguments: [
        (
            Alternative(.otherTime(range(2, 11, 12)), resource: "jaures", capacity: 12),
            "Salle Jaurès est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00.",
            "Jaurès room is free on Tuesday 2 March 2027, 11:00–12:00."
        ),
        (
            Alternative(.otherTime(range(1, 0, 24)), resource: "jaures", needsApproval: true),
            "Salle Jaurès est libre le lundi 1er mars 2027, toute la journée (sur accord).",
            "Jaurès room is free on Monday 1 March 2027, all day (subject to approval)."
        ),
        (
            Alternative(.otherTime(range(1, 9, 35)), resource: "clio", kind: .vehicle),
            "Clio 3 est libre du lundi 1er mars 2027 à 9 h 00 au mardi 2 mars 2027 à 11 h 00.",
            "Clio 3 is free on Monday 1 March 2027, 09:00 to Tuesday 2 March 2027, 11:00."
        ),
        (
            Alternative(
                .otherTimeOfInstance(
                    Alternative.InstanceTime(recurrenceID: range(9, 10, 11).start, range: range(9, 11, 12))),
                resource: "jaures"),
            "Pour la date refusée du mardi 9 mars 2027 : "
                + "Salle Jaurès est libre le mardi 9 mars 2027 de 11 h 00 à 12 h 00.",
            "For the refused date of Tuesday 9 March 2027: "
                + "Jaurès room is free on Tuesday 9 March 2027, 11:00–12:00."
        ),
        (
            Alternative(.otherResource(range(2, 10, 11)), resource: "jaures", capacity: 12, nearness: .sameFloor),
            "Autre salle libre : Salle Jaurès (12 places, même étage).",
            "Another free room: Jaurès room (12 places, same floor)."
        ),
        (
            Alternative(.otherResource(range(2, 10, 11)), resource: "inconnue", nearness: .elsewhere),
            "Autre salle libre : inconnue.", "Another free room: inconnue."
        ),
        (
            Alternative(
                .otherResource(range(2, 10, 11)), resource: "clio", kind: .vehicle, capacity: 1, nearness: .sameSite,
                needsApproval: true),
            "Autre véhicule libre : Clio 3 (1 place, même site, sur accord).",
            "Another free vehicle: Clio 3 (1 place, same site, subject to approval)."
        ),
        (
            Alternative(.otherResourceForSeries, resource: "jaures", capacity: 12, nearness: .sameBuilding),
            "Autre salle libre à toutes les dates : Salle Jaurès (12 places, même bâtiment).",
            "Another room, free on every date: Jaurès room (12 places, same building)."
        ),
        (
            Alternative(.otherResourceForInstances([date(9)]), resource: "jaures", nearness: .elsewhere),
            "Autre salle libre pour la date refusée : Salle Jaurès, mardi 9 mars 2027 de 10 h 00 à 11 h 00.",
            "Another free room for the refused date: Jaurès room, Tuesday 9 March 2027, 10:00–11:00."
        ),
        (
            Alternative(.otherResourceForInstances([date(9), date(16)]), resource: "jaures", capacity: 12),
            "Autre salle libre pour 2 dates refusées : Salle Jaurès (12 places), "
                + "mardi 9 mars 2027 de 10 h 00 à 11 h 00 ; mardi 16 mars 2027 de 10 h 00 à 11 h 00.",
            "Another free room for 2 refused dates: Jaurès room (12 places), "
                + "Tuesday 9 March 2027, 10:00–11:00; Tuesday 16 March 2027, 10:00–11:00."
        ),
    ])
    func `each offer is one sentence in both languages`(alternative: Alternative, french: String, english: String) {
        func said(_ language: Language) -> String {
            Wording.alternatives([alternative], names: Self.names, language: language, zone: Self.zone)
        }
        #expect(said(.fr) == french)
        #expect(said(.en) == english)
    }

    @Test func `of many dates the first ten are named`() {
        let offer = Alternative(.otherResourceForInstances((1...12).map(Self.date)), resource: "jaures")
        let french = Wording.alternatives([offer], names: Self.names, language: .fr, zone: Self.zone)
        #expect(
            french.contains("12 dates refusées") && french.hasSuffix("10 mars 2027 de 10 h 00 à 11 h 00 ; et 2 autres.")
        )
        let one = Alternative(.otherResourceForInstances((1...11).map(Self.date)), resource: "jaures")
        let english = Wording.alternatives([one], names: Self.names, language: .en, zone: Self.zone)
        #expect(english.hasSuffix("; and one more."))
    }

    @Test func `several offers follow each other, and none is nothing`() {
        let offers = [
            Alternative(.otherTime(Self.range(2, 11, 12)), resource: "jaures"),
            Alternative(.otherResourceForSeries, resource: "clio", kind: .equipment),
            Alternative(.otherResourceForSeries, resource: "clio", kind: .workspace),
        ]
        #expect(
            Wording.alternatives(offers, names: Self.names, language: .fr, zone: Self.zone)
                == "Salle Jaurès est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00. "
                + "Autre matériel libre à toutes les dates : Clio 3. "
                + "Autre espace de travail libre à toutes les dates : Clio 3.")
        #expect(Wording.alternatives([], language: .fr, zone: Self.zone) == "")
    }
}
