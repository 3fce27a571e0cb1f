"""Thunderbird, with its own CalDAV code: finds the account, invites a room, reads the answer, moves, cancels."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import httpx
from marionette import thunderbird
from outcome import Outcome
from service import PASSWORD, Wrong, address, creneau, version_of

ROOM = "salle-jaures"
PARIS = ZoneInfo("Europe/Paris")

# Each is the body of an async function that runs inside the program; `cal` is Thunderbird's calendar module.
PREFACE = """
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { CalEvent } = ChromeUtils.importESModule("resource:///modules/CalEvent.sys.mjs");
const { CalAttendee } = ChromeUtils.importESModule("resource:///modules/CalAttendee.sys.mjs");
const agenda = cal.manager.getCalendars().find(each => each.type == "caldav");
const refreshed = calendar => new Promise(resolve => {
  const quiet = ["onStartBatch", "onEndBatch", "onAddItem", "onModifyItem", "onDeleteItem", "onPropertyChanged",
    "onPropertyDeleting", "onError"];
  const observer = Object.fromEntries(quiet.map(name => [name, () => {}]));
  observer.QueryInterface = ChromeUtils.generateQI(["calIObserver"]);
  observer.onLoad = loaded => {
    if (loaded.id != calendar.id) return;
    calendar.removeObserver(observer);
    resolve();
  };
  calendar.addObserver(observer);
  calendar.refresh();
});
const answers = item => Object.fromEntries(item.getAttendees().map(each => [each.id, each.participationStatus]));
"""
FIND = """
const [url, user, password] = arguments;
const found = await cal.provider.detection.detect(user, password, url, true, [], {});
return Array.from(found.values()).flat().map(each => [each.name, each.uri.spec, each.type]);
"""
SUBSCRIBE = """
const [url, user, password] = arguments;
const found = await cal.provider.detection.detect(user, password, url, true, [], {});
const [calendar] = Array.from(found.values()).flat();
calendar.setProperty("cache.enabled", true);
cal.manager.registerCalendar(calendar);
const registered = cal.manager.getCalendarById(calendar.id);
await refreshed(registered);
return {
  automatic: registered.getProperty("capabilities.autoschedule.supported"),
  organizer: registered.getProperty("organizerId"),
  readOnly: registered.readOnly,
};
"""
INVITE = """
const [uid, title, start, minutes, guests, rule] = arguments;
const event = new CalEvent();
event.id = uid;
event.title = title;
event.startDate = cal.createDateTime(start).getInTimezone(cal.timezoneService.getTimezone("Europe/Paris"));
event.endDate = event.startDate.clone();
event.endDate.addDuration(cal.createDuration(`PT${minutes}M`));
if (rule) event.recurrenceInfo = (() => {
  const { CalRecurrenceInfo } = ChromeUtils.importESModule("resource:///modules/CalRecurrenceInfo.sys.mjs");
  const info = new CalRecurrenceInfo(event);
  info.appendRecurrenceItem(cal.createRecurrenceRule(rule));
  return info;
})();
const organizer = new CalAttendee();
organizer.id = agenda.getProperty("organizerId");
organizer.isOrganizer = true;
organizer.participationStatus = "ACCEPTED";
event.organizer = organizer;
for (const guest of guests) {
  const invited = new CalAttendee();
  invited.id = `mailto:${guest}`;
  invited.userType = "INDIVIDUAL";
  invited.role = "REQ-PARTICIPANT";
  invited.participationStatus = "NEEDS-ACTION";
  invited.rsvp = "TRUE";
  event.addAttendee(invited);
}
await agenda.addItem(event);
return answers(await agenda.getItem(uid));
"""
READ = """
const [uid] = arguments;
await refreshed(agenda);
const item = await agenda.getItem(uid);
return item && answers(item);
"""
MOVE = """
const [uid, minutes] = arguments;
const old = await agenda.getItem(uid);
const moved = old.clone();
for (const name of ["startDate", "endDate"]) {
  const time = old[name].clone();
  time.addDuration(cal.createDuration(`PT${minutes}M`));
  moved[name] = time;
}
await agenda.modifyItem(moved, old);
return answers(await agenda.getItem(uid));
"""
ANSWER = """
const [uid, me, answer] = arguments;
await refreshed(agenda);
const old = await agenda.getItem(uid);
const item = old.clone();
const mine = item.getAttendeeById(`mailto:${me}`).clone();
mine.participationStatus = answer;
item.removeAttendee(item.getAttendeeById(mine.id));
item.addAttendee(mine);
await agenda.modifyItem(item, old);
await refreshed(agenda);
return { before: answers(old), after: answers(await agenda.getItem(uid)) };
"""
REMOVE = """
const [uid] = arguments;
await agenda.deleteItem(await agenda.getItem(uid));
await refreshed(agenda);
return await agenda.getItem(uid) == null;
"""
BOOK = """
const [url, user, password] = arguments;
const { CardDAVUtils } = ChromeUtils.importESModule("resource:///modules/CardDAVUtils.sys.mjs");
const [book] = await CardDAVUtils.detectAddressBooks(user, password, `${url}/dav/`);
const filled = new Promise(resolve => Services.obs.addObserver(function told(subject) {
  Services.obs.removeObserver(told, "addrbook-directory-synced");
  resolve();
}, "addrbook-directory-synced"));
const directory = await book.create();
await filled;
const cards = directory.childCards;
return { readOnly: directory.readOnly, cards: cards.map(each => [each.displayName, each.primaryEmail]) };
"""
BUSY = """
const [who, from, to] = arguments;
return await new Promise(resolve => {
  const all = [];
  const types = Ci.calIFreeBusyInterval.BUSY_ALL;
  const take = intervals => (intervals ?? []).forEach(each => {
    if (each.freeBusyType != Ci.calIFreeBusyInterval.FREE)
      all.push([each.interval.start.icalString, each.interval.end.icalString]);
  });
  cal.freeBusyService.getFreeBusyIntervals(
    `mailto:${who}`, cal.createDateTime(from), cal.createDateTime(to), types,
    { onResult(operation, intervals) { take(intervals); if (!operation?.isPending) resolve(all); } });
});
"""


def ahead():
    """A Tuesday some weeks ahead that is no holiday in any year."""
    day = date.today() + timedelta(weeks=9)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day + timedelta(weeks=1) if (day.month, day.day) in {(5, 1), (5, 8), (7, 14), (8, 15), (11, 11)} else day


def utc(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def taken(url, day):
    """The room's accepted times of a day, by JSON: what the program under test really holds."""
    parameters = {"resource": ROOM, "from": f"{day}T00:00:00Z", "to": f"{day + timedelta(days=1)}T00:00:00Z"}
    answer = httpx.get(f"{url}/api/v1/bookings", params=parameters, auth=("camille.martin", PASSWORD))
    spans = []
    for booking in answer.json()["bookings"]:
        for each in booking["instances"]:
            if each["status"] == "accepted" and each["start"].startswith(str(day)):
                start = datetime.fromisoformat(each["start"]).astimezone(timezone.utc)
                spans.append(start.strftime("%Y%m%dT%H%M%SZ"))
    return sorted(spans)


