#!/usr/bin/env python3
"""Random recurrence rules with the wall-clock times that python-dateutil gives them.

    recurrence_oracle.py table --seed 5545 --rules 2400 > Samples/recurrence/rules.txt
    recurrence_oracle.py run [--seed N] [--rules N] [--rounds N]

`table` prints a table; `run` makes new ones for as long as one likes (--rounds 0), has CalendarTimeTests check each by
CRENEAU_ORACLE_FILE, and shows where libical differs. Only a difference from the table fails: libical's are listed.

Where python-dateutil 2.9.0 does not do what RFC 5545 says, the table follows the RFC:
  count      DTSTART is the first instance and takes one of COUNT even where the rule does not match it; dateutil leaves
             such a DTSTART out (RFC 5545 3.8.5.3: "The DTSTART property value always counts as the first occurrence").
  weekno     BYWEEKNO without BYDAY, BYMONTHDAY or BYYEARDAY: the weekday is DTSTART's (3.3.10, information missing from
             the rule is taken from DTSTART); dateutil gives all seven days.
  setpos     FREQ=WEEKLY with BYSETPOS: the first week is a whole week; dateutil's begins at DTSTART.
  until      A DATE as UNTIL of a DATE-TIME includes that whole day; dateutil and libical end at its midnight.
  week 53    dateutil numbers the first days of January wrongly where the week begins on another day than Monday, and the
             last of December where it is asked for week -52 or -53. The table takes the rule without BYWEEKNO from it and
             chooses by the week numbers of ISO 8601, moved to WKST; with BYSETPOS only weeks -51 to 51 are generated.
  byday      Weekdays with and without numbers in one BYDAY are a union; dateutil intersects them. Not generated.

Where libical 3.0.16 differs, it is the one that is wrong, which is why it is only listed:
  - DATE-valued UNTIL loses the last day's instance; some rules never return.
  - FREQ=YEARLY with BYMONTHDAY and no BYMONTH stays in DTSTART's month (the RFC's table says expand).
  - BYSETPOS is not applied with WEEKLY, nor to several times of a day.
  - Negative BYMONTHDAY in DAILY and shorter rules is ignored.
  - HOURLY, MINUTELY and SECONDLY lose the interval or the first match where BYHOUR or BYMINUTE limits them.
  - BYWEEKNO without BYDAY gives days of other weeks; BYWEEKNO or BYYEARDAY with some other parts is refused.
"""

import argparse
import datetime
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile

from dateutil import rrule

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
LIMIT = 20
HORIZON = datetime.datetime(2100, 1, 1)
FORM = "%Y%m%dT%H%M%S"


class TooSlow(Exception):
    pass


def pick(rng, low, high, most, signed=False):
    values = {rng.randint(low, high) * (rng.choice((1, -1)) if signed else 1) for _ in range(rng.randint(1, most))}
    return sorted(values)


