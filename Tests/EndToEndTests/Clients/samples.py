"""samples.py FOLDER: PUTs every sample invitation and compares the decision with the one that stands beside it.

The files carry dates of 2027. Once those are past, file and expectation move together by whole weeks, so that the
change to summer time falls where it did.
"""

import pathlib
import re
import sys
from datetime import date, datetime, timedelta

import town as doors
import yaml
from days import last_sunday_of_march
from town import (
    DOMAIN,
    PARIS,
    Failure,
    Town,
    attendee,
    components,
    expect,
    expect_equal,
    merged,
    moment,
    spoken,
)

DATE = re.compile(rb"(?<=[:=,])(\d{4})(\d{2})(\d{2})(?=T\d{6}Z?\b|\b)")
MOVING = re.compile(rb"^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE|RRULE)\b", re.IGNORECASE)


def move_file(data, apart):
    """Moves the dates of the events, and of nothing else: a VTIMEZONE stays as it is."""

    def moved(match):
        day = date(*(int(part) for part in match.groups())) + apart
        return day.strftime("%Y%m%d").encode()

    out, inside = [], False
    for line in data.split(b"\n"):
        inside = (inside or line.startswith(b"BEGIN:VEVENT")) and not line.startswith(b"END:VEVENT")
        out.append(DATE.sub(moved, line) if inside and MOVING.match(line) else line)
    return b"\n".join(out)


def move_instant(text, apart):
    """Moves an instant by days of the town hall's wall clock."""
    local = moment(text).astimezone(PARIS).replace(tzinfo=None) + apart
    return local.replace(tzinfo=PARIS).astimezone(doors.timezone.utc)


def years_ahead(first):
    """How far the sample has to move to lie ahead of the clock."""
    apart, year = timedelta(), first.year
    while first.date() + apart < date.today() + timedelta(days=2):
        year += 1
        apart = last_sunday_of_march(year) - last_sunday_of_march(first.year)
    return apart


class Sample:
    def __init__(self, path):
        self.name = path.stem
        expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
        data = path.read_bytes()
        first = re.search(rb"BEGIN:VEVENT.*?DTSTART[^\r\n]*:(\d{4})(\d{2})(\d{2})", data, re.DOTALL)
        apart = years_ahead(datetime(*map(int, first.groups())))
        # A stored object has no METHOD (RFC 4791, section 4.1): a client takes it away when it saves what came by mail.
        self.data = re.sub(rb"(?m)^METHOD:[^\n]*\n", b"", move_file(data, apart) if apart else data)

        def spans(key):
            return [
                (move_instant(each["start"], apart), move_instant(each["end"], apart)) for each in expected.get(key, [])
            ]

        self.resource, self.partstat = expected["resource"], expected["partstat"]
        self.address = expected.get("address", f"{self.resource}@{DOMAIN}")
        self.schedule_status = expected.get("schedule_status", "2.0")
        self.taken, self.bookings, self.summary = spans("taken"), spans("bookings"), expected.get("summary")
        self.overrides = {move_instant(key, apart): value for key, value in expected.get("overrides", {}).items()}
        days = [moment_ for span in self.bookings + self.taken for moment_ in span] or [
            datetime(*map(int, first.groups()), 12, tzinfo=PARIS) + apart
        ]
        self.window = (min(days) - timedelta(hours=12), max(days) + timedelta(hours=12))

    def check(self, camille, bruno):
        before = [bruno.book(self.resource, *span) for span in self.taken]
        expect(all(each.status_code == 201 for each in before), "a booking that has to be there before was refused")
        href = f"{camille.calendar}{self.name}.ics"
        put = camille.dav(
            "PUT", href, self.data, {"Content-Type": "text/calendar; charset=utf-8", "If-None-Match": "*"}
        )
        expect_equal(put.status_code, 201, f"PUT: {put.text[:500]}")
        expect(
            "etag" not in put.headers or self.partstat == "NEEDS-ACTION",
            "an ETag although the server changed the object",
        )
        got = camille.dav("GET", href)
        expect_equal(got.status_code, 200, "GET")
        master, overrides = components(got.content)
        expect_equal(self.said(master, "PARTSTAT"), self.partstat, "PARTSTAT of the room")
        if self.schedule_status:
            status = self.said(master, "SCHEDULE-STATUS")
            expect(status.startswith(self.schedule_status), f"SCHEDULE-STATUS {status}, not {self.schedule_status}")
        if self.summary:
            expect_equal(str(master["SUMMARY"]), self.summary, "SUMMARY")
        for start, answer in self.overrides.items():
            expect(start in overrides, f"no answer of its own for {start}: {list(overrides)}")
            expect_equal(self.said(overrides[start], "PARTSTAT"), answer, f"PARTSTAT of {start}")
        self.keeps_everything(got.content)
        busy = [spoken(each) for each in self.bookings]
        expect_equal([spoken(each) for each in bruno.json_busy(self.resource, *self.window)], busy, "JSON bookings")
        expect_equal([spoken(each) for each in bruno.feed_busy(self.resource, *self.window)], busy, "feed")
        if self.resource != "projecteur":
            busy = [spoken(each) for each in merged(self.bookings)]
            expect_equal(
                [spoken(each) for each in bruno.json_freebusy(self.resource, *self.window)], busy, "JSON free/busy"
            )
            expect_equal(
                [spoken(each) for each in bruno.outbox_busy(self.resource, *self.window)], busy, "CalDAV free/busy"
            )

        expect_equal(camille.dav("DELETE", href).status_code, 204, "DELETE")
        for each in before:
            bruno.call("DELETE", f"/bookings/{each.json()['id']}", status=204)
        expect_equal(bruno.json_busy(self.resource, *self.window), [], "bookings after the DELETE")

    def said(self, event, parameter):
        """What the room's line in the event says."""
        return str(attendee(event, self.address).params.get(parameter))

    def keeps_everything(self, stored):
        """What the server does not know is kept: each X- property of the events is still there."""

        def names(data):
            unfolded = re.sub(rb"\r?\n[ \t]", b"", data)
            return {
                line.split(b":")[0].split(b";")[0].upper() for line in unfolded.splitlines() if line.startswith(b"X-")
            }

        expect_equal(names(self.data) - names(stored), set(), "X- properties that were lost")


def main():
    folder = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    camille, bruno = Town("camille.martin").discover(), Town("bruno.petit")
    bruno.discover()
    samples = [Sample(each) for each in sorted(folder.glob("*.ics")) if not wanted or each.stem in wanted]
    expect(wanted or len(samples) >= 20, f"only {len(samples)} samples in {folder}")
    failures = []
    for sample in samples:
        try:
            sample.check(camille, bruno)
        except (Failure, ValueError, KeyError) as failure:
            failures.append(f"{sample.name}: {failure}")
    print(f"{len(samples)} sample invitations, {len(failures)} with another decision")
    expect(not failures, "\n".join(failures))


if __name__ == "__main__":
    doors.run(main)