class Story:
    """Steps with what is due after each; the first wrong answer ends it."""

    def __init__(self, program, outcome):
        self.program, self.outcome, self.steps = program, outcome, 0

    def step(self, what, script, *arguments, due):
        found = self.program.run(PREFACE + script, *arguments)
        if not due(found):
            raise Wrong(f"{what}: {found}")
        self.steps += 1
        self.outcome.notes.append(what)
        return found

    def check(self, what, found, due):
        if found != due:
            raise Wrong(f"{what}: {found}, not {due}")
        self.steps += 1
        self.outcome.notes.append(what)


def account(url, person):
    return (url, person, PASSWORD)


def subscribes(told, url, person, who=""):
    told.step(
        f"{who}finds the account's calendar from the server's address",
        FIND,
        *account(url, person),
        due=lambda found: any(kind == "caldav" and uri.endswith("/calendar/") for _, uri, kind in found),
    )
    told.step(
        f"{who}subscribes to it, and leaves scheduling to the server",
        SUBSCRIBE,
        *account(url, person),
        due=lambda found: found == {"automatic": True, "organizer": f"mailto:{address(person)}", "readOnly": False},
    )


def room_story(told, url, day):
    """One organizer and a room: found in the book, accepted, declined, moved, a series, removed."""
    room = f"mailto:{address(ROOM)}"
    told.step(
        "finds the book of rooms, with the room and its address, read only",
        BOOK,
        *account(url, "camille.martin"),
        due=lambda found: found["readOnly"] and ["Salle Jaurès", address(ROOM)] in found["cards"],
    )
    told.step(
        "saves an event that invites a room, and has the answer: accepted",
        INVITE,
        *("tb-1", "Réunion de service", utc(day, 9), 60, [address(ROOM)], None),
        due=lambda found: found[room] == "ACCEPTED",
    )
    told.check("the room is booked", taken(url, day), [utc(day, 9)])
    told.step(
        "sees the room busy in its planner",
        BUSY,
        *(address(ROOM), utc(day, 7), utc(day, 19)),
        due=lambda found: found == [[utc(day, 9), utc(day, 10)]],
    )
    told.step(
        "saves another at the same time, and has the answer: declined",
        INVITE,
        *("tb-2", "Autre réunion", utc(day, 9, 30), 60, [address(ROOM)], None),
        due=lambda found: found[room] == "DECLINED",
    )
    told.step("moves that one by an hour: accepted", MOVE, "tb-2", 60, due=lambda found: found[room] == "ACCEPTED")
    told.check("both are booked", taken(url, day), [utc(day, 9), utc(day, 10, 30)])
    first = utc(day - timedelta(weeks=1), 9)
    told.step(
        "saves a weekly series with one date taken: accepted as a whole",
        INVITE,
        *("tb-3", "Point hebdomadaire", first, 30, [address(ROOM)], "RRULE:FREQ=WEEKLY;COUNT=4"),
        due=lambda found: found[room] == "ACCEPTED",
    )
    told.step("removes the first", REMOVE, "tb-1", due=lambda found: found is True)
    told.check("only the second is left that day", taken(url, day), [utc(day, 10, 30)])
    told.step(
        "still has the second's answer after a fresh sync", READ, "tb-2", due=lambda found: found[room] == "ACCEPTED"
    )