def random_parts(rng):
    """The parts of a rule that RFC 5545 allows together, as a dict of name to list or number."""
    freq = rng.choices(
        ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"], [30, 28, 20, 12, 5, 3, 2])[0]
    parts = {"FREQ": freq}
    if rng.random() < 0.5:
        parts["INTERVAL"] = rng.randint(1, 6) if freq in ("YEARLY", "MONTHLY", "WEEKLY") else rng.randint(1, 40)
    chance = lambda share: rng.random() < share
    if chance(0.35):
        parts["BYMONTH"] = pick(rng, 1, 12, 4)
    if freq == "YEARLY" and chance(0.2):
        parts["BYWEEKNO"] = pick(rng, 1, 53, 4, signed=True)
    if freq in ("YEARLY", "HOURLY", "MINUTELY") and chance(0.2):
        parts["BYYEARDAY"] = pick(rng, 1, 366, 6, signed=True)
    if freq != "WEEKLY" and chance(0.3):
        parts["BYMONTHDAY"] = pick(rng, 1, 31, 5, signed=True)
    if chance(0.5):
        days = rng.sample(DAYS, rng.randint(1, 4))
        if freq in ("YEARLY", "MONTHLY") and "BYWEEKNO" not in parts and chance(0.5):
            top = 5 if freq == "MONTHLY" or "BYMONTH" in parts else 53
            days = [f"{rng.choice((1, -1)) * rng.randint(1, top)}{day}" for day in days]
        parts["BYDAY"] = days
    if chance(0.2):
        parts["BYHOUR"] = pick(rng, 0, 23, 3)
    if chance(0.15):
        parts["BYMINUTE"] = pick(rng, 0, 59, 3)
    if chance(0.1):
        parts["BYSECOND"] = pick(rng, 0, 59, 3)
    if any(name.startswith("BY") for name in parts) and chance(0.25):
        parts["BYSETPOS"] = pick(rng, 1, 6, 3, signed=True)
    if "BYSETPOS" in parts and "BYWEEKNO" in parts:
        parts["BYWEEKNO"] = sorted({max(-51, min(51, week)) for week in parts["BYWEEKNO"]})
    if chance(0.3):
        parts["WKST"] = rng.choice(DAYS)
    return parts


def text_of(parts):
    def value(item):
        return ",".join(str(v) for v in item) if isinstance(item, list) else str(item)

    return ";".join(f"{name}={value(item)}" for name, item in parts.items())


def random_case(rng):
    start = datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=rng.randrange(9 * 365 * 86400))
    if rng.random() < 0.7:
        start = start.replace(second=0, minute=rng.choice((0, 15, 30, 45)))
    parts = random_parts(rng)
    choice = rng.random()
    if choice < 0.35:
        parts["COUNT"] = rng.randint(1, 30)
    elif choice < 0.7:
        span = {"YEARLY": 3000, "MONTHLY": 900, "WEEKLY": 300, "DAILY": 60}.get(parts["FREQ"], 3)
        until = start + datetime.timedelta(seconds=rng.randrange(span * 86400))
        parts["UNTIL"] = until.strftime(rng.choice(("%Y%m%d", FORM)))
    return parts, start


