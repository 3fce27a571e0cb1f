"""The tables of RESULTS.md."""

import datetime
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
MARKS = ("<!-- measured -->", "<!-- end of what was measured -->")


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def ratio(ours, theirs):
    if theirs <= 0 or ours <= 0:
        return ""
    value = ours / theirs
    return f"{value:.2f}" if value > 0.2 else f"1/{1 / value:.0f}"


def table(found, versions, size, mode, metric):
    ours, peers = next(iter(versions)), list(versions)[1:]
    heads = [ours, *(head for peer in peers for head in (peer, f"{ours} / {peer}"))]
    yield "| | " + " | ".join(heads) + " |"
    yield "|---|" + "--:|" * len(heads)
    for request in dict.fromkeys(key[0] for key in found):
        own = found.get((request, size, mode, ours))
        cells = [number(own[metric]) if own else ""]
        for peer in peers:
            theirs = found.get((request, size, mode, peer))
            cells += [number(theirs[metric]), ratio(own[metric], theirs[metric])] if own and theirs else ["", ""]
        yield f"| {request} | " + " | ".join(cells) + " |"


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    return f"{os.cpu_count()} × {model}"


def lines(found, versions):
    commit = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout
    today = datetime.datetime.now(datetime.timezone.utc).date()
    yield f"Commit {commit.strip()}, {today}; {machine()}; " + ", ".join(f"{k} {v}" for k, v in versions.items()) + "."
    for size in dict.fromkeys(key[1] for key in found):
        for mode, words in (("sequential", "one client"), ("parallel", "8 clients at once")):
            for metric, what in (("median", "median time, ms"), ("cpu", "processor time of the server for each, ms")):
                yield from ("", f"### {size:,} events, {words}: {what}", "")
                yield from table(found, versions, size, mode, metric)


def show(found, versions):
    print("\n".join(lines(found, versions)))


def write(found, versions):
    """Puts the tables between the marks of the page; after each server, so that a broken-off run leaves what it has."""
    text = "\n".join(lines(found, versions))
    page = HERE / "RESULTS.md"
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", encoding="utf-8")