def colleague_story(told, colleague, day):
    """Organizer, colleague and room, from two programs: everybody's answer reaches everybody's copy."""
    room, bruno = f"mailto:{address(ROOM)}", f"mailto:{address('bruno.petit')}"
    guests = [address("bruno.petit"), address(ROOM)]
    told.step(
        "invites a colleague and a room: the room has accepted, the colleague not yet",
        INVITE,
        *("tb-4", "À deux", utc(day, 15), 60, guests, None),
        due=lambda found: (found[room], found[bruno]) == ("ACCEPTED", "NEEDS-ACTION"),
    )
    colleague.step(
        "the colleague's program has the invitation with the room's answer, and accepts",
        ANSWER,
        *("tb-4", address("bruno.petit"), "ACCEPTED"),
        due=lambda found: found["before"][room] == "ACCEPTED" and found["after"][bruno] == "ACCEPTED",
    )
    told.step("sees the colleague's answer after a sync", READ, "tb-4", due=lambda found: found[bruno] == "ACCEPTED")
    told.step(
        "moves the event: the room accepts again, the colleague is asked again",
        MOVE,
        *("tb-4", 30),
        due=lambda found: (found[room], found[bruno]) == ("ACCEPTED", "NEEDS-ACTION"),
    )
    colleague.step(
        "the colleague declines",
        ANSWER,
        *("tb-4", address("bruno.petit"), "DECLINED"),
        due=lambda found: (found["before"][bruno], found["after"][bruno]) == ("NEEDS-ACTION", "DECLINED"),
    )
    told.step(
        "sees that after a sync; the room stays",
        READ,
        "tb-4",
        due=lambda found: (found[room], found[bruno]) == ("ACCEPTED", "DECLINED"),
    )


def books_a_room(folder):
    """Two Thunderbirds, one of the organizer and one of a colleague, against one server."""
    day = ahead()
    outcome = Outcome("Thunderbird", version_of("thunderbird"))
    for name in ("camille", "bruno"):
        (folder / name).mkdir()
    with (
        creneau(folder / "server.log") as url,
        thunderbird(folder / "camille") as program,
        thunderbird(folder / "bruno") as another,
    ):
        told, colleague = Story(program, outcome), Story(another, outcome)
        subscribes(told, url, "camille.martin")
        room_story(told, url, day)
        subscribes(colleague, url, "bruno.petit", "a second program, the colleague's, ")
        colleague_story(told, colleague, day)
        outcome.say("steps, all as they should be", told.steps + colleague.steps)
    return outcome
