/// One iCalendar object: a VCALENDAR with everything in it (RFC 5545 §3.4).
///
/// As a calendar object resource it holds one master and its overrides, or detached overrides alone (RFC 4791 §4.1).
public struct CalendarObject: Hashable, Sendable {
    /// PRODID of what is written here.
    public static let productIdentifier = "-//Creneau//Creneau 1.0//FR"

    /// VCALENDAR.
    public var calendar: CalendarComponent

    public init(calendar: CalendarComponent) {
        self.calendar = calendar
    }

    /// An object of our own: VERSION and PRODID, then `components`.
    public init(components: [CalendarComponent], method: String? = nil) {
        calendar = CalendarComponent("VCALENDAR", components: components)
        calendar.set("VERSION", value: "2.0")
        calendar.setText("PRODID", Self.productIdentifier)
        calendar.set("METHOD", value: method)
    }

    /// METHOD in upper case (RFC 5546).
    public var method: String? {
        get { calendar.first("METHOD")?.value.trimmingSpaces.uppercased() }
        set { calendar.set("METHOD", value: newValue) }
    }

    /// The components that are no VTIMEZONE, in the order of the file. Setting keeps the zones where they stand.
    public var main: [CalendarComponent] {
        get { calendar.components.filter { $0.name != "VTIMEZONE" } }
        set {
            let firstMain = calendar.components.firstIndex { $0.name != "VTIMEZONE" } ?? calendar.components.endIndex
            let before = calendar.components[..<firstMain]
            let zonesAfter = calendar.components[firstMain...].filter { $0.name == "VTIMEZONE" }
            calendar.components = before + newValue + zonesAfter
        }
    }

    /// The name of the first of ``main``: VEVENT, VTODO, …
    public var componentName: String? { calendar.components.first { $0.name != "VTIMEZONE" }?.name }

    /// The UID of the first of ``main``.
    public var uid: String? { calendar.components.first { $0.name != "VTIMEZONE" }?.uid }

    /// The component without RECURRENCE-ID.
    public var master: CalendarComponent? {
        get { calendar.components.first(where: Self.isMaster) }
        set {
            if let place = calendar.components.firstIndex(where: Self.isMaster) {
                if let newValue { calendar.components[place] = newValue } else { calendar.components.remove(at: place) }
            } else if let newValue {
                main.insert(newValue, at: 0)
            }
        }
    }

    /// The components with RECURRENCE-ID, in the order of the file.
    public var overrides: [CalendarComponent] {
        calendar.components.filter { $0.name != "VTIMEZONE" && $0.first("RECURRENCE-ID") != nil }
    }

    /// The organizer of the first component that names one.
    public var organizer: CalendarAddress? {
        for component in main {
            if let organizer = component.organizer { return organizer }
        }
        return nil
    }

    /// The attendees of all components, each address once, as it first occurs.
    public var attendees: [Attendee] {
        var seen: Set<String> = []
        return main.flatMap(\.attendees).filter { seen.insert($0.address.normalized).inserted }
    }

    /// The highest SEQUENCE of the components.
    public var sequence: Int { main.map(\.sequence).max() ?? 0 }

    /// Changes every component that is no VTIMEZONE, in its place.
    public mutating func updateMain(_ change: (inout CalendarComponent) -> Void) {
        for index in calendar.components.indices where calendar.components[index].name != "VTIMEZONE" {
            change(&calendar.components[index])
        }
    }

    private static func isMaster(_ component: CalendarComponent) -> Bool {
        component.name != "VTIMEZONE" && component.first("RECURRENCE-ID") == nil
    }
}
