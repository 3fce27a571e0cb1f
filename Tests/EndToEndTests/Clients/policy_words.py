"""The language of Samples/policies: scenarios, words, times and events."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from town import PARIS

DOORS = ("json", "caldav", "mail")
FREQUENCIES = ("daily", "weekly", "monthly", "yearly")


class Fault(Exception):
    """A line that cannot be, or an answer that did not come as it says."""


class Line:
    def __init__(self, number, kind, door, words):
        self.number, self.kind, self.door, self.words = number, kind, door, words


class Scenario:
    def __init__(self, file, title):
        self.file, self.title, self.doors, self.lines = file, title, ("json", "caldav"), []


def words_of(line):
    """A text in quotes is one word that begins with a quote."""
    words = []
    for index, part in enumerate(line.split('"')):
        if index % 2:
            words.append('"' + part)
            continue
        for word in part.split():
            if word.startswith("#"):
                return words
            words.append(word)
    return words


def scenarios(folder):
    found = []
    for path in sorted(folder.glob("*.txt")):
        kind = "given"
        for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if text.startswith("== "):
                found.append(Scenario(path.name, text[3:]))
                continue
            words = words_of(text)
            if not words or not found:
                continue
            if words[0] == "doors":
                found[-1].doors = tuple(words[1:])
                continue
            door = words.pop(0) if words[0] in DOORS else None
            if words[0] != "and":
                kind = words[0]
            found[-1].lines.append(Line(number, kind, door, words[1:]))
    return found


class Words:
    """Reads a line word by word."""

    def __init__(self, words):
        self.words = list(words)

    def __bool__(self):
        return bool(self.words)

    def __str__(self):
        return " ".join(self.words)

    def next(self, what="a word"):
        if not self.words:
            raise Fault(f"{what} is missing")
        return self.words.pop(0)

    def take(self, phrase):
        wanted = phrase.split()
        if self.words[: len(wanted)] != wanted:
            return False
        del self.words[: len(wanted)]
        return True

    def expect(self, phrase):
        if not self.take(phrase):
            raise Fault(f"“{phrase}” is expected before “{self}”")

    def list(self):
        items = []
        while True:
            word = self.next("a name")
            items.append(word.rstrip(","))
            if not word.endswith(","):
                return items

    def quoted(self):
        return self.words.pop(0)[1:] if self.words and self.words[0].startswith('"') else None

    def finish(self):
        if self.words:
            raise Fault(f"“{self}” is not understood")

    def date(self):
        return day(self.next("a date"))

    def fields(self):
        """`FIELD VALUE VALUE, FIELD VALUE` as pairs."""
        fields, is_new = [], True
        while self.words:
            word = self.next()
            ends = word.endswith(",") and not word.startswith('"')
            word = word[:-1] if ends else word
            if is_new:
                fields.append((word, []))
            elif word:
                fields[-1][1].append(word)
            is_new = ends
        return fields


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"“{text}” is no date") from None


def clock(text, on):
    """A wall-clock time of a date; 24:00 is the end of the day."""
    match = re.fullmatch(r"(\d\d):(\d\d)", text)
    if not match:
        raise Fault(f"“{text}” is no time of a day")
    return datetime.combine(on, datetime.min.time()) + timedelta(hours=int(match[1]), minutes=int(match[2]))


def at_paris(civil):
    """The instant of a wall-clock time; one that is skipped counts from the offset before (RFC 5545, section 3.3.5)."""
    return at_zone(civil, PARIS)


def at_zone(civil, zone):
    return civil.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))


class Time:
    """From when to when, by the wall clock; the end is exclusive."""

    def __init__(self, words):
        self.all_day = words.take("all day")
        if self.all_day:
            first = words.date()
            last = words.date() if words.take("to") else first
            self.start, self.end = clock("00:00", first), clock("24:00", last)
            return
        on = words.date()
        ends = words.next("a time").split("-")
        self.start = clock(ends[0], on)
        if len(ends) == 2:
            self.end = clock(ends[1], on)
        else:
            words.expect("to")
            last = words.date()
            self.end = clock(words.next("a time"), last)
