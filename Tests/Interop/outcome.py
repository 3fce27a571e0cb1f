"""What a suite found, the reasons for what differs, and the page that says both."""

import dataclasses
import datetime
import pathlib
import subprocess

import yaml
from service import ROOT

PAGE = pathlib.Path(__file__).with_name("RESULTS.md")
REASONS = pathlib.Path(__file__).with_name("reasons.yaml")


@dataclasses.dataclass
class Outcome:
    suite: str
    version: str
    counts: dict = dataclasses.field(default_factory=dict)
    differences: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    def say(self, what, number):
        self.counts[what] = number

    def differs(self, probe, answer):
        self.differences.append((probe, " ".join(answer.split())))


def judged(outcomes):
    """Differences without a reason, and reasons for what no longer differs: both must be none."""
    reasons = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {}
    wrong = []
    for outcome in outcomes:
        known = reasons.get(outcome.suite) or {}
        found = {probe for probe, _ in outcome.differences}
        wrong += [
            f"{outcome.suite}: {each} differs, and reasons.yaml does not say why" for each in sorted(found - set(known))
        ]
        wrong += [
            f"{outcome.suite}: {each} no longer differs; take its reason away" for each in sorted(set(known) - found)
        ]
    return wrong


def cell(text):
    return text.replace("|", "\\|")


def write_page(outcomes):
    """Writes RESULTS.md: versions and counts first, then each difference with its reason."""
    reasons = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {}
    lines = [
        "# Interoperability: the last result",
        "",
        f"Written by `make interop` on {datetime.date.today():%-d %B %Y}, at commit {commit()}.",
        "No suite knows anything about this server but its address and its accounts; what differs stands below with our",
        "answer and the reason.",
        "",
        "| suite or client | version | result |",
        "|---|---|---|",
    ]
    for outcome in outcomes:
        counts = ", ".join(f"{number} {what}" for what, number in outcome.counts.items())
        lines.append(f"| {outcome.suite} | {outcome.version} | {cell(counts)} |")
    for outcome in outcomes:
        lines += ["", f"## {outcome.suite}", ""]
        known = reasons.get(outcome.suite) or {}
        if outcome.differences:
            lines += ["| probe | our answer | why |", "|---|---|---|"]
            for probe, answer in outcome.differences:
                why = " ".join(known.get(probe, "**no reason given**").split())
                lines.append(f"| {cell(probe)} | {cell(answer)} | {cell(why)} |")
        else:
            lines.append("Nothing differs.")
        lines += ["", *(f"- {each}" for each in outcome.notes)] if outcome.notes else []
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def commit():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
