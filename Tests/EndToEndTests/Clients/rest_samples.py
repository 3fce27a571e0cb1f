"""The commands of Samples/rest/README.md, block by block in one shell; what they print is what the page shows."""

import os
import pathlib
import re
import subprocess
import tempfile

import town as doors
from days import tuesday
from town import expect

SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "Samples/rest"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- end of block --"


def blocks():
    """(commands, what they print) of each shell block, in order."""
    out = []
    for kind, text in FENCE.findall((SAMPLES / "README.md").read_text(encoding="utf-8")):
        if kind == "sh":
            out.append([text, ""])
        else:
            out[-1][1] = text
    return out


def pattern(shown):
    return r"\s*".join(".*".join(re.escape(part) for part in line.split("…")) for line in shown.splitlines())


def main():
    found = blocks()
    script = "".join(f"{commands}\necho; echo '{MARK}'\n" for commands, _ in found)
    with tempfile.TemporaryDirectory() as folder:
        known = {**os.environ, "SAMPLES": str(SAMPLES), "DAY": tuesday(5).isoformat(), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["bash", "-eu"], input=script, cwd=folder, env=known, capture_output=True, text=True, timeout=300
        )
    expect(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-1000:]}\n{done.stdout[-1000:]}")
    printed = done.stdout.split(MARK + "\n")
    for (commands, shown), text in zip(found, printed):
        expect(re.fullmatch(pattern(shown), text.strip(), re.DOTALL), f"{commands}\nshows {shown}\nprinted {text}")
    print(f"{len(found)} blocks print what they show")


if __name__ == "__main__":
    doors.run(main, deadline=150)
