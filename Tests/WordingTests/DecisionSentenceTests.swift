import BookingCore
import CalendarTime
import Testing
import Wording

/// What organizers read in the answers to their requests.
@Suite struct DecisionSentenceTests {
    private static let zone = ZoneRules(fixedOffset: 3_600, identifier: "Test/Paris")

    /// On a day of July 2027, from hour to hour.
    private static func range(_ day: Int, _ from: Int = 10, _ to: Int = 11) -> TimeRange {
        let start = zone.instant(of: CivilDateTime(startOf: CivilDate(year: 2027, month: 7, day: day)!))
        return TimeRange(start: start.adding(Int64(from) * 3_600), end: start.adding(Int64(to) * 3_600))
    }

    private static func taken(_ range: TimeRange) -> Reason {
        .conflict([Conflict(range: range, resource: "jaures", booking: BookingID(rawValue: 1))])
    }

    private static func instance(_ day: Int, _ reasons: Reason...) -> BookedInstance {
        BookedInstance(
            recurrenceID: range(day).start, range: range(day), verdict: reasons.isEmpty ? .accepted : .declined(reasons)
        )
    }

    private static func closure(_ day: Int, _ french: String, _ english: String) -> Reason {
        .resourceClosed(
            date: CivilDate(year: 2027, month: 7, day: day), name: LocalizedText(fr: french, en: english))
    }

    private func said(
        _ decision: BookingDecision, _ language: Language, declined: Int? = nil,
        names: [ResourceID: LocalizedText] = [:]
    ) -> String {
        Wording.sentence(
            for: decision, resource: LocalizedText(fr: "Salle Jaurès", en: "Jaurès room"), names: names,
            declined: declined, language: language, zone: Self.zone)
    }

    private func said(
        _ reason: Reason, _ language: Language, asked: [TimeRange] = [], names: [ResourceID: LocalizedText] = [:]
    ) -> String {
        Wording.sentence(for: reason, names: names, asked: asked, language: language, zone: Self.zone)
    }

