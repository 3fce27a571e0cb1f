import BookingCore
import CalendarTime
import Testing
import Wording

@Suite struct WordingTests {
    private static let paris = ZoneRules(fixedOffset: 3_600, identifier: "Test/Paris")

    private static func range(_ start: String, _ end: String) -> TimeRange {
        TimeRange(start: Instant(rfc3339: start) ?? .distantPast, end: Instant(rfc3339: end) ?? .distantFuture)
    }

    private static let morning = range("2027-01-05T08:00:00Z", "2027-01-05T09:00:00Z")
    private static let conflict = Conflict(range: morning, resource: "salle", booking: BookingID(rawValue: 1))

    /// Every reason once. A new one does not compile until it is counted here.
    private static let reasons: [Reason] =
        [
            .conflict([conflict]), .outsideOpeningHours, .beyondBookingWindow(limit: morning.start),
            .tooShort(minimum: 900),
            .tooLong(maximum: 86_400), .insufficientNotice(minimum: 5_400), .overCapacity(people: 9, capacity: 8),
            .recurrenceNotAllowed, .tooManyConflicts(conflicts: 9, instances: 20, allowed: 8, first: [morning]),
            .tooManyConflicts(conflicts: .max, instances: 20, allowed: 8, first: [morning]), .notPermitted,
            .externalOrganizer, .quotaExceeded(.futureBookings(limit: 3)),
            .quotaExceeded(.hoursPerWeek(limit: 36_000, week: CivilDate(year: 2027, month: 1, day: 4)!)),
            .resourceClosed(date: CivilDate(year: 2027, month: 5, day: 1), name: nil),
            .resourceClosed(date: nil, name: nil), .unitsExhausted(available: 1, requested: 2, at: morning),
            .partInUse("hall", [conflict]), .approvalExpired, .notApproved, .released, .inThePast,
        ] + BeyondLimit.allCases.map(Reason.beyondLimits)

    private static func isCounted(_ reason: Reason) -> Bool {
        switch reason {
        case .conflict, .outsideOpeningHours, .beyondBookingWindow, .tooShort, .tooLong, .insufficientNotice,
            .overCapacity, .recurrenceNotAllowed, .tooManyConflicts, .notPermitted, .externalOrganizer, .quotaExceeded,
            .resourceClosed, .unitsExhausted, .partInUse, .approvalExpired, .notApproved, .released, .inThePast,
            .beyondLimits:
            reasons.contains { $0.code == reason.code }
        }
    }

    private func isWhole(_ sentence: String) -> Bool {
        !sentence.isEmpty && !sentence.contains("  ") && !sentence.contains("Optional(") && !sentence.contains(" .")
            && !sentence.contains("?") && sentence.last.map { ".:".contains($0) } == true
    }

    @Test(arguments: reasons)
    func `every reason has its own sentence in both languages`(reason: Reason) {
        let french = Wording.sentence(for: reason, language: .fr, zone: Self.paris)
        let english = Wording.sentence(for: reason, language: .en, zone: Self.paris)
        #expect(Self.isCounted(reason) && isWhole(french) && isWhole(english))
        #expect(french != english)
        #expect(
            Self.reasons.filter { Wording.sentence(for: $0, language: .fr, zone: Self.paris) == french } == [reason])
    }

    @Test func `all codes of reasons are worded`() {
        #expect(Set(Self.reasons.map(\.code)).count == 20)
    }

    @Test(arguments: [
        (
            "2027-01-05T08:00:00Z", "2027-01-05T09:00:00Z", "mardi 5 janvier 2027 de 9 h 00 à 10 h 00",
            "Tuesday 5 January 2027, 09:00–10:00"
        ),
        (
            "2027-01-31T23:00:00Z", "2027-02-01T23:00:00Z", "lundi 1er février 2027, toute la journée",
            "Monday 1 February 2027, all day"
        ),
        (
            "2027-08-13T19:05:00Z", "2027-08-13T23:00:00Z", "vendredi 13 août 2027 de 20 h 05 à minuit",
            "Friday 13 August 2027, 20:05–midnight"
        ),
        (
            "2027-08-13T19:05:00Z", "2027-08-14T01:00:00Z",
            "du vendredi 13 août 2027 à 20 h 05 au samedi 14 août 2027 à 2 h 00",
            "Friday 13 August 2027, 20:05 to Saturday 14 August 2027, 02:00"
        ),
    ])
    func `ranges read naturally on the wall clock`(start: String, end: String, french: String, english: String) {
        #expect(Wording.range(Self.range(start, end), language: .fr, zone: Self.paris) == french)
        #expect(Wording.range(Self.range(start, end), language: .en, zone: Self.paris) == english)
    }

    @Test func `a decision tells the refused dates, up to ten`() {
        let declined = BookedInstance(
            recurrenceID: Self.morning.start, range: Self.morning, verdict: .declined([.conflict([Self.conflict])]))
        let decision = BookingDecision(
            verdict: .partiallyAccepted, instances: Array(repeating: declined, count: 12),
            decidedThrough: Instant(rfc3339: "2028-01-01T00:00:00Z"),
            laterClashes: LaterClashes(count: .max, first: [Self.morning]))
        let name = LocalizedText(fr: "Salle Jaurès", en: "Jaurès room")
        let french = Wording.sentence(for: decision, resource: name, language: .fr, zone: Self.paris)
        let english = Wording.sentence(for: decision, resource: name, language: .en, zone: Self.paris)
        #expect(
            french.contains("12 dates refusées") && french.contains("et 2 autres") && french.contains("une infinité"))
        #expect(french.contains("jusqu’au samedi 1er janvier 2028"))
        #expect(
            english.contains("12 declined dates") && english.contains("and 2 more")
                && english.contains("endlessly many"))
        #expect(french.hasPrefix("Salle Jaurès : ") && english.hasPrefix("Jaurès room: "))
        #expect(isWhole(french) && isWhole(english))
    }

    @Test(arguments: BookingDecision.Verdict.allCases)
    func `every verdict has its sentence`(verdict: BookingDecision.Verdict) {
        let decision = BookingDecision(
            verdict: verdict, instances: [], reasons: verdict == .declined ? [.conflict([Self.conflict])] : [])
        let french = Wording.sentence(for: decision, language: .fr, zone: Self.paris)
        let english = Wording.sentence(for: decision, language: .en, zone: Self.paris)
        #expect(!french.isEmpty && !english.isEmpty && french != english)
        #expect(verdict != .declined || french.contains("mardi 5 janvier 2027 de 9 h 00 à 10 h 00"))
    }

    @Test func `a hidden booking is busy and nothing else`() {
        #expect(Wording.busy(.fr) == "Occupé")
        #expect(Wording.busy(.en) == "Busy")
    }

    @Test(arguments: [("fr-FR", Language.fr), ("en_GB", .en), ("FR", .fr)])
    func `language tags are read`(tag: String, language: Language) {
        #expect(Language(tag: tag) == language)
        #expect(Language(tag: "de-DE") == nil)
    }
}