def in_week(day, weeks, week_start):
    """Whether a day is in one of the weeks, numbered as ISO 8601 does but beginning on another weekday (0: Monday)."""
    def thursday(day):
        return day - datetime.timedelta(days=(day.weekday() - week_start) % 7 - 3)

    middle = thursday(day)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = thursday(datetime.date(middle.year, 12, 28))
    return number in weeks or number - ((last.timetuple().tm_yday - 1) // 7 + 1) - 1 in weeks


def raw_instances(parts, start):
    """What dateutil gives from `start` on, with the corrections told above; no COUNT, no UNTIL."""
    parts = {name: item for name, item in parts.items() if name not in ("COUNT", "UNTIL")}
    if "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        parts["BYDAY"] = [DAYS[start.weekday()]]
    weeks = None
    if "BYWEEKNO" in parts and "BYSETPOS" not in parts:
        weeks = parts.pop("BYWEEKNO")
    week_start = DAYS.index(parts.get("WKST", "MO"))
    anchor = start
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        parts.setdefault("BYDAY", [DAYS[start.weekday()]])
        parts.setdefault("BYHOUR", [start.hour])
        parts.setdefault("BYMINUTE", [start.minute])
        parts.setdefault("BYSECOND", [start.second])
        back = (start.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7
        anchor = (start - datetime.timedelta(days=back)).replace(hour=0, minute=0, second=0)
    parts["UNTIL"] = HORIZON.strftime(FORM)
    try:
        rule = rrule.rrulestr(text_of(parts), dtstart=anchor)
    except ValueError as error:
        if "empty set" in str(error):
            return
        raise
    for found in rule:
        if found >= start and (weeks is None or in_week(found.date(), weeks, week_start)):
            yield found


def expected(parts, start):
    """The first instances and whether there are more."""
    last = HORIZON - datetime.timedelta(seconds=1)
    until = parts.get("UNTIL")
    if until:
        end = datetime.datetime.strptime(until, FORM if "T" in until else "%Y%m%d")
        last = min(last, end if "T" in until else end + datetime.timedelta(seconds=86399))
    most = parts.get("COUNT", 10**9)
    found = [start]
    for instance in raw_instances(parts, start):
        if instance > last:
            break
        if instance == start:
            continue
        if len(found) >= most:
            break
        if len(found) == LIMIT:
            return found, True
        found.append(instance)
    return found, False


def limited(function, *arguments):
    def stop(*_):
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def cases(seed, count):
    """Yields (rule text, start, instances, more); rules for which dateutil takes too long are left out."""
    made = 0
    index = 0
    while made < count:
        # Each rule has a seed of its own, so that one left out changes no other.
        rng = random.Random(f"{seed}/{index}")
        index += 1
        parts, start = random_case(rng)
        try:
            instances, more = limited(expected, parts, start)
        except TooSlow:
            continue
        # A rule that gives nothing but DTSTART says little: keep every eighth.
        if len(instances) == 1 and rng.random() > 0.125:
            continue
        made += 1
        yield text_of(parts), start, instances, more


def write_table(seed, count, out):
    out.write("# Written by Tests/Oracles/recurrence_oracle.py table --seed %d --rules %d (python-dateutil, corrected as\n"
              "# told there): rule, DTSTART, further instances on the wall clock up to 20 in all, + where more follow.\n"
              "# An instance is written without its date or time where that is the same as of the one before.\n"
              % (seed, count))
    for rule, start, instances, more in cases(seed, count):
        fields = [rule, start.strftime(FORM)]
        for before, instance in zip(instances, instances[1:]):
            if instance.date() == before.date():
                fields.append(instance.strftime("T%H%M%S"))
            elif instance.time() == before.time():
                fields.append(instance.strftime("%Y%m%d"))
            else:
                fields.append(instance.strftime(FORM))
        out.write(" ".join(fields) + (" +" if more else "") + "\n")


def build_libical_probe(folder):
    probe = folder / "libical_probe"
    source = pathlib.Path(__file__).with_name("recurrence_libical.c")
    try:
        subprocess.run(["cc", "-O1", "-o", probe, source, "-lical"], check=True)
    except (OSError, subprocess.CalledProcessError):
        print("libical: the probe could not be built (package libical-dev); left out", file=sys.stderr)
        return None
    return probe


def compare_with_libical(probe, seed, count):
    known = list(cases(seed, count))
    lines = "".join(f"{rule} {start.strftime(FORM)} {LIMIT}\n" for rule, start, _, _ in known)
    answer = subprocess.run([probe], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    same = endless = 0
    for (rule, start, instances, _), line in zip(known, answer):
        if line == "endless":
            endless += 1
            continue
        theirs = line.split()
        ours = [instance.strftime(FORM) for instance in instances]
        # libical leaves a DTSTART out that the rule does not match, and then COUNT gives one more.
        if theirs == ours or theirs[: len(ours) - 1] == ours[1:]:
            same += 1
        else:
            at = next((a for a, b in zip(ours, theirs + [""] * len(ours)) if a != b), "end")
            print(f"  libical differs from {at}: {rule} DTSTART {start.strftime(FORM)}")
    print(f"libical: {same} alike, {len(known) - same - endless} differ, {endless} did not return in a second")


def run(seed, count, rounds):
    done = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        probe = build_libical_probe(folder)
        while rounds == 0 or done < rounds:
            print(f"seed {seed}, {count} rules", flush=True)
            table = folder / "rules.txt"
            with open(table, "w", encoding="ascii") as out:
                write_table(seed, count, out)
            environment = dict(os.environ, CRENEAU_ORACLE_FILE=str(table))
            package = os.environ.get("CRENEAU_PACKAGE", ROOT)
            result = subprocess.run(["swift", "test", "--filter", "RecurrenceOracleTests"], cwd=package,
                                    env=environment, capture_output=True, text=True)
            if result.returncode != 0:
                sys.exit(result.stdout + result.stderr + f"\nfailed with seed {seed}")
            print("dateutil: all alike")
            if probe:
                compare_with_libical(probe, seed, count)
            done += 1
            seed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("table", "run"))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--rules", type=int, default=2400)
    parser.add_argument("--rounds", type=int, default=1, help="0: until stopped")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(10**9)
    if arguments.command == "table":
        print(f"seed {seed}", file=sys.stderr)
        write_table(seed, arguments.rules, sys.stdout)
    else:
        run(seed, arguments.rules, arguments.rounds)


if __name__ == "__main__":
    main()
