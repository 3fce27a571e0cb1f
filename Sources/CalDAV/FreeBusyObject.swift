import CalendarTime
import ICalendar
import Scheduling

/// A VFREEBUSY made from busy times (RFC 5545 §3.6.4).
struct FreeBusyObject {
    let text: String

    init(
        window: TimeRange, busy: AddressBusyTime, now: Instant, uid: String? = nil, organizer: CalendarProperty? = nil,
        attendee: CalendarProperty? = nil, method: String? = nil
    ) {
        var component = CalendarComponent("VFREEBUSY")
        component.setText("UID", uid ?? "freebusy-\(window.start.icalendarUTC)-\(window.end.icalendarUTC)")
        component.set("DTSTAMP", value: now.icalendarUTC)
        component.set("DTSTART", value: window.start.icalendarUTC)
        component.set("DTEND", value: window.end.icalendarUTC)
        if let organizer { component.append(organizer) }
        if let attendee { component.append(attendee) }
        for (type, ranges) in [
            ("BUSY", busy.busy), ("BUSY-TENTATIVE", busy.tentative), ("BUSY-UNAVAILABLE", busy.unavailable),
        ] {
            for range in ranges {
                component.append(
                    CalendarProperty(
                        "FREEBUSY", value: "\(range.start.icalendarUTC)/\(range.end.icalendarUTC)",
                        parameters: [CalendarParameter("FBTYPE", type)]))
            }
        }
        text = CalendarObject(components: [component], method: method).serialized()
    }
}
