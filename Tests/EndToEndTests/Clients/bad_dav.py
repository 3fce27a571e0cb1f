"""Every limit that the CalDAV door announces, through PUT, PROPFIND, REPORT, PROPPATCH and MKCALENDAR.

One over each limit gets the answer of the limits' table with its precondition, stores nothing, takes no second of the
server's CPU and no 64 MiB of its memory.
"""

from datetime import datetime, timezone

import town as doors
from bad_input import ICS, XML, event, text
from limits_watch import NAMESPACES, SlowHeads, Watch
from town import basic, expect


def bodies(watch):
    """One body of each method that is sound, the place that it goes to, and the media type."""
    home, calendar = watch.camille.home, watch.camille.calendar
    named = "<prop><displayname>Non</displayname></prop>"
    inner = '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>'
    return {
        "PUT": (f"{calendar}mauvais.ics", text(event()).decode(), ICS),
        "PROPFIND": (calendar, f"<propfind {NAMESPACES}><prop><displayname/></prop></propfind>", XML),
        "REPORT": (
            calendar,
            f"<C:calendar-query {NAMESPACES}><prop><getetag/></prop>{inner}</C:calendar-query>",
            XML,
        ),
        "PROPPATCH": (calendar, f"<propertyupdate {NAMESPACES}><set>{named}</set></propertyupdate>", XML),
        "MKCALENDAR": (f"{home}mauvais/", f"<C:mkcalendar {NAMESPACES}><set>{named}</set></C:mkcalendar>", XML),
    }


def whole_requests(watch):
    """Limits of the request itself, the same for every method."""
    for method, (path, body, media) in bodies(watch).items():

        def ask(content=body, **headers):
            fields = {**media, "Depth": "0" if method == "PROPFIND" else "1"}
            fields |= {name.replace("_", "-"): value for name, value in headers.items()}
            return watch.camille.dav(method, path, content, fields)

        padding = " " * (11 << 20)
        many = {f"X-Essai-{number}": "a" for number in range(120)}
        watch.limit(f"{method} of 11 MiB", (413,), None, lambda: ask(body + padding))
        watch.limit(f"{method} compressed", (415,), None, lambda: ask(Content_Encoding="gzip"))
        watch.limit(f"{method} with 120 more header fields", (431,), None, lambda: ask(**many))
        watch.limit(f"{method} with 33 KiB of header", (431,), None, lambda: ask(X_Essai="a" * (33 << 10)))
        watch.limit(
            f"{method} without a credential",
            (401,),
            None,
            lambda: doors.ANYBODY.request(method, f"{watch.camille.url}{path}"),
        )


def deep(name, levels):
    return f'<{name} xmlns="urn:x">' * levels + f"</{name}>" * levels


def xml_documents(watch):
    """Limits of XML, in every method that reads some: depth, number of properties, DTD, form, encoding."""
    for method, (path, body, media) in bodies(watch).items():
        if method == "PUT":
            continue

        def ask(content, octets=None):
            depth = "0" if method == "PROPFIND" else "1"
            return watch.camille.dav(method, path, octets or content.encode(), {**media, "Depth": depth})

        entity = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>'
        outside = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
        inside = "</displayname>" if "</displayname>" in body else "<displayname/>" if "<displayname/>" in body else ""
        deeper = (
            body.replace(inside, f"{inside}{deep('profond', 70)}")
            if inside
            else body.replace("<getetag/>", deep("p", 70))
        )
        many = "".join(f'<p{number} xmlns="urn:x"/>' for number in range(501))
        wide = body.replace(inside, f"{inside}{many}") if inside else body.replace("<getetag/>", many)
        for what, wanted, content in [
            ("with a DTD", (400, 403), entity + body),
            ("with a DTD elsewhere", (400, 403), outside + body),
            ("70 levels deep", (400, 403), deeper),
            ("of 501 properties", (400, 403), wide),
            ("cut off", (400,), body[:-9]),
            ("with an undeclared prefix", (400,), body.replace("<prop>", "<zz:a/><prop>")),
            ("with a control character", (400,), body.replace("<prop>", "\x01<prop>")),
            ("of 5 MiB of XML", (400, 403, 413), body.replace("<prop>", f"<!--{'a' * (5 << 20)}--><prop>")),
            ("of another root", (400, 403), f"<autre {NAMESPACES}/>"),
        ]:
            watch.limit(f"{method} {what}", wanted, None, lambda: ask(content))
        watch.limit(f"{method} in UTF-16", (400,), None, lambda: ask("", body.encode("utf-16")))


