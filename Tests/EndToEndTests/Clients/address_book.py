"""address_book.py CLIENT: one client keeps a copy of the room directory (RFC 6352) while an administrator changes it.

`ldif` reads what `creneau resource export` writes instead (RFC 2849).
"""

import base64
import os
import pathlib
import subprocess
import sys
import tempfile

import icalendar
import town as doors
from calendar_clients import with_session_bus
from town import PASSWORD, Town, eventually, expect, expect_equal

BOOK = "/dav/addressbooks/rooms/"


class VdirsyncerBook:
    """vdirsyncer finds the book from the server's address alone and keeps it as files."""

    def __init__(self, town):
        self.folder = tempfile.TemporaryDirectory(prefix="creneau-book-")
        self.home = pathlib.Path(self.folder.name)
        (self.home / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{self.home}/status/"
[pair salles]
a = "here"
b = "there"
collections = ["from b"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{self.home}/cards/"
fileext = ".vcf"
[storage there]
type = "carddav"
url = "{town.url}/"
username = "{town.user}"
password = "{PASSWORD}"
read_only = true
""")
        self.command("discover", "salles", input="y\n" * 10)

    def command(self, *arguments, input=""):
        path = pathlib.Path(sys.executable).parent / "vdirsyncer"
        environment = {**os.environ, "HOME": self.folder.name, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [path, "-c", "vdirsyncer.conf", *arguments],
            cwd=self.home,
            env=environment,
            input=input,
            capture_output=True,
            text=True,
            timeout=120,
        )
        expect(done.returncode == 0, f"vdirsyncer {arguments}: {done.returncode}\n{done.stdout}{done.stderr}")

    def cards(self):
        # What the directory no longer has is gone here as well, all of it at once if need be.
        self.command("sync", "--force-delete", "salles")
        return [each.read_text() for each in (self.home / "cards" / "rooms").glob("*.vcf")]


class EvolutionCopy:
    def __init__(self, town):
        from evolution_book import EvolutionBook

        self.book = EvolutionBook(town, BOOK)
        expect(self.book.is_read_only(), "evolution-data-server takes the book for writable")

    def cards(self):
        self.book.refresh()
        return self.book.cards()


def by_name(texts):
    """FN of each card with the card, read by python icalendar."""
    cards = [icalendar.cal.Component.from_ical(each) for each in texts]
    return {str(each["FN"]): each for each in cards}


def follow(client_name):
    camille, admin = Town("camille.martin"), Town("admin")
    rooms = {each["name"]: each for each in camille.call("GET", "/resources", status=200).json()["resources"]}
    client = {"vdirsyncer": VdirsyncerBook, "evolution": EvolutionCopy}[client_name](camille)
    eventually(lambda: set(by_name(client.cards())) == set(rooms), "the client has every room")
    for name, card in by_name(client.cards()).items():
        mails = card["EMAIL"] if isinstance(card["EMAIL"], list) else [card["EMAIL"]]
        expect_equal(str(mails[0]), rooms[name]["address"], f"address of {name}")

    # A new name, a room out of service, a new room: the copy follows.
    hall = admin.call("GET", "/resources/salle-du-conseil", status=200).json()
    gone = admin.call("GET", "/resources/salle-jaures", status=200).json()

    def save(resource, **changes):
        derived = ("id", "name", "feeds", "policyVersion")
        body = {key: value for key, value in {**resource, **changes}.items() if key not in derived}
        if body.get("policyName"):
            body.pop("policy", None)
        admin.call("PUT", f"/resources/{resource['id']}", body, {"If-Match": "*"}, status=200)

    save(hall, names={"fr": "Salle Olympe-de-Gouges", "en": "Olympe de Gouges room"})
    save(gone, disabled=True)
    wanted = (set(rooms) - {hall["names"]["fr"], gone["names"]["fr"]}) | {"Salle Olympe-de-Gouges"}
    eventually(lambda: set(by_name(client.cards())) == wanted, "the client follows a new name and a removal")
    save(gone, disabled=False)
    eventually(lambda: gone["names"]["fr"] in by_name(client.cards()), "the client has the room again")


def ldif_entries(text):
    """RFC 2849, as any reader has it: unfolded, then split at empty lines."""
    blocks = text.replace("\n ", "").split("\n\n")
    expect_equal(blocks[0], "version: 1", "first line")
    for block in blocks[1:]:
        entry = {}
        for line in block.strip("\n").split("\n"):
            name, value = line.split(":", 1)
            value = base64.b64decode(value[1:].strip()).decode() if value.startswith(":") else value.lstrip(" ")
            entry.setdefault(name, []).append(value)
        yield entry


def export():
    camille = Town("camille.martin")
    rooms = camille.call("GET", "/resources", status=200).json()["resources"]
    classes = {"person": "inetOrgPerson", "kolab": "kolabSharedFolder", "sogo": "CalendarResource"}
    for schema, wanted in classes.items():
        command = [os.environ["CRENEAU_BINARY"], "resource", "export", "--format", "ldif", "--schema", schema]
        # On the data directory: an address would want a token.
        environment = {key: value for key, value in os.environ.items() if key != "CRENEAU_URL"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        expect_equal(done.returncode, 0, done.stderr)
        expect(all(len(line) <= 76 and line.isascii() for line in done.stdout.split("\n")), "lines of at most 76 octets")
        entries = list(ldif_entries(done.stdout))
        names = {each["mail"][0]: each["cn"][0] for each in entries}
        expect_equal(names, {each["address"]: each["name"] for each in rooms}, schema)
        for each in entries:
            expect(wanted in each["objectClass"], f"{schema}: {each['objectClass']}")
            expect(each["dn"][0].endswith(",ou=Resources,dc=ville,dc=example"), each["dn"][0])


def main():
    _, client_name = sys.argv
    if client_name == "evolution":
        with_session_bus()
    if client_name == "ldif":
        export()
    else:
        follow(client_name)


if __name__ == "__main__":
    doors.run(main)
