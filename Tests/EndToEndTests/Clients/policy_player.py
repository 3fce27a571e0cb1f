"""Plays one scenario of Samples/policies through one door of a server, and says where it came out otherwise."""

import time
from datetime import timedelta

from policy_events import DateException, Event, guests
from policy_town import PolicyTown
from policy_views import Views
from policy_words import Fault, Time, Words, at_paris, clock

WORDS = [
    "partly accepted", "accepted", "pending", "declined", "waitlisted", "ignored", "mixed", "cancelled", "released",
    "refused", "forbidden", "not found", "not allowed", "not now", "done",
]  # fmt: skip
STATUSES = {403: "forbidden", 404: "not found", 422: "not allowed"}
# The server does what is due by itself; so many seconds may it take until a state is seen. Where much is wrong already,
# nobody waits so long for the rest.
PATIENCE, IMPATIENCE, ENOUGH = 8.0, 0.5, 3


class Answer:
    def __init__(self, verdict, reasons=(), refusals=None, offers=(), is_known=True):
        self.verdict, self.reasons, self.offers = verdict, list(reasons), list(offers)
        self.notes, self.later, self.refusals = set(), None, refusals or {}
        # Of a declined event without any date a calendar client sees no more than the PARTSTAT.
        self.is_known = is_known

    @property
    def codes(self):
        return {each["code"] for each in self.reasons}


