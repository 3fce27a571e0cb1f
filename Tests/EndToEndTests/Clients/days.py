"""Days for the stories: always ahead of the real clock, inside every room's booking window, never a holiday."""

from datetime import date, datetime, timedelta

from town import PARIS, paris

FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def tuesday(weeks):
    """A Tuesday at least so many weeks ahead; French movable feasts never fall on one."""
    day = date.today() + timedelta(weeks=weeks)
    day += timedelta(days=(1 - day.weekday()) % 7)
    while (day.month, day.day) in FIXED_HOLIDAYS:
        day += timedelta(weeks=1)
    return day


def before_clock_change():
    """The Tuesday of the week three weeks before Paris changes its clocks next, at least two weeks ahead."""
    day = date.today() + timedelta(days=40)

    def offset(each):
        return datetime(each.year, each.month, each.day, 12, tzinfo=PARIS).utcoffset()

    while offset(day) == offset(day + timedelta(days=1)):
        day += timedelta(days=1)
    day -= timedelta(weeks=3)
    return day - timedelta(days=(day.weekday() - 1) % 7)


def at(day, start, end):
    """A span of a day in wall-clock time, as UTC: at(day, "9:00", "10:30")."""

    def one(text):
        hour, minute = map(int, text.split(":"))
        return paris(day.year, day.month, day.day, hour, minute)

    return one(start), one(end)


def last_sunday_of_march(year):
    """When summer time begins in the European Union."""
    day = date(year, 3, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)
