import BookingCore
import CalendarTime
import Testing
import Wording

/// "Why was I refused?": which rule, and where it is set.
@Suite struct ExplanationSentenceTests {
    private static let zone = ZoneRules(fixedOffset: 3_600, identifier: "Test/Paris")
    private static let nine = TimeRange(
        start: Instant(rfc3339: "2027-01-05T08:00:00Z")!, end: Instant(rfc3339: "2027-01-05T09:00:00Z")!)

    private static func room(_ change: (inout PolicyOverrides) -> Void = { _ in }) -> Resource {
        var resource = Resource(
            id: "jaures", names: LocalizedText("Jaurès"), address: "jaures@ville.example", zone: "Europe/Paris")
        change(&resource.policyOverrides)
        resource.policy = resource.policyOverrides.applied(to: BookingPolicy())
        resource.policyName = "standard"
        resource.policyVersion = 3
        return resource
    }

    private static func story(
        _ verdict: BookingDecision.Verdict, _ reasons: [Reason] = [], notes: [Reason] = [],
        event: DecisionStory.Event = .request, of room: Resource
    ) -> DecisionStory {
        DecisionStory(
            decision: BookingDecision(verdict: verdict, instances: [], reasons: reasons, notes: notes),
            reasons: reasons,
            event: event, decidedAt: nine.start, who: "Nadia Benali", resource: room,
            resourceName: LocalizedText("Jaurès"), names: [:], deciders: ["Hélène Fontaine"], alternatives: [],
            resourceVersion: 7, isRepeatable: false)
    }

    private func said(_ story: DecisionStory, _ language: Language = .fr) -> String {
        Wording.explanation(of: story, language: language, zone: Self.zone).joined(separator: " ")
    }

    @Test func `a rule that the resource changes is its own, and others are the policy's`() {
        let room = Self.room { $0.autoSchedule = .manual }
        let french = said(Self.story(.pending, of: room))
        #expect(
            french.contains(
                "La règle : autoSchedule vaut « manual ». "
                    + "C’est une règle propre à la ressource, qui l’emporte sur les règles « standard »."))
        #expect(!french.contains("version 3"))
        #expect(
            said(Self.story(.pending, of: room), .en).contains(
                "The rule: autoSchedule is “manual”. "
                    + "It is the resource's own rule, in place of the one of the policy “standard”."))
        let shared = said(Self.story(.declined, [.tooLong(maximum: 86_400)], of: room))
        #expect(
            shared.contains("La règle : maximumDuration vaut 1 jour. Elle vient des règles « standard », version 3."))
    }

    @Test func `each rule stands with its own source`() {
        let room = Self.room { $0.minimumNotice = 3_600 }
        let french = said(
            Self.story(.declined, [.insufficientNotice(minimum: 3_600), .tooLong(maximum: 86_400)], of: room))
        #expect(
            french.contains(
                "minimumNotice vaut 1 heure. C’est une règle propre à la ressource, qui l’emporte sur les règles "
                    + "« standard ». La règle : maximumDuration vaut 1 jour. Elle vient des règles « standard », version 3."
            ))
    }

    @Test func `without a rule the rules in force are named`() {
        let accepted = said(Self.story(.accepted, of: Self.room()))
        #expect(accepted.contains("Réservation acceptée. Règles en vigueur : « standard », version 3."))
        #expect(!accepted.contains("Elle vient"))
        let changed = said(Self.story(.accepted, of: Self.room { $0.waitlist = true }), .en)
        #expect(changed.contains("Rules in force: the policy “standard”, version 3, with rules of the resource's own."))
    }

    @Test func `what waits names the rule that makes it wait`() {
        let list = Self.room { $0.waitlist = true }
        let conflict = Reason.conflict([Conflict(range: Self.nine, resource: "jaures", booking: nil)])
        #expect(said(Self.story(.waitlisted, [conflict], of: list)).contains("La règle : waitlist vaut oui."))
        let some = Self.room { $0.bookInPolicy = .nobody }
        #expect(said(Self.story(.pending, of: some)).contains("La règle : bookInPolicy vaut personne."))
        let outside = Self.room { $0.requestOutOfPolicy = .everyone }
        let french = said(Self.story(.pending, notes: [.tooLong(maximum: 86_400)], of: outside))
        #expect(french.contains("La règle : requestOutOfPolicy vaut everyone."))
        #expect(french.contains("La règle : maximumDuration vaut 1 jour."))
    }

    @Test func `a no-show is explained by presence and its limit, and nobody has to decide`() {
        let french = said(Self.story(.declined, [.released], event: .noShow, of: Self.room()))
        #expect(french.contains("personne n’ayant confirmé sa présence"))
        #expect(french.contains("La règle : checkIn.after vaut 15 minutes."))
        #expect(!french.contains("Hélène Fontaine") && !french.contains("a été libérée."))
    }

    @Test func `who took the time back and who approved another are named`() {
        let taken = said(Self.story(.declined, [.released], event: .takenBack, of: Self.room()))
        #expect(taken.contains("Nadia Benali a repris le créneau : Jaurès.") && taken.contains("Peut décider"))
        let conflict = Reason.conflict([Conflict(range: Self.nine, resource: "jaures", booking: nil)])
        let displaced = said(Self.story(.declined, [conflict], event: .displaced, of: Self.room()))
        #expect(displaced.contains("Nadia Benali a validé une autre demande pour ce créneau : Jaurès."))
        #expect(!displaced.contains("autoSchedule"))
    }

    @Test(arguments: DecisionStory.Event.allCases)
    func `every event is told in both languages`(event: DecisionStory.Event) {
        let story = Self.story(.declined, [.released], event: event, of: Self.room())
        #expect(said(story, .fr).contains("Jaurès") && said(story, .en).contains("Jaurès"))
        #expect(said(story, .fr) != said(story, .en))
    }
}
