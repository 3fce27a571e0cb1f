"""The same requests to Cyrus and to the program under test; answers that differ are listed, each with its reason."""

from cyrus import cyrus
from outcome import Outcome
from probes_query import searching
from probes_schedule import asking, inviting, leaving
from probes_store import collections, storing
from service import creneau, version_of
from side import Account

PARTS = {
    "store": storing,
    "collections": collections,
    "search": searching,
    "invite": inviting,
    "leave": leaving,
    "ask": asking,
}
PEOPLE = ("camille.martin", "bruno.petit")


def answers(url):
    """Every probe's answer of one server, in order."""
    accounts = [Account(url, each) for each in PEOPLE]
    return {f"{part}: {probe}": answer for part, probes in PARTS.items() for probe, answer in probes(*accounts)}


def beside_cyrus(folder):
    outcome = Outcome("Cyrus beside us", version_of("cyrus-caldav"))
    with creneau(folder / "server.log") as url:
        ours = answers(url)
    with cyrus(PEOPLE, folder / "cyrus.log") as url:
        theirs = answers(url)
    for probe, answer in ours.items():
        if theirs.get(probe) != answer:
            outcome.differs(probe, f"{answer} (Cyrus: {theirs.get(probe)})")
    outcome.say("requests answered alike", len(ours) - len(outcome.differences))
    outcome.say("differently", len(outcome.differences))
    return outcome
