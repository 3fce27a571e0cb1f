"""What a calendar client asks when it searches: RFC 4791 sections 7 and 9."""

from side import NAMESPACES, data, event, found

TASKS = {
    "todo-due": ("DUE:20270310T120000Z", None),
    "todo-started": ("DTSTART:20270309T080000Z", "DURATION:PT2H"),
    "todo-bare": (None, None),
    "todo-weekly": ("DTSTART:20270104T080000Z", "DUE:20270104T090000Z"),
}
ALARM = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT30M", "END:VALARM"]


def fill(camille, there):
    """The objects that the queries find, or not."""
    objects = {
        "once": event("once", "CATEGORIES:Réunion,Mairie", *ALARM),
        "utc-midnight": event("utc-midnight", start="DTSTART:20270308T230000Z"),
        "floating": event("floating", start="DTSTART:20270309T003000"),
        "all-day": event("all-day", start="DTSTART;VALUE=DATE:20270309", length=""),
        "moment": event("moment", start="DTSTART:20270310T090000Z", length=""),
        "weekly": event("weekly", "RRULE:FREQ=WEEKLY", start="DTSTART:20270104T140000Z"),
        "moved": event(
            "moved",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            start="DTSTART:20270301T100000Z",
            more=[["RECURRENCE-ID:20270308T100000Z", "DTSTART:20270312T100000Z", "DURATION:PT1H"]],
        ),
        "skipped": event(
            "skipped", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20270309T060000Z", start="DTSTART:20270308T060000Z"
        ),
        "clear": event("clear", "TRANSP:TRANSPARENT", start="DTSTART:20270308T150000Z"),
        "tentative": event("tentative", "STATUS:TENTATIVE", start="DTSTART:20270308T170000Z"),
        "cancelled": event("cancelled", "STATUS:CANCELLED", start="DTSTART:20270308T190000Z"),
    }
    for name, (start, end) in TASKS.items():
        rule = ["RRULE:FREQ=WEEKLY"] if name == "todo-weekly" else []
        objects[name] = event(name, *rule, kind="VTODO", start=start or "", length=end or "")
    make = f"<C:mkcalendar {NAMESPACES}><set><prop><displayname>R</displayname></prop></set></C:mkcalendar>"
    camille.xml("MKCALENDAR", there, make)
    return [name for name, text in objects.items() if camille.put(f"{there}{name}.ics", text).status_code != 201]


def searching(camille, bruno):
    there = f"{camille.home}recherche/"
    yield "refused on the way in", ", ".join(fill(camille, there)) or "nothing"

    def ask(inner, component="VEVENT", asked="<getetag/>"):
        inner = (
            f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="{component}">{inner}</C:comp-filter></C:comp-filter>'
        )
        body = f"<C:calendar-query {NAMESPACES}><prop>{asked}</prop><C:filter>{inner}</C:filter></C:calendar-query>"
        return camille.xml("REPORT", there, body, depth="1")

    def window(start, end):
        return f'<C:time-range start="{start}" end="{end}"/>'

    monday = window("20270308T000000Z", "20270309T000000Z")
    yield "events of a day", found(ask(monday))
    yield "events of the next day", found(ask(window("20270309T000000Z", "20270310T000000Z")))
    yield "at its end", found(ask(window("20270308T100000Z", "20270308T110000Z")))
    yield "an event without length", found(ask(window("20270310T090000Z", "20270310T093000Z")))
    yield "a moved instance, where it was", found(ask(window("20270308T100000Z", "20270308T103000Z")))
    yield "a moved instance, where it is", found(ask(window("20270312T100000Z", "20270312T103000Z")))
    yield "an excluded instance", found(ask(window("20270309T060000Z", "20270309T063000Z")))
    yield "years ahead", found(ask(window("20310303T000000Z", "20310304T000000Z")))
    yield "open at the end", found(ask('<C:time-range start="20270311T000000Z"/>'))
    yield "tasks of a day", found(ask(window("20270310T000000Z", "20270311T000000Z"), "VTODO"))
    yield "tasks of another day", found(ask(window("20270309T000000Z", "20270310T000000Z"), "VTODO"))
    yield "a weekly task later", found(ask(window("20270308T000000Z", "20270309T000000Z"), "VTODO"))
    alarm = f'<C:comp-filter name="VALARM">{window("20270308T081500Z", "20270308T084500Z")}</C:comp-filter>'
    yield "by alarm", found(ask(alarm))
    yield "without alarm", found(ask(f'{monday}<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>'))
    match = '<C:prop-filter name="%s"><C:text-match%s>%s</C:text-match></C:prop-filter>'
    yield "by UID", found(ask(match % ("UID", ' collation="i;octet"', "once")))
    yield "by text in another case", found(ask(match % ("SUMMARY", "", "ESSAI") + monday))
    yield "by category", found(ask(match % ("CATEGORIES", "", "Mairie")))
    yield "by text, not", found(ask(match % ("UID", ' negate-condition="yes"', "e")))
    yield "without STATUS", found(ask(f'{monday}<C:prop-filter name="STATUS"><C:is-not-defined/></C:prop-filter>'))
    yield "by an unknown collation", found(ask(match % ("UID", ' collation="i;none"', "once")))
    answer = ask(
        monday, asked='<C:calendar-data><C:expand start="20270308T000000Z" end="20270315T000000Z"/></C:calendar-data>'
    )
    starts = sorted(
        each["DTSTART"].dt.strftime("%d%H%M") for calendar in data(answer) for each in calendar.walk("VEVENT")
    )
    yield "expanded", " ".join(starts)
    inner = '<C:comp name="VEVENT"><C:prop name="UID"/></C:comp>'
    partial = f'<C:calendar-data><C:comp name="VCALENDAR">{inner}</C:comp></C:calendar-data>'
    answer = ask(match % ("UID", ' collation="i;octet"', "once"), asked=partial)
    names = sorted({name for calendar in data(answer) for each in calendar.walk("VEVENT") for name in each})
    yield "only one property", " ".join(names)
    body = f"<C:free-busy-query {NAMESPACES}>{monday}</C:free-busy-query>"
    answer = camille.xml("REPORT", there, body, depth="1")
    periods = [line.split(":", 1) for line in answer.text.splitlines() if line.startswith("FREEBUSY")]
    kinds = sorted((name.partition("FBTYPE=")[2] or "BUSY", len(value.split(","))) for name, value in periods)
    yield "free-busy-query", f"{answer.status_code} " + " ".join(f"{kind}×{count}" for kind, count in kinds)
    hrefs = "".join(f"<href>{there}{each}.ics</href>" for each in ("once", "none"))
    body = f"<C:calendar-multiget {NAMESPACES}><prop><getetag/></prop>{hrefs}</C:calendar-multiget>"
    yield "multiget, one missing", found(camille.xml("REPORT", there, body, depth="1"))
    inner = '<C:comp-filter name="VEVENT"/>'
    body = f"<C:calendar-query {NAMESPACES}><prop><getetag/></prop><C:filter>{inner}</C:filter></C:calendar-query>"
    yield "a filter that begins at VEVENT", found(camille.xml("REPORT", there, body, depth="1"))