def objects(watch):
    """Limits of calendar data: in an object by PUT, and as a zone that a property or a report brings."""
    camille = watch.camille
    path = f"{camille.calendar}mauvais.ics"
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT5M", "END:VALARM"]
    nested = [*event()[:-1], *["BEGIN:X-FOND"] * 9, *["END:X-FOND"] * 9, "END:VEVENT"]
    far = {"drop": ["DTSTART", "DTEND"]}
    for what, element, data in [
        ("over 1 MiB", "max-resource-size", text(event(*["X-LONG:" + "a" * 60] * 20_000))),
        ("nested nine deep", "valid-calendar-data", text(nested)),
        ("of 2,001 properties", "valid-calendar-data", text(event(*["X-P:1"] * 2_001))),
        ("with 21 alarms", "valid-calendar-data", text(event(*alarm * 21))),
        ("with a line of 70 KiB", "valid-calendar-data", text(event("DESCRIPTION:" + "a" * (70 << 10)))),
        (
            "with 501 attendees",
            "max-attendees-per-instance",
            text(event(*(f"ATTENDEE:mailto:personne-{each}@ailleurs.example" for each in range(501)))),
        ),
        ("of 3,001 instances", "max-instances", text(event("RRULE:FREQ=DAILY;COUNT=3001", uid="mauvais-n"))),
        ("before 1900", "min-date-time", text(event("DTSTART:18991231T090000Z", "DTEND:18991231T100000Z", **far))),
        ("after 2100", "max-date-time", text(event("DTSTART:21000102T090000Z", "DTEND:21000102T100000Z", **far))),
        (
            "repeated after 2100",
            "max-date-time",
            text(event(f"RDATE:{basic(datetime(2101, 1, 2, 9, tzinfo=timezone.utc))}", uid="mauvais-r")),
        ),
    ]:
        watch.limit(f"PUT {what}", (403, 413), element, lambda: camille.dav("PUT", path, data, ICS))
    for what, value in [("no calendar", "Bonjour"), ("an event", text(event()).decode())]:
        zone = f"<C:calendar-timezone>{value}</C:calendar-timezone>"
        patch = f"<propertyupdate {NAMESPACES}><set><prop>{zone}</prop></set></propertyupdate>"
        watch.limit(
            f"PROPPATCH of a zone that is {what}",
            (207, 403),
            "valid-calendar-data",
            lambda: camille.dav("PROPPATCH", camille.calendar, patch.encode(), XML),
        )
        make = f"<C:mkcalendar {NAMESPACES}><set><prop>{zone}</prop></set></C:mkcalendar>"
        watch.limit(
            f"MKCALENDAR with a zone that is {what}",
            (207, 403),
            "valid-calendar-data",
            lambda: camille.dav("MKCALENDAR", f"{camille.home}mauvais/", make.encode(), XML),
        )


def quick_rules(watch):
    """SECONDLY and MINUTELY rules book no room: the save succeeds as it does for every clash, the room declines."""
    for rule in ("FREQ=SECONDLY;COUNT=5", "FREQ=MINUTELY;INTERVAL=5;COUNT=3"):
        uid = f"vite-{rule[5:8].lower()}"
        path = f"{watch.camille.calendar}{uid}.ics"
        answer = watch.camille.dav("PUT", path, text(event(f"RRULE:{rule}", uid=uid)), ICS)
        if answer.status_code in (201, 204):
            stored = doors.components(watch.camille.dav("GET", path).text)[0]
            if doors.partstat(stored, "salle-jaures") != "DECLINED":
                watch.failures.append(f"PUT {rule}: {doors.partstat(stored, 'salle-jaures')}, not DECLINED")
            watch.camille.dav("DELETE", path)
        elif answer.status_code != 403:
            watch.failures.append(f"PUT {rule}: {answer.status_code} {answer.text[:200]}")
    watch.before = watch.look()


def questions(watch):
    """Limits of what is asked: hrefs, dates, depth, nesting of filters."""
    camille = watch.camille

    def report(body, depth="1"):
        return camille.dav("REPORT", camille.calendar, body.encode(), XML, depth=depth)

    def query(filter_, prop="<getetag/>"):
        inner = f'<C:filter><C:comp-filter name="VCALENDAR">{filter_}</C:comp-filter></C:filter>'
        return f"<C:calendar-query {NAMESPACES}><prop>{prop}</prop>{inner}</C:calendar-query>"

    hrefs = "".join(f"<href>{camille.calendar}{number}.ics</href>" for number in range(5_001))
    window = '<C:comp-filter name="VEVENT"><C:time-range start="%s" end="%s"/></C:comp-filter>'
    text_ = '<C:prop-filter name="SUMMARY"><C:text-match %s>a</C:text-match></C:prop-filter>'
    text_ = f'<C:comp-filter name="VEVENT">{text_}</C:comp-filter>'
    token = (
        f"<sync-collection {NAMESPACES}><sync-token>%s</sync-token><sync-level>%s</sync-level><prop/></sync-collection>"
    )
    for what, wanted, element, body in [
        ("multiget of 5,001", (403,), None, f"<C:calendar-multiget {NAMESPACES}><prop/>{hrefs}</C:calendar-multiget>"),
        ("backwards", (400, 403), None, query(window % ("20270102T000000Z", "20270101T000000Z"))),
        ("of a time that is none", (400, 403), None, query(window % ("demain", "20270101T000000Z"))),
        ("by an unknown collation", (403,), "supported-collation", query(text_ % 'collation="i;rien"')),
        (
            "of another media type",
            (403,),
            "supported-calendar-data",
            query("", '<C:calendar-data content-type="text/x"/>'),
        ),
        ("by a token of nobody", (403,), "valid-sync-token", token % ("urn:rien", 1)),
        ("of all levels", (400, 403), None, token % ("", "infinite")),
        ("that nobody knows", (400, 403), "supported-report", f"<rien {NAMESPACES}/>"),
        (
            "expanding without end",
            (400, 403),
            None,
            query("", '<C:calendar-data><C:expand start="20270101T000000Z"/></C:calendar-data>'),
        ),
    ]:
        watch.limit(f"REPORT {what}", wanted, element, lambda: report(body))
    fine = f"<propfind {NAMESPACES}><prop><displayname/></prop></propfind>"
    for depth in ("infinity", None, "7", "rien"):
        wanted = (403,) if depth in ("infinity", None) else (400, 403)
        element = "propfind-finite-depth" if depth in ("infinity", None) else None
        watch.limit(
            f"PROPFIND of depth {depth}",
            wanted,
            element,
            lambda: camille.dav("PROPFIND", camille.home, fine, XML, depth=depth),
        )


