import ICalendar
import Testing

@Suite struct StorageTests {
    private static func component(
        _ name: String = "VEVENT", uid: String? = "u", id: String? = nil, organizer: String? = nil
    ) -> CalendarComponent {
        var component = CalendarComponent(name)
        component.uid = uid
        component.set("RECURRENCE-ID", value: id)
        component.set("ORGANIZER", value: organizer)
        return component
    }

    static let refused: [([CalendarComponent], String?, CalendarObjectError)] = [
        ([component()], "REQUEST", .methodPresent("REQUEST")),
        ([], nil, .noComponent), ([CalendarComponent("VTIMEZONE")], nil, .noComponent),
        ([component(), component("VTODO")], nil, .mixedComponents(["VEVENT", "VTODO"])),
        ([component(uid: nil)], nil, .missingUID(component: "VEVENT")),
        ([component(uid: "")], nil, .missingUID(component: "VEVENT")),
        ([component(), component(uid: "v", id: "20261123T090000Z")], nil, .mixedUIDs(["u", "v"])),
        ([component(), component()], nil, .severalMasters(uid: "u")),
        (
            [component(), component(id: "20261123T090000Z"), component(id: "20261123T090000Z")], nil,
            .duplicateRecurrenceID("20261123T090000Z")
        ),
    ]

    @Test(arguments: refused)
    func `what is no calendar object resource is refused`(
        components: [CalendarComponent], method: String?, expected: CalendarObjectError
    ) {
        #expect(throws: expected) { try CalendarObject(components: components, method: method).validateForStorage() }
    }

    @Test func `a master with overrides, and overrides alone, are accepted`() throws {
        let overrides = [Self.component(id: "20261123T090000Z"), Self.component(id: "20261124T090000Z")]
        try CalendarObject(components: [Self.component()] + overrides).validateForStorage()
        try CalendarObject(components: overrides).validateForStorage()
    }

    /// RFC 6638 §3.2.4.2.
    @Test func `all components name one organizer`() throws {
        let master = Self.component(organizer: "MAILTO:A@b.example")
        let same = Self.component(id: "20261123T090000Z", organizer: "mailto:a@b.example")
        let other = Self.component(id: "20261123T090000Z", organizer: "mailto:c@b.example")
        try CalendarObject(components: [master, same]).validateSameOrganizer()
        #expect(throws: CalendarObjectError.differentOrganizers(["a@b.example", "c@b.example"])) {
            try CalendarObject(components: [master, other]).validateSameOrganizer()
        }
        #expect(throws: CalendarObjectError.differentOrganizers(["a@b.example", "none"])) {
            try CalendarObject(components: [master, Self.component(id: "20261123T090000Z")]).validateSameOrganizer()
        }
    }

    @Test func `accessors find master, overrides, attendees and sequence`() throws {
        var object = try CalendarObject(parsing: TrickySamples.order)
        #expect(object.method == "REQUEST")
        #expect(object.componentName == "VEVENT")
        #expect(object.uid == "order@ville.example")
        #expect(object.main.count == 2)
        #expect(object.master?.first("RRULE") != nil)
        #expect(object.overrides.count == 1)
        object.master = nil
        #expect(object.master == nil)
        #expect(object.main.count == 1)
        object.main = []
        #expect(object.calendar.components.map(\.name) == ["VTIMEZONE"])
        object.method = nil
        #expect(object.calendar.first("METHOD") == nil)
    }
}
