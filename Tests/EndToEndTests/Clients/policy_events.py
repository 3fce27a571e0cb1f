"""An event as its organizer wants it, and how the doors take it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policy_words import FREQUENCIES, Fault, Time, at_zone, day

CLASSES = ("private", "confidential", "public")


class Guest:
    """`denis`, `denis/declined` (who has said no), `denis/informed` (who need not come)."""

    def __init__(self, address, how=""):
        self.address = address
        self.parameters = ";PARTSTAT=DECLINED" if how == "declined" else ";PARTSTAT=NEEDS-ACTION"
        if how == "informed":
            self.parameters += ";ROLE=NON-PARTICIPANT"


class DateException:
    """One date of a series, or all from one on."""

    def __init__(self, date, later=False):
        self.date, self.later, self.time, self.people = date, later, None, None


class Event:
    def __init__(self, name, organizer, town):
        self.name, self.organizer, self.town = name, organizer, town
        self.uid = f"{town.prefix}{name}@ville.example"
        self.rooms, self.time, self.zone = [], None, "Europe/Paris"
        self.rule, self.until, self.excluded, self.exceptions = None, None, [], []
        self.units, self.people, self.visibility, self.free = 1, [], None, False
        self.title, self.description, self.sequence = "Objet " + name, None, 0

    def copy(self):
        other = Event(self.name, self.organizer, self.town)
        other.__dict__.update({key: list(v) if isinstance(v, list) else v for key, v in self.__dict__.items()})
        return other

    def read_clause(self, words):
        """Reads one clause and says what it was about; None where the next word begins none."""
        if words.take("in"):
            self.rooms = words.list()
            return "rooms"
        if words.take("at") or words.take("to"):
            self.time = Time(words)
            return "time"
        if words.take("zone"):
            self.zone = words.next("a zone")
            return "time"
        if words.take("except"):
            self.excluded += [day(each) for each in words.list()]
            return "excluded"
        if words.take("needing"):
            self.units = int(words.next("a number"))
            words.expect("units")
            return "units"
        if words.take("with"):
            self.people = guests(words, self.town)
            return "people"
        if words.take("titled"):
            self.title = words.quoted() or ""
            return "title"
        if words.take("described"):
            self.description = words.quoted()
            return "other"
        if words.take("shown as free"):
            self.free = True
            return "other"
        for each in CLASSES:
            if words.take(each):
                self.visibility = each
                return "visibility"
        if words.take("class"):
            self.visibility = words.next("a class").lower()
            return "visibility"
        return "recurrence" if self.read_rule(words) else None

    def read_rule(self, words):
        if words.take("once"):
            self.rule, self.until = None, None
            return True
        if words.take("rule"):
            self.rule, self.until = words.next("a rule"), None
            return True
        for frequency in FREQUENCIES:
            if not words.take(frequency):
                continue
            self.rule, self.until = "FREQ=" + frequency.upper(), None
            if words.take("without end"):
                return True
            if words.take("until"):
                self.until = words.date()
                return True
            self.rule += f";COUNT={int(words.next('a number'))}"
            words.expect("times")
            return True
        return False

    # The forms

    def instant(self, civil):
        return at_zone(civil, ZoneInfo(self.zone))

    def rule_text(self):
        """The rule with its end: UNTIL is the last second of that date (RFC 5545, section 3.3.10)."""
        if self.until is None:
            return self.rule
        if self.time.all_day:
            return f"{self.rule};UNTIL={self.until:%Y%m%d}"
        end = self.instant(datetime.combine(self.until, datetime.min.time()) + timedelta(seconds=86_399))
        return f"{self.rule};UNTIL={end:%Y%m%dT%H%M%SZ}"

    def start_on(self, date):
        return datetime.combine(date, self.time.start.time())

    def json_time(self, civil):
        return civil.date().isoformat() if self.time.all_day else civil.isoformat()

    def json(self, parts):
        """The fields that those parts of the event are in."""
        if self.exceptions or self.free or "other" in parts:
            raise Fault("JSON cannot say this")
        fields = {}
        if "time" in parts:
            fields |= {"start": self.json_time(self.time.start), "end": self.json_time(self.time.end)}
            fields["timeZone"] = self.zone
        if "recurrence" in parts:
            fields["recurrence"] = self.rule_text()
        if "excluded" in parts:
            fields["excluded"] = [self.json_time(self.start_on(each)) for each in self.excluded]
            fields["timeZone"] = self.zone
        if "units" in parts:
            fields["units"] = self.units
        if "people" in parts:
            fields["attendees"] = [each.address for each in self.people]
        if "title" in parts:
            fields["title"] = self.title
        if "visibility" in parts:
            fields["visibility"] = self.visibility
        return fields

    def calendar(self):
        """The VCALENDAR, master first."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samples//Policies//EN"] + self.head(self.time)
        if self.rule:
            lines.append("RRULE:" + self.rule_text())
        lines += ["EXDATE" + self.value(self.start_on(each)) for each in self.excluded]
        lines += self.body(self.people) + ["END:VEVENT"]
        for each in self.exceptions:
            start = self.start_on(each.date)
            own = Own(start, start + (self.time.end - self.time.start))
            lines += self.head(each.time or own)
            lines.append("RECURRENCE-ID" + (";RANGE=THISANDFUTURE" if each.later else "") + self.value(start))
            if each.time is None and each.people is None:
                lines.append("STATUS:CANCELLED")
            lines += self.body(self.people if each.people is None else each.people) + ["END:VEVENT"]
        return "\r\n".join(lines + ["END:VCALENDAR", ""]).encode()

    def head(self, time):
        lines = ["BEGIN:VEVENT", "UID:" + self.uid, f"DTSTAMP:{self.town.now:%Y%m%dT%H%M%SZ}"]
        lines += [f"SEQUENCE:{self.sequence}", "SUMMARY:" + self.title]
        lines += ["DTSTART" + self.value(time.start), "DTEND" + self.value(time.end)]
        if self.visibility:
            lines.append("CLASS:" + self.visibility.upper())
        if self.description:
            lines.append("DESCRIPTION:" + self.description)
        if self.free:
            lines.append("TRANSP:TRANSPARENT")
        return lines

    def body(self, people):
        address = self.town.address(self.organizer)
        units = "" if self.units == 1 else f";X-CRENEAU-UNITS={self.units}"
        lines = [f"ORGANIZER:mailto:{address}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}"]
        for room in self.rooms:
            lines.append(f"ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION{units}:mailto:{self.town.address(room)}")
        return lines + [f"ATTENDEE{each.parameters}:mailto:{each.address}" for each in people]

    def value(self, civil):
        if self.time.all_day:
            return f";VALUE=DATE:{civil:%Y%m%d}"
        return f";TZID={self.zone}:{civil:%Y%m%dT%H%M%S}"


class Own:
    """A date's own start and end, as the series has them."""

    def __init__(self, start, end):
        self.start, self.end = start, end


def guests(words, town):
    """`camille, bruno`, `12 people` or `nobody`."""
    if words.take("nobody"):
        return []
    if words.words and words.words[0].isdigit():
        count = int(words.next())
        words.expect("people")
        return [Guest(f"invite{each + 1}@agglo.example") for each in range(count)]
    found = []
    for word in words.list():
        name, _, how = word.partition("/")
        found.append(Guest(town.address(name), how))
    return found