    @Test func `a partly accepted series says why, by reason`() {
        let decision = BookingDecision(
            verdict: .partiallyAccepted,
            instances: [
                Self.instance(7), Self.instance(8), Self.instance(9), Self.instance(10), Self.instance(12),
                Self.instance(14, Self.closure(14, "Fête nationale", "Bastille Day")),
                Self.instance(21, Self.closure(21, "Fermeture d’été", "Summer closure")),
                Self.instance(28, Self.closure(28, "Fermeture d’été", "Summer closure")),
                Self.instance(29, Self.taken(Self.range(29))),
            ])
        #expect(
            said(decision, .fr)
                == "Salle Jaurès : réservation acceptée, sauf 4 dates refusées. "
                + "Fermeture (Fête nationale) : mercredi 14 juillet 2027 de 10 h 00 à 11 h 00. "
                + "Fermeture (Fermeture d’été) : mercredi 21 juillet 2027 de 10 h 00 à 11 h 00 ; "
                + "mercredi 28 juillet 2027 de 10 h 00 à 11 h 00. "
                + "Déjà prise : jeudi 29 juillet 2027 de 10 h 00 à 11 h 00.")
        #expect(
            said(decision, .en)
                == "Jaurès room: booking accepted, except for 4 declined dates. "
                + "Closed (Bastille Day): Wednesday 14 July 2027, 10:00–11:00. "
                + "Closed (Summer closure): Wednesday 21 July 2027, 10:00–11:00; Wednesday 28 July 2027, 10:00–11:00. "
                + "Already booked: Thursday 29 July 2027, 10:00–11:00.")
    }

    @Test func `one or several refused dates agree in number, and several reasons of a date are told`() {
        func decision(_ refused: BookedInstance...) -> BookingDecision {
            BookingDecision(
                verdict: .partiallyAccepted, instances: (1...5).map { Self.instance($0) } + refused)
        }
        let one = decision(Self.instance(20, Self.taken(Self.range(20)), .outsideOpeningHours))
        #expect(
            said(one, .fr).contains("sauf une date refusée. Déjà prise, en dehors des heures d’ouverture : mardi 20"))
        let two = decision(
            Self.instance(20, Self.taken(Self.range(20))), Self.instance(21, Self.taken(Self.range(21))))
        #expect(said(two, .fr).contains("sauf 2 dates refusées. Déjà prises : mardi 20"))
        #expect(said(two, .en).contains("except for 2 declined dates. Already booked: Tuesday 20"))
    }

    @Test func `a series of which no more is accepted than refused does not read as accepted`() {
        let half = BookingDecision(
            verdict: .partiallyAccepted, instances: [Self.instance(6), Self.instance(13, Self.taken(Self.range(13)))])
        #expect(
            said(half, .fr)
                == "Salle Jaurès : réservation acceptée pour une seule date sur 2 : mardi 6 juillet 2027 "
                + "de 10 h 00 à 11 h 00. L’autre est refusée. Déjà prise : mardi 13 juillet 2027 de 10 h 00 à 11 h 00.")
        #expect(
            said(half, .en)
                == "Jaurès room: booking accepted for only one of 2 dates: Tuesday 6 July 2027, 10:00–11:00. "
                + "The other is declined. Already booked: Tuesday 13 July 2027, 10:00–11:00.")
        var open = half
        open.decidedThrough = Self.range(30).end
        #expect(said(open, .fr).contains("acceptée, sauf une date refusée."))
    }

    @Test func `every refused date is counted where only the first are kept`() {
        let kept = (1...20).map { Self.instance($0, Self.taken(Self.range($0))) }
        let decision = BookingDecision(verdict: .partiallyAccepted, instances: kept)
        let french = said(decision, .fr, declined: 40)
        #expect(french.contains("sauf 40 dates refusées") && french.contains(" ; et 10 autres."))
        #expect(french.hasSuffix("20 autres dates sont refusées."))
        #expect(said(decision, .en, declined: 21).hasSuffix("One more date is declined."))
        #expect(french.ranges(of: "juillet").count == 10)
    }

    @Test func `of many reasons each names a date`() {
        let names: [ResourceID: LocalizedText] = ["sono": LocalizedText("Sonorisation")]
        let instances =
            (1...15).map { Self.instance($0, Self.taken(Self.range($0))) }
            + [Self.instance(20, .partInUse("sono", [])), Self.instance(21, .inThePast)]
            + (22...31).map { Self.instance($0) } + (1...10).map { Self.instance($0) }
        let french = said(BookingDecision(verdict: .partiallyAccepted, instances: instances), .fr, names: names)
        #expect(french.contains("8 juillet 2027 de 10 h 00 à 11 h 00 ; et 7 autres."))
        #expect(
            french.contains("Sonorisation n’est pas libre : mardi 20") && french.contains("Déjà passée : mercredi 21"))
    }

    @Test func `a request that waits names the dates that are refused already`() {
        let decision = BookingDecision(
            verdict: .pending, instances: [Self.instance(13, Self.taken(Self.range(13)))])
        #expect(
            said(decision, .fr)
                == "Salle Jaurès : demande en attente d’une réponse, sauf une date refusée. "
                + "Déjà prise : mardi 13 juillet 2027 de 10 h 00 à 11 h 00.")
    }

    @Test func `what several bookings take is one sentence`() {
        let decision = BookingDecision(
            verdict: .declined, instances: [], reasons: (1...12).map { Self.taken(Self.range($0)) })
        let french = said(decision, .fr)
        #expect(french.ranges(of: "Ce créneau est déjà réservé").count == 1)
        #expect(french.hasSuffix("10 juillet 2027 de 10 h 00 à 11 h 00 ; et 2 autres."))
    }

    @Test func `endless clashes are told once`() {
        let first = (1...3).map { Self.range($0) }
        var decision = BookingDecision(
            verdict: .declined, instances: [],
            reasons: [.tooManyConflicts(conflicts: .max, instances: 50, allowed: 8, first: first)],
            laterClashes: LaterClashes(count: .max, first: first))
        #expect(
            said(decision, .fr).hasPrefix(
                "Salle Jaurès : réservation refusée. La série est sans fin et une infinité de ses dates sont déjà prises, "
                    + "les premières étant : jeudi 1er juillet 2027 de 10 h 00 à 11 h 00 ;"))
        for language in Language.allCases {
            let day = language == .fr ? "2 juillet" : "2 July"
            #expect(said(decision, language).ranges(of: day).count == 1)
        }
        decision.reasons = []
        #expect(said(decision, .fr).contains("Au-delà, une infinité de dates sont déjà réservées"))
    }

    @Test(arguments: [
        (0, 2, "Aucun exemplaire n’est libre : ", "No unit is free: "),
        (1, 2, "2 exemplaires demandés, 1 exemplaire libre : ", "2 units are requested and 1 is free: "),
        (2, 3, "3 exemplaires demandés, 2 exemplaires libres : ", "3 units are requested and 2 are free: "),
    ])
    func `units are told as asked and free`(available: Int, requested: Int, french: String, english: String) {
        let reason = Reason.unitsExhausted(available: available, requested: requested, at: Self.range(6))
        #expect(said(reason, .fr) == french + "mardi 6 juillet 2027 de 10 h 00 à 11 h 00.")
        #expect(said(reason, .en) == english + "Tuesday 6 July 2027, 10:00–11:00.")
    }

    @Test func `what goes with a room is not free, whatever its gender and whether part or companion`() {
        let reason = Reason.partInUse(
            "sono", [Conflict(range: Self.range(6), resource: "sono", booking: nil)])
        let names: [ResourceID: LocalizedText] = [
            "sono": LocalizedText(fr: "Sonorisation mobile", en: "Mobile sound system")
        ]
        #expect(
            said(reason, .fr, names: names)
                == "Sonorisation mobile n’est pas libre à ce moment : mardi 6 juillet 2027 de 10 h 00 à 11 h 00.")
        #expect(
            said(reason, .en, names: names)
                == "Mobile sound system is not free at this time: Tuesday 6 July 2027, 10:00–11:00.")
    }

    @Test(arguments: [
        (1, 1, 0, "Ce créneau est déjà réservé : ", "This time is already booked: "),
        (
            1, 8, 0, "La série n’est acceptée que si toutes ses dates sont libres ; une date sur 8 est déjà prise : ",
            "The series is accepted only if all its dates are free; one date of 8 is taken: "
        ),
        (
            2, 1, 0, "La série n’est acceptée que si toutes ses dates sont libres ; 2 dates sont déjà prises : ",
            "The series is accepted only if all its dates are free; 2 dates are taken: "
        ),
        (
            9, 20, 8, "Trop de dates de la série sont déjà prises (9 sur 20, 8 au plus) : ",
            "Too many dates of the series are taken (9 of 20, at most 8): "
        ),
    ])
    func `clashes of a series are counted as they are`(
        conflicts: Int, instances: Int, allowed: Int, french: String, english: String
    ) {
        let reason = Reason.tooManyConflicts(
            conflicts: conflicts, instances: instances, allowed: allowed, first: [Self.range(6)])
        #expect(said(reason, .fr).hasPrefix(french + "mardi 6 juillet"))
        #expect(said(reason, .en).hasPrefix(english + "Tuesday 6 July"))
    }

    @Test func `a booking beside the time that was asked for is told as such`() {
        let asked = Self.range(6, 12, 13)
        let beside = Self.taken(Self.range(6))
        #expect(
            said(beside, .fr, asked: [asked])
                == "Ce créneau est trop près d’une réservation, temps de préparation compris : "
                + "mardi 6 juillet 2027 de 10 h 00 à 11 h 00.")
        #expect(
            said(beside, .en, asked: [asked])
                == "This time is too close to a booking, the time to prepare included: Tuesday 6 July 2027, 10:00–11:00."
        )
        #expect(said(beside, .fr, asked: [Self.range(6)]).hasPrefix("Ce créneau est déjà réservé"))
        let decision = BookingDecision(
            verdict: .declined,
            instances: [BookedInstance(recurrenceID: asked.start, range: asked, verdict: .declined([beside]))],
            reasons: [beside])
        #expect(said(decision, .fr).contains("trop près d’une réservation"))
    }

    @Test func `capacity is told in persons who are expected`() {
        #expect(
            said(.overCapacity(people: 7, capacity: 3), .fr)
                == "La capacité est de 3 personnes et 7 personnes sont attendues.")
        #expect(
            said(.overCapacity(people: 2, capacity: 1), .fr)
                == "La capacité est de 1 personne et 2 personnes sont attendues.")
        #expect(
            said(.overCapacity(people: 7, capacity: 3), .en) == "The capacity is 3 people and 7 people are expected.")
    }

    @Test func `a closed day has its article`() {
        #expect(
            said(Self.closure(14, "Fête nationale", "Bastille Day"), .fr)
                == "La ressource est fermée le mercredi 14 juillet 2027 (Fête nationale).")
    }
}
