"""The `then` lines of Samples/policies, read back through JSON and CalDAV."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from policy_town import answers_in
from policy_words import Fault, Time, Words, at_paris, clock, day
from town import PARIS, basic, busy_periods, merged, moment, zulu

STATES = [
    "partly accepted", "accepted", "pending", "declined", "waitlisted", "checked in", "ended", "released", "cancelled",
]  # fmt: skip


class Views:
    def expect(self, words):
        if words.take("the answer"):
            return self.expect_of_answer(words)
        if words.take("the decision on"):
            return self.expect_of_record(words)
        subject = words.next("who or what")
        if subject.endswith("'s"):
            return self.expect_of_calendar(subject[:-2], words)
        if subject in self.town.rooms:
            return self.expect_of_room(subject, words)
        if words.take("sees"):
            return self.expect_of_reader(subject, words)
        if words.take("is told of"):
            return self.expect_of_inbox(subject, words, True)
        if words.take("is not told of"):
            return self.expect_of_inbox(subject, words, False)
        if words.take("may decide on"):
            return self.expect_of_approvals(subject, words, True)
        if words.take("may not decide on"):
            return self.expect_of_approvals(subject, words, False)
        event = self.event(subject)
        if words.take("is decided"):
            return self.expect_of_window(event, words)
        if words.take("is not booked"):
            return [f"is {each['state']}" for each in self.bookings(event)]
        if words.take("has"):
            return self.expect_counts(event, words)
        if words.take("on"):
            dates = [day(each) for each in words.list()]
            words.expect("is")
            return self.expect_instances(event, dates, words)
        words.expect("is")
        return self.expect_state(event, words)

    # The answer

    def expect_of_answer(self, words):
        answer = self.answer
        if words.take("notes"):
            wanted = set() if words.take("nothing") else set(words.list())
            found = answer.notes if self.door == "json" else self.recorded_notes()
            return [] if wanted == found else [f"notes {sorted(found)}"]
        if words.take("counts"):
            wanted = (int(words.next()), words.expect("conflicts,"), int(words.next()), words.expect("allowed"))
            for each in answer.reasons:
                if each["code"] == "tooManyConflicts":
                    found = (each["conflictCount"], each["allowed"])
                    return [] if found == (wanted[0], wanted[2]) else [f"counts {found}"]
            return [f"does not count conflicts: {answer.codes}"]
        if words.take("offers"):
            room = self.town.prefix + words.next("a room")
            if words.take("for the series"):
                kinds = {(each["resource"], each["kind"]) for each in answer.offers}
                return [] if (room, "otherResourceForSeries") in kinds else [f"offers {kinds}"]
            words.expect("at")
            time = Time(words)
            wanted = (room, at_paris(time.start), at_paris(time.end))
            found = [(e["resource"], moment(e["start"]), moment(e["end"])) for e in answer.offers if "start" in e]
            return [] if wanted in found else [f"offers {[each['sentence'] for each in answer.offers]}"]
        if words.take("does not offer"):
            room = self.town.prefix + words.next("a room")
            return ["offers it"] if any(each["resource"] == room for each in answer.offers) else []
        words.expect("clashes later")
        later = answer.later
        if words.take("without end"):
            return [] if later and later["endless"] else [f"{later}"]
        count = int(words.next())
        words.expect("times from")
        first = words.date()
        found = (later["count"], moment(later["first"][0]["start"]).astimezone(PARIS).date()) if later else None
        return [] if found == (count, first) else [f"clashes {found}"]

    def recorded_notes(self):
        """What the last decision on the last event noted; a calendar client is told no notes."""
        event = list(self.events.values())[-1]
        notes = set()
        for booking in self.bookings(event):
            records = self.call("admin", "GET", f"/bookings/{booking['id']}/decision").json()["decisions"]
            notes |= {each["code"] for each in records[-1].get("notes", [])}
        return notes

    def expect_of_record(self, words):
        event = self.event(words.next("an event"))
        words.expect("is")
        verdict = words.next("a verdict")
        codes = set(words.list()) if words.take("because") else None
        problems = []
        for booking in self.bookings(event):
            answer = self.call(event.organizer, "GET", f"/bookings/{booking['id']}/decision")
            record = answer.json()["decisions"][-1]
            found = {each["code"] for each in record["reasons"]}
            if record["verdict"] != verdict or (codes is not None and codes != found):
                problems.append(f"is {record['verdict']} because {sorted(found)}")
            if not record["sentences"] or not record["isReplayed"]:
                problems.append(f"is not explained: {record}")
        return problems

    # States

    def expect_state(self, event, words):
        state = next((each for each in STATES if words.take(each)), None)
        if state is None:
            raise Fault(f"no state is called “{words}”")
        codes = set(words.list()) if words.take("because") else None
        time = Time(words) if words.take("at") else None
        rooms = words.list() if words.take("in") else event.rooms
        problems = []
        for room in rooms:
            booking = self.booking(room, event) if room in self.town.rooms else next(iter(self.bookings(event)), None)
            if booking is None:
                refusal = self.refused.get(event.name)
                if refusal is None or state != "declined":
                    problems.append(f"is not booked in {room}")
                elif codes is not None and codes != refusal.codes:
                    problems.append(f"is refused because {sorted(refusal.codes)}")
                continue
            found = {each["code"] for each in booking["reasons"]}
            word = self.of_bookings([booking]).verdict
            if word != state or (codes is not None and codes != found):
                problems.append(f"is {word} because {sorted(found)} in {room}")
            if time and booking["instances"]:
                problems += self.elsewhere(booking["instances"][0], time, event)
            problems += self.disagreements(booking, event)
        return problems

    def elsewhere(self, instance, time, event):
        found = (moment(instance["start"]), moment(instance["end"]))
        wanted = (event.instant(time.start), event.instant(time.end))
        return [] if found == wanted else [f"is at {instance['start']}–{instance['end']}"]

    def instance(self, instances, date, event):
        """The instance that began on a date before anybody moved it."""
        zone = PARIS if event.time.all_day else ZoneInfo(event.zone)
        for each in instances:
            if moment(each["recurrenceId"]).astimezone(zone).date() == date:
                return each
        return None

    def instances(self, room, event):
        booking = self.booking(room, event) if room in self.town.rooms else next(iter(self.bookings(event)), None)
        if booking is not None:
            return booking, booking["instances"]
        refusal = self.refused[event.name].refusals.get(room) if event.name in self.refused else None
        return None, refusal["instances"] if refusal else []

    def expect_instances(self, event, dates, words):
        verdict = words.next("a verdict")
        codes = set(words.list()) if words.take("because") else None
        time = Time(words) if words.take("at") else None
        problems = []
        for room in words.list() if words.take("in") else event.rooms:
            booking, instances = self.instances(room, event)
            for date in dates:
                instance = self.instance(instances, date, event)
                if instance is None:
                    problems += [] if verdict == "absent" else [f"there is no {date} in {room}"]
                    continue
                found = {each["code"] for each in instance["reasons"]}
                status = instance.get("status", "declined")
                if status != verdict or (codes is not None and codes != found):
                    problems.append(f"{date} is {status} because {sorted(found)} in {room}")
                if time:
                    problems += self.elsewhere(instance, time, event)
            if booking:
                problems += self.disagreements(booking, event)
        return problems

    def expect_counts(self, event, words):
        wanted = {}
        while words.words and words.words[0].isdigit():
            count = int(words.next())
            wanted[words.next("a verdict").rstrip(",")] = count
        problems = []
        for room in words.list() if words.take("in") else event.rooms:
            _, instances = self.instances(room, event)
            found = {}
            for each in instances:
                status = each.get("status", "declined")
                found[status] = found.get(status, 0) + 1
            if any(found.get(word, 0) != count for word, count in wanted.items()):
                problems.append(f"has {found} in {room}")
        return problems

    def expect_of_window(self, event, words):
        wanted = None if words.take("to its end") else (words.expect("through"), words.date())[1]
        problems = []
        for booking in self.bookings(event):
            text = booking["decidedThrough"]
            found = moment(text).astimezone(PARIS).date() if text else None
            if found != wanted:
                problems.append(f"is decided through {found}")
        return problems

    # What people see

    def expect_of_room(self, room, words):
        words.expect("on")
        date = words.date()
        words.expect("is")
        wanted, closed = {"busy": [], "tentative": []}, False
        if not words.take("free"):
            while True:
                if words.take("closed"):
                    closed = True
                else:
                    kind = words.next("busy or tentative")
                    wanted[kind] = [tuple(at_paris(clock(e, date)) for e in text.split("-")) for text in words.list()]
                if not words.take("and"):
                    break
        start, end = at_paris(clock("00:00", date)), at_paris(clock("24:00", date))
        name = self.town.prefix + room
        body = {"resources": [name], "from": zulu(start), "to": zulu(end)}
        answer = self.call("admin", "POST", "/freebusy", body).json()
        if "resources" not in answer:
            raise Fault(f"{answer}")
        found = answer["resources"][0]
        problems = []
        for kind, spans in wanted.items():
            seen = clipped([(moment(e["start"]), moment(e["end"])) for e in found[kind]], start, end)
            if seen != merged(spans):
                problems.append(f"{room} on {date} is {kind} {[f'{a:%H:%M}-{b:%H:%M}Z' for a, b in seen]}")
        if closed != bool(found["unavailable"]):
            problems.append(f"{room} is unavailable {found['unavailable']}")
        if not problems:
            problems += self.outbox_says_otherwise(room, start, end, merged(wanted["busy"] + wanted["tentative"]))
        return problems

    def outbox_says_otherwise(self, room, start, end, wanted):
        """The same by a free/busy request of a calendar client (RFC 6638, section 5)."""
        person = self.town.person("farid")
        if person not in self.site.homes:
            self.site.homes[person] = self.site.href(
                person, self.site.href(person, "/dav/", "current-user-principal", "DAV:"), "schedule-outbox-URL"
            )
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samples//Policies//EN", "METHOD:REQUEST"]
        lines += ["BEGIN:VFREEBUSY", "UID:policy-scenario", f"DTSTAMP:{basic(self.town.now)}"]
        lines += [f"DTSTART:{basic(start)}", f"DTEND:{basic(end)}", f"ORGANIZER:mailto:{person}@ville.example"]
        lines += [f"ATTENDEE:mailto:{self.town.address(room)}", "END:VFREEBUSY", "END:VCALENDAR", ""]
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self.site.http(person).post(
            self.site.homes[person], content="\r\n".join(lines).encode(), headers=headers
        )
        place = answer.text.find("BEGIN:VCALENDAR")
        if answer.status_code != 200 or place < 0:
            return [f"the outbox answers {answer.status_code} {answer.text[:300]}"]
        text = answer.text[place : answer.text.find("END:VCALENDAR") + len("END:VCALENDAR")].replace("&#13;", "")
        found = clipped(list(busy_periods(text, start, end)), start, end)
        return [] if found == wanted else [f"the outbox says {[f'{a:%H:%M}-{b:%H:%M}Z' for a, b in found]}"]

    def expect_of_calendar(self, owner, words):
        if words.take("calendar has"):
            is_there = not words.take("no")
            text = words.quoted() or ""
            words.expect("for")
            event = self.event(words.next("an event"))
            collection = f"/dav/calendars/resources/{self.town.prefix}{owner}/calendar/"
            held = self.site.objects("admin", collection, event.uid)
            copy = icalendar.Calendar.from_ical(held[0][1]).to_ical().decode().replace("\r\n ", "") if held else ""
            return [] if (text in copy) == is_there else [f"is\n{copy}"]
        words.expect("agenda says")
        partstat = words.next("a PARTSTAT")
        words.expect("for")
        room = words.next("a room")
        words.expect("in")
        event = self.event(words.next("an event"))
        date = words.date() if words.take("on") else None
        answers = self.agenda(owner, event, room)
        if answers is None:
            return [f"there is no {event.name}"]
        found = answers[0]
        if date:
            instance = self.instance(self.booking(room, event)["instances"], date, event)
            found = answers[1].get(moment(instance["recurrenceId"]), answers[0])
        return [] if found == partstat else [f"says {found}"]

    def agenda(self, owner, event, room):
        person = self.town.person(owner)
        held = self.site.event(person, event.uid)
        return answers_in(held[1], self.town.address(room)) if held else None

    def disagreements(self, booking, event):
        """Where the organizer's event says something else of the room than the booking does."""
        if booking["state"] == "cancelled" or "@" in event.organizer:
            return []
        room = next((each for each in event.rooms if each in self.town.room_groups), self.room_of(booking))
        answers = self.agenda(event.organizer, event, room)
        if answers is None:
            return []
        refused = booking["state"] in ("declined", "released", "waitlisted")
        has_range = any(each.later for each in event.exceptions)
        partstats = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}
        problems = []
        for each in booking["instances"]:
            start = moment(each["recurrenceId"])
            if moment(each["end"]) <= self.town.now or each["status"] not in partstats:
                continue
            if has_range and not refused and start not in answers[1]:
                continue
            wanted = "DECLINED" if refused else partstats[each["status"]]
            found = answers[1].get(start, answers[0])
            if found != wanted:
                problems.append(f"{each['recurrenceId']} is {each['status']}, the agenda says {found}")
        return problems

    def expect_of_reader(self, person, words):
        event = self.event(words.next("an event"))
        words.expect("as")
        wanted = words.next("busy, organizer or full")
        problems = []
        for booking in self.bookings(event):
            text = self.call(person, "GET", f"/bookings/{booking['id']}").text
            view = self.call(person, "GET", f"/bookings/{booking['id']}").json()
            found = "full" if view["title"] is not None else "organizer" if view["organizer"] else "busy"
            if found != wanted:
                problems.append(f"sees {found}")
            if found != "full" and event.title in text:
                problems.append("sees the title")
        return problems

    def expect_of_inbox(self, person, words, is_told):
        """In the COMMENT of an answer in their inbox, or in JSON beside their booking."""
        event = self.event(words.next("an event"))
        text = words.quoted() or ""
        owner = self.town.person(person)
        self.site.discover(owner)
        said = []
        for _, item in self.site.objects(owner, self.site.inboxes[owner], event.uid):
            said += [str(each.get("COMMENT", "")) for each in icalendar.Calendar.from_ical(item).walk("VEVENT")]
        said += [str(each.get("comment") or "") for each in self.bookings(event)] if self.door == "json" else []
        return [] if any(text in each for each in said) == is_told else [f"is told {said}"]

    def expect_of_approvals(self, person, words, may):
        event = self.event(words.next("an event"))
        wanted = {each["id"] for each in self.bookings(event)}
        found = {each["id"] for each in self.call(person, "GET", "/approvals").json()["bookings"]}
        return [] if bool(wanted & found) == may else [f"may decide on {len(found)} requests, of these {wanted & found}"]


def clipped(spans, start, end):
    return merged((max(a, start), min(b, end)) for a, b in spans if a < end and b > start)
