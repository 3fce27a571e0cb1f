#!/usr/bin/env python3
"""Makes the tables of RESULTS.md out of what the benchmarks measured (.build/results, JMH's JSON).

Prints them; with --write puts them between the marks in RESULTS.md. Benchmarks are named `group | case | size`.
"""

import datetime
import json
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
MARKS = ("<!-- measured -->", "<!-- end of what was measured -->")
# Groups whose time is that of a thousand, and their peers: the ratio is ours to theirs in the same run.
THOUSANDS = {"check", "check and insert"}
PEERS = {
    "check": ("IntervalIndex", "std::map"),
    "check and insert": ("IntervalIndex", "std::map"),
    "finder": ("AvailabilityIndex", "SQLite"),
    "expansion": ("CalendarTime", "libical"),
}
TITLES = {
    "one": "One instance",
    "two years": "A weekly series over two years, 104 instances",
    "length": "A weekly series, by its length",
    "endless": "A weekly series without end",
    "alternatives": "Alternatives to what is taken, by the number of rooms beside",
    "check": "Conflict check: 1,000 rooms of 1,000 bookings",
    "check and insert": "Check and insert, in the same rooms",
    "memory": "Memory for each of 1,000,000 bookings",
    "finder": "Which of 1,000 rooms of 1,000 bookings are free",
    "expansion": "Five years of a weekly rule, from its text to instants",
}


def measured():
    """(group, case, size) -> (median, p99, least), in microseconds or bytes."""
    found = {}
    for file in sorted((HERE / ".build/results").rglob("*.jmh.json"), key=lambda f: f.stat().st_mtime):
        for entry in json.loads(file.read_text()):
            name = entry["benchmark"].split(".", 3)[3].replace("_", " ")
            group, case, size = name.split(" | ")
            metric = "bytes" if group == "memory" else "Time (wall clock)"
            if metric not in entry["secondaryMetrics"]:
                continue
            percentiles = entry["secondaryMetrics"][metric]["scorePercentiles"]
            scale = 1_000 if group in THOUSANDS else 1
            found[group, case, size] = (
                percentiles["50.0"] / scale,
                percentiles["99.0"] / scale,
                percentiles["0.0"] / scale,
            )
    return found


def time(microseconds):
    for limit, unit, factor in ((1, "ns", 1_000), (1_000, "µs", 1), (1_000_000, "ms", 1e-3)):
        if microseconds < limit:
            value = microseconds * factor
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    return f"{microseconds * 1e-6:.3g} s"


def growth_table(group, results):
    yield "| | size | least | median | p99 | median × the first |"
    yield "|---|--:|--:|--:|--:|--:|"
    cases = list(dict.fromkeys(case for g, case, _ in results if g == group))
    for case in sorted(cases):
        rows = sorted((int(s), v) for (g, c, s), v in results.items() if (g, c) == (group, case))
        first = rows[0][1][0]
        for number, (median, p99, least) in rows:
            ratio = f"{median / first:.2f}" if len(rows) > 1 else ""
            yield f"| {case} | {number:,} | {time(least)} | {time(median)} | {time(p99)} | {ratio} |"


def peer_table(group, results):
    ours, theirs = PEERS[group]
    yield f"| | {ours} | p99 | {theirs} | p99 | ours / theirs |"
    yield "|---|--:|--:|--:|--:|--:|"
    for size in dict.fromkeys(s for g, _, s in results if g == group):
        mine, peer = results.get((group, ours, size)), results.get((group, theirs, size))
        if mine and peer:
            ratio = mine[0] / peer[0]
            ratio = f"{ratio:.2f}" if ratio > 0.1 else f"1/{1 / ratio:,.0f}"
            yield f"| {size} | {time(mine[0])} | {time(mine[1])} | {time(peer[0])} | {time(peer[1])} | {ratio} |"


def memory_table(group, results):
    yield "| | bytes |"
    yield "|---|--:|"
    for (g, case, _), value in results.items():
        if g == group:
            yield f"| {case} | {value[0]:.0f} |"


def machine():
    cpu = next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = int(open("/proc/meminfo").readline().split()[1]) >> 20
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    count = len([line for line in open("/proc/cpuinfo") if line.startswith("processor")])
    return f"{count} × {cpu}, {memory} GiB, {swift.split(' (')[0]}"


def commit():
    def git(*words):
        return subprocess.run(["git", "-C", str(HERE), *words], capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "../Sources/BookingCore", "../Sources/CalendarTime", ".")
    changed = [line for line in changed.splitlines() if not line.endswith("RESULTS.md")]
    return git("rev-parse", "--short", "HEAD") + (" and changes that were not committed" if changed else "")


def report():
    results = measured()
    today = datetime.datetime.now(datetime.timezone.utc).date()
    yield f"Commit {commit()}, {today}; {machine()}."
    for group, title in TITLES.items():
        if not any(g == group for g, _, _ in results):
            continue
        table = memory_table if group == "memory" else peer_table if group in PEERS else growth_table
        yield from ("", f"### {title}", "")
        yield from table(group, results)


text = "\n".join(report())
if sys.argv[1:] == ["--write"]:
    page = HERE / "RESULTS.md"
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", encoding="utf-8")
else:
    print(text)