class Player(Views):
    def __init__(self, site, door, prefix, shard):
        self.town, self.door = PolicyTown(site, prefix, shard), door
        self.site, self.events, self.refused, self.ids = site, {}, {}, {}
        self.answer = Answer("done")

    def problems(self, scenario):
        problems, is_open = [], False
        for line in scenario.lines:
            if line.door not in (None, self.door):
                continue
            try:
                if line.kind == "given" and not is_open:
                    self.town.given(line)
                    continue
                if not is_open:
                    self.town.open()
                is_open = True
                found = self.play(line)
            except (Fault, LookupError, ValueError) as fault:
                found = [f"{type(fault).__name__}: {fault}"]
            problems += [f"{scenario.file}:{line.number} by {self.door}: {each}" for each in found]
        return problems

    def play(self, line):
        if line.kind == "then":
            return self.patiently(line)
        if line.kind != "when":
            raise Fault("no line begins like this here")
        parts = line.words, ["->"]
        if "->" in line.words:
            place = line.words.index("->")
            parts = line.words[:place], line.words[place + 1 :]
        words = Words(parts[0])
        is_request = self.step(words)
        words.finish()
        return self.unexpected(Words(parts[1] if parts[1] != ["->"] else ["accepted" if is_request else "done"]))

    def patiently(self, line):
        end = time.monotonic() + (PATIENCE if self.site.late < ENOUGH else IMPATIENCE)
        moved = 0.0
        while True:
            words = Words(line.words)
            found = self.expect(words)
            words.finish()
            if not found or time.monotonic() > end:
                self.site.late += bool(found)
                return found
            if time.monotonic() > moved + 1:
                # The server asks every few seconds what is due: on a clock that stands it would never ask again.
                self.town.set_clock(self.town.now + timedelta(seconds=3))
                moved = time.monotonic()
            time.sleep(0.05)

    def unexpected(self, expected):
        """What differs from `accepted`, `declined because conflict, tooLong`, `answered` (whatever)."""
        if expected.take("answered"):
            return []
        word = next((each for each in WORDS if expected.take(each)), None)
        if word is None:
            raise Fault(f"no answer is called “{expected}”")
        problems = []
        if word != self.answer.verdict:
            problems.append(f"is {self.answer.verdict} {sorted(self.answer.codes)}, not {word}")
        if expected.take("because"):
            wanted = set(expected.list())
            if self.answer.is_known and wanted != self.answer.codes:
                problems.append(f"is {self.answer.verdict} because {sorted(self.answer.codes)}, not {sorted(wanted)}")
        expected.finish()
        return problems

    # When

    def step(self, words):
        """Says whether an answer to a request is expected."""
        self.answer = Answer("done")
        if words.take("policy"):
            name = words.next("a policy")
            words.expect("now has")
            self.town.change_policy(name, words.fields())
            return False
        if words.take("the clock is"):
            date = words.date()
            self.town.set_clock(at_paris(clock(words.next("a time"), date)))
            return False
        subject = words.next("who does it")
        if words.take("now has"):
            self.town.change(subject, words.fields())
            return False
        verb = words.next("what is done")
        if verb in ("books", "tries"):
            self.book(subject, verb == "tries", words)
            return True
        if verb in ("moves", "changes"):
            self.change(subject, words)
            return True
        self.act(subject, verb, words)
        return verb == "extends"

    def event(self, name):
        if name not in self.events:
            raise Fault(f"nobody asked for {name}")
        return self.events[name]

    def door_named(self, words):
        return next((each for each in ("json", "caldav") if words.take("by " + each)), self.door)

    def clauses(self, words, event):
        parts, organizer = set(), None
        while True:
            if words.take("for"):
                organizer = words.next("a person")
                continue
            part = event.read_clause(words)
            if part is None:
                return parts, organizer, self.door_named(words)
            parts.add(part)

    def book(self, person, is_try, words):
        event = Event(words.next("an event"), person, self.town)
        _, organizer, way = self.clauses(words, event)
        event.organizer = organizer or person
        self.events[event.name] = event
        self.refused.pop(event.name, None)
        self.ids = {key: each for key, each in self.ids.items() if key[0] != event.uid}
        if way == "caldav" and not is_try:
            return self.put(event)
        fields = event.json({"time", "recurrence", "excluded", "units", "people", "title"})
        fields = {key: value for key, value in fields.items() if value not in (None, [])}
        if event.description:
            fields["description"] = event.description
        if event.visibility:
            fields["visibility"] = event.visibility
        if organizer:
            fields["organizer"] = self.town.person(organizer)
        fields |= {"resources": [self.town.prefix + each for each in event.rooms], "uid": event.uid}
        path = "/bookings" + ("?dryRun=true" if is_try else "")
        self.read(self.call(person, "POST", path, fields), event)
        if self.answer.refusals:
            self.refused[event.name] = self.answer
        return None

    def change(self, person, words):
        event = self.event(words.next("an event")).copy()
        exception = None
        if words.take("on"):
            exception = DateException(words.date())
        elif words.take("from"):
            exception = DateException(words.date(), later=True)
            words.expect("on")
        if exception is None:
            parts, _, way = self.clauses(words, event)
            if parts & {"time", "recurrence"}:
                event.exceptions = []
            return self.send(event, parts, person, way)
        taken_out = self.read_exception(exception, words)
        way = self.door_named(words)
        event.exceptions = [e for e in event.exceptions if (e.date, e.later) != (exception.date, exception.later)]
        if taken_out or exception.time or exception.people is not None:
            event.exceptions.append(exception)
        return self.send(event, {"other"}, person, way)

    def read_exception(self, exception, words):
        if words.take("to"):
            exception.time = Time(words)
        if words.take("with"):
            exception.people = guests(words, self.town)
        taken_out = words.take("by STATUS")
        words.take("back")
        return taken_out

    def send(self, event, parts, person, way):
        event.sequence += 1
        if way == "caldav":
            self.events[event.name] = event
            return self.put(event)
        fields = event.json(parts)
        if "rooms" in parts:
            fields["resource"] = self.town.prefix + event.rooms[0]
        booking = self.bookings(self.event(event.name))[0]
        answer = self.call(person, "PATCH", f"/bookings/{booking['id']}", fields)
        self.read(answer, event)
        if not self.answer.refusals:
            self.events[event.name] = event
        return None

    def put(self, event):
        person = self.town.person(event.organizer)
        calendar = self.site.discover(person)
        held = self.site.event(person, event.uid) if event.sequence else None
        href = held[0] if held else f"{calendar}{event.uid.split('@')[0]}.ics"
        self.site.hrefs[person, event.uid] = href
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self.site.http(person).put(href, content=event.calendar(), headers=headers)
        if answer.status_code not in (201, 204):
            self.answer = Answer(STATUSES.get(answer.status_code, f"{answer.status_code} {answer.text[:200]}"))
            return
        found = self.bookings(event)
        if not found and self.agenda(event.organizer, event, event.rooms[0])[0] == "DECLINED":
            self.answer = Answer("declined", is_known=False)
            return
        self.answer = self.of_bookings(found)

    # JSON

    def call(self, person, method, path, body=None):
        return self.site.http(self.town.person(person)).request(method, "/api/v1" + path, json=body)

    def read(self, answer, event=None):
        """The answer to a request in JSON."""
        document = answer.json() if answer.content else {}
        if answer.status_code in (200, 201, 202):
            bookings = document.get("bookings", [document])
            standing = [each for each in bookings if each["state"] != "cancelled"] or bookings
            self.answer = self.of_bookings(standing)
            self.answer.notes = {note["code"] for each in bookings for note in each["notes"]}
            self.answer.later = next((each["laterClashes"] for each in bookings if each["laterClashes"]), None)
        elif answer.status_code == 409 and "reasons" in document:
            self.require_no_hint(answer.text, event)
            refusals = {each["resource"].removeprefix(self.town.prefix): each for each in document["resources"]}
            reasons = [reason for each in document["resources"] for reason in each["reasons"]]
            offers = document.get("alternatives", [])
            self.answer = Answer("declined", reasons, refusals=refusals, offers=offers)
        elif answer.status_code == 409:
            self.answer = Answer("not now")
        else:
            self.answer = Answer(STATUSES.get(answer.status_code, f"{answer.status_code} {answer.text[:300]}"))

    def require_no_hint(self, text, event):
        """Whoever is refused is not told who has the room, nor what for (QUALITY, I13)."""
        for other in self.events.values():
            if event is None or self.town.person(other.organizer) == self.town.person(event.organizer):
                continue
            for secret in (other.title, other.uid, self.town.address(other.organizer)):
                if secret in text:
                    raise Fault(f"the refusal tells “{secret}”: {text[:1000]}")

    def of_bookings(self, bookings):
        words = {word_of(each) for each in bookings}
        verdict = words.pop() if len(words) == 1 else "mixed" if words else "ignored"
        return Answer(verdict, [reason for each in bookings for reason in each["reasons"]])

    # What is done with a booking that is there

    def act(self, person, verb, words):
        if verb == "cancels":
            return self.cancel(person, words)
        if verb in ("approves", "declines"):
            return self.decide(person, verb, words)
        if verb == "gives" and words.take("everything of"):
            leaver = self.town.person(words.next())
            words.expect("to")
            heir = words.next()
            for event in self.events.values():
                event.organizer = heir if self.town.person(event.organizer) == leaver else event.organizer
            return self.done(self.call(person, "POST", f"/people/{leaver}/leave", {"transferTo": self.town.person(heir)}))
        if verb == "releases" and words.take("everything of"):
            leaver = self.town.person(words.next())
            return self.done(self.call(person, "POST", f"/people/{leaver}/leave", {"release": True}))
        if verb == "checks":
            words.expect("in")
        event = self.event(words.next("an event"))
        if verb == "gives":
            words.expect("to")
            heir = words.next()
            path = f"/bookings/{self.bookings(event)[0]['id']}/transfer"
            self.done(self.call(person, "POST", path, {"organizer": self.town.person(heir)}))
            event.organizer = heir
            return None
        booking = self.bookings(event)[0]
        date = words.date() if words.take("on") else self.town.now.date()
        body = {}
        if verb == "extends":
            words.expect("until")
            body["until"] = at_paris(clock(words.next(), date)).isoformat()
        paths = {"checks": "check-in", "ends": "end", "extends": "extend"}
        if verb not in paths:
            raise Fault(f"nobody can “{verb}”")
        answer = self.call(person, "POST", f"/bookings/{booking['id']}/{paths[verb]}", body)
        return self.read(answer) if verb == "extends" else self.done(answer)

    def done(self, answer):
        """The answer to an action."""
        if answer.status_code in (200, 204):
            self.answer = Answer("done")
        else:
            self.read(answer)
            if self.answer.verdict == "declined":
                self.answer.verdict = "refused"

    def decide(self, person, verb, words):
        event = self.event(words.next("an event"))
        room = words.next() if words.take("in") else None
        comment = words.quoted()
        booking = next(each for each in self.bookings(event) if room in (None, self.room_of(each)))
        if words.take("by caldav"):
            return self.answer_in_calendar(self.town.person(person), event, booking, verb)
        body = {} if comment is None else {"comment": comment}
        return self.done(self.call(person, "POST", f"/bookings/{booking['id']}/{verb.removesuffix('s')}", body))

    def answer_in_calendar(self, person, event, booking, verb):
        """A manager's calendar client changes the room's PARTSTAT in the room's calendar."""
        collection = f"/dav/calendars/resources/{booking['resource']}/calendar/"
        held = self.site.objects(person, collection, event.uid)
        if not held:
            raise Fault("the room's calendar does not show it")
        href, text = held[0]
        partstat = "ACCEPTED" if verb == "approves" else "DECLINED"
        lines, unfolded = [], text.replace("\r\n ", "").replace("\r\n\t", "")
        for line in unfolded.split("\r\n"):
            if line.startswith("ATTENDEE") and f":mailto:{booking['resource']}@" in line:
                line = line.replace("PARTSTAT=TENTATIVE", "PARTSTAT=" + partstat)
            lines.append(line)
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self.site.http(person).put(href, content="\r\n".join(lines).encode(), headers=headers)
        if answer.status_code not in (201, 204):
            raise Fault(f"PUT {href}: {answer.status_code} {answer.text[:300]}")

    def cancel(self, person, words):
        event = self.event(words.next("an event"))
        date = words.date() if words.take("on") else None
        room = words.next() if words.take("in") else None
        way = self.door_named(words)
        if way == "json" or person != event.organizer:
            booking = next(each for each in self.bookings(event) if room in (None, self.room_of(each)))
            path = f"/bookings/{booking['id']}"
            if date:
                instance = self.instance(booking["instances"], date, event)
                path += "?instance=" + instance["recurrenceId"].replace("+", "%2B")
            return self.done(self.call(person, "DELETE", path))
        event.sequence += 1
        if date:
            event.excluded.append(date)
        if room:
            event.rooms.remove(room)
        if date or room:
            self.put(event)
            self.answer = Answer("done")
            return None
        owner = self.town.person(person)
        held = self.site.event(owner, event.uid)
        answer = self.site.http(owner).delete(held[0]) if held else None
        if answer is None or answer.status_code != 204:
            raise Fault(f"DELETE: {answer and answer.status_code}")
        return None

    # What is there

    def room_of(self, booking):
        return booking["resource"].removeprefix(self.town.prefix)

    def bookings(self, event):
        """The bookings of an event, as an administrator sees them; of a group of rooms that which was chosen."""
        found = []
        for room in event.rooms:
            for name in self.town.room_groups.get(room, [room]):
                booking = self.booking(name, event)
                if booking:
                    found.append(booking)
        return found

    def booking(self, room, event):
        key = (event.uid, room)
        if key in self.ids:
            answer = self.call("admin", "GET", f"/bookings/{self.ids[key]}")
            return answer.json() if answer.status_code == 200 else None
        start = event.instant(event.time.start)
        window = {
            "resource": self.town.prefix + room,
            "from": f"{start - timedelta(days=3):%Y-%m-%d}",
            "to": f"{start + timedelta(days=40):%Y-%m-%d}",
            "inactive": "true",
            "limit": "100",
        }
        answer = self.site.http("admin").get("/api/v1/bookings", params=window)
        if answer.status_code != 200:
            raise Fault(f"GET /bookings: {answer.status_code} {answer.text[:300]}")
        for each in answer.json()["bookings"]:
            if each["uid"] == event.uid:
                self.ids[key] = each["id"]
                return each
        return None


def word_of(booking):
    """The state as scenarios say it."""
    if booking["state"] == "confirmed":
        declined = any(each["status"] == "declined" for each in booking["instances"])
        return "partly accepted" if declined else "accepted"
    return {"tentative": "pending", "checkedIn": "checked in"}.get(booking["state"], booking["state"])
