"""interop.py [SUITE…]: other people's suites, clients and servers against the real program.

Writes RESULTS.md when all suites ran. Fails where something differs without a reason in reasons.yaml, or no longer
differs although a reason is given.
"""

import faulthandler
import importlib
import pathlib
import sys
import time
import traceback

from outcome import PAGE, judged, write_page
from service import ROOT, NotStarted

SUITES = {
    "tester": ("suites", "server_tester"),
    "functional": ("suites", "functional_tests"),
    "litmus": ("suites", "litmus"),
    "cyrus": ("oracle", "beside_cyrus"),
    "thunderbird": ("thunderbird", "books_a_room"),
    "schemathesis": ("fuzzing", "api_fuzz"),
}
LOGS = ROOT / ".build/interop"


def outcome_of(name):
    """Runs one suite; a program that did not start is started once more, a wrong answer is final."""
    module, function = SUITES[name]
    suite = getattr(importlib.import_module(module), function)
    for attempt in (1, 2):
        folder = pathlib.Path(LOGS / f"{name}-{time.time_ns()}")
        folder.mkdir(parents=True)
        try:
            return suite(folder)
        except NotStarted:
            if attempt == 2:
                raise
            print(f"{name}: did not start, once more", flush=True)


def main():
    faulthandler.dump_traceback_later(1_500, exit=True)
    wanted = sys.argv[1:] or list(SUITES)
    outcomes, broken = [], []
    for name in wanted:
        began = time.monotonic()
        try:
            outcome = outcome_of(name)
        except Exception as error:
            traceback.print_exc()
            broken.append(f"{name}: {error}")
            continue
        outcomes.append(outcome)
        counts = ", ".join(f"{number} {what}" for what, number in outcome.counts.items())
        print(f"{outcome.suite} {outcome.version}: {counts} ({time.monotonic() - began:.0f} s)", flush=True)
        for probe, answer in outcome.differences:
            print(f"    {probe}: {answer}", flush=True)
    wrong = broken + judged(outcomes)
    if len(wanted) == len(SUITES) and not broken:
        write_page(outcomes)
        print(f"written: {PAGE.relative_to(ROOT)}")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