def wide_windows(watch):
    """A window wider than the dates that are kept is as good as one cut at them, and costs no more."""
    camille = watch.camille
    path = f"{camille.calendar}sans-fin.ics"
    endless = text(event("RRULE:FREQ=DAILY", uid="sans-fin", drop=["ORGANIZER", "ATTENDEE"]))
    expect(camille.dav("PUT", path, endless, ICS).status_code == 201, "PUT of an endless series")
    inner = '<C:comp-filter name="VEVENT"><C:time-range %s/></C:comp-filter>'
    inner = f'<C:comp-filter name="VCALENDAR">{inner}</C:comp-filter>'
    body = f"<C:calendar-query {NAMESPACES}><prop><getetag/></prop><C:filter>{inner}</C:filter></C:calendar-query>"
    for window in (
        'start="18000101T000000Z" end="22000101T000000Z"',
        'start="20990101T000000Z"',
        'end="22000101T000000Z"',
    ):
        cpu, _ = watch.process.used()
        answer = camille.dav("REPORT", camille.calendar, body % window, XML, depth=1)
        spent = watch.process.used()[0] - cpu
        if answer.status_code != 207 or "sans-fin.ics" not in answer.text or spent >= 1:
            watch.failures.append(f"{window}: {answer.status_code} in {spent:.2f} s of CPU {answer.text[:200]}")
    expect(camille.dav("DELETE", path).status_code == 204, "DELETE of an endless series")
    watch.before = watch.look()


def large_answers(watch):
    """8 MiB of expanded data end with 507 for the rest, and the answer stays whole XML."""
    camille = watch.camille
    there = f"{camille.home}grand/"
    expect(camille.dav("MKCALENDAR", there).status_code == 201, "MKCALENDAR")
    for number in range(6):
        start, end = doors.paris(2027, 1, 4, number + 8, 0), doors.paris(2027, 1, 4, number + 8, 30)
        data = text(
            event(
                "RRULE:FREQ=DAILY;COUNT=1500",
                f"DTSTART:{basic(start)}",
                f"DTEND:{basic(end)}",
                f"DESCRIPTION:{'Ordre du jour. ' * 60}",
                uid=f"grand-{number}",
                drop=["DTSTART", "DTEND", "ORGANIZER", "ATTENDEE"],
            )
        )
        answer = camille.dav("PUT", f"{there}{number}.ics", data, ICS)
        expect(answer.status_code == 201, f"PUT of a long series: {answer.status_code} {answer.text[:300]}")
    expanded = '<C:calendar-data><C:expand start="20270101T000000Z" end="20320101T000000Z"/></C:calendar-data>'
    inner = '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
    body = f"<C:calendar-query {NAMESPACES}><prop>{expanded}</prop>{inner}</C:calendar-query>"
    answer = camille.dav("REPORT", there, body, XML, depth=1)
    import lxml.etree as xml

    expect(answer.status_code == 207, f"a large answer: {answer.status_code}")
    expect(len(answer.content) < 10 << 20, f"a large answer of {len(answer.content)} octets")
    xml.fromstring(answer.content, xml.XMLParser(huge_tree=True))
    expect("507" in answer.text and "number-of-matches-within-limits" in answer.text, "no 507 in the large answer")
    expect(camille.dav("DELETE", there).status_code == 204, "DELETE")
    watch.before = watch.look()


def main():
    watch = Watch()
    slow = SlowHeads(watch.camille.url)
    slow.start()
    for part in (whole_requests, xml_documents, objects, quick_rules, questions, wide_windows, large_answers):
        part(watch)
    slow.join()
    watch.failures += [f"{what} was never closed" for what in slow.left]
    expect(not watch.failures, f"{len(watch.failures)} limits do not hold:\n" + "\n".join(watch.failures))
    cpu, _ = watch.process.used()
    print(f"{watch.count} limits hold, and nothing was stored; {cpu:.1f} s of CPU in all")


if __name__ == "__main__":
    doors.run(main)
