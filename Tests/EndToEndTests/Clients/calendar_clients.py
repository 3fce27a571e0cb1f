"""Three real calendar clients behind one small face: create, read, change and remove an event by its UID."""

import os
import pathlib
import subprocess
import sys
import tempfile

from town import PASSWORD, Town, components, expect


class CaldavLibrary:
    """python `caldav`, from the DAV root (it follows no redirect); it finds the calendars by itself."""

    def __init__(self, town):
        import caldav

        self.client = caldav.DAVClient(url=f"{town.url}/dav/", username=town.user, password=PASSWORD)
        self.principal = self.client.principal()
        calendars = self.principal.calendars()
        expect(calendars, "python caldav found no calendar")
        own = str(town.discover().calendar).rstrip("/")
        (self.calendar,) = [each for each in calendars if str(each.url).rstrip("/").endswith(own)]

    def create(self, uid, text):
        self.calendar.save_event(text)

    def read(self, uid):
        event = self.calendar.event_by_uid(uid)
        event.load()
        return event.data

    def change(self, uid, text):
        event = self.calendar.event_by_uid(uid)
        event.data = text
        event.save()

    def remove(self, uid):
        self.calendar.event_by_uid(uid).delete()

    def close(self):
        self.client.close()


class KhalAndVdirsyncer:
    """khal writes the event into a folder, vdirsyncer carries it to the server and the answer back."""

    def __init__(self, town):
        self.folder = tempfile.TemporaryDirectory(prefix="creneau-vdir-")
        self.home = pathlib.Path(self.folder.name)
        self.name = str(town.discover().calendar).rstrip("/").split("/")[-1]
        self.events = self.home / "events" / self.name
        (self.home / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{self.home}/status/"
[pair agenda]
a = "here"
b = "there"
collections = ["{self.name}"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{self.home}/events/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{town.url}/"
username = "{town.user}"
password = "{PASSWORD}"
""")
        (self.home / "khal.conf").write_text(f"""
[calendars]
[[agenda]]
path = {self.events}
[sqlite]
path = {self.home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Paris
default_timezone = Europe/Paris
[default]
default_calendar = agenda
""")
        self.command("vdirsyncer", "-c", "vdirsyncer.conf", "discover", "agenda", input="y\n" * 10)
        self.sync()

    def command(self, program, *arguments, input=""):
        path = pathlib.Path(sys.executable).parent / program
        environment = {**os.environ, "HOME": self.folder.name, "XDG_CONFIG_HOME": self.folder.name, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [path, *arguments], cwd=self.home, env=environment, input=input, capture_output=True, text=True, timeout=300
        )
        expect(done.returncode == 0, f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def sync(self, *options):
        # Twice: the server's answer is in its object, which vdirsyncer fetches when it sees the new ETag.
        for _ in range(2):
            self.command("vdirsyncer", "-c", "vdirsyncer.conf", "sync", *options, "agenda")

    def file(self, uid):
        found = [each for each in self.events.glob("*.ics") if f"UID:{uid}" in each.read_text()]
        expect(len(found) == 1, f"{uid} is in {len(found)} files of the folder, not in one")
        return found[0]

    def create(self, uid, text):
        source = self.home / "import.ics"
        source.write_text(text, newline="")
        self.command("khal", "-c", "khal.conf", "import", "-a", "agenda", "--batch", str(source))
        self.sync()

    def read(self, uid):
        text = self.file(uid).read_text()
        master, overrides = components(text)
        event = master or next(iter(overrides.values()))
        day = event["DTSTART"].dt.strftime("%Y-%m-%d")
        listed = self.command("khal", "-c", "khal.conf", "list", "--format", "{uid} {start-time}", day, "1d")
        expect(uid in listed, f"khal does not list {uid} on {day}: {listed}")
        return text

    def change(self, uid, text):
        path = self.file(uid)
        path.write_text(text, newline="")
        self.sync()

    def remove(self, uid):
        self.file(uid).unlink()
        self.sync("--force-delete")

    def close(self):
        self.folder.cleanup()


def client(name, town):
    if name == "caldav":
        return CaldavLibrary(town)
    if name == "vdirsyncer":
        return KhalAndVdirsyncer(town)
    if name == "evolution":
        from evolution import Evolution

        return Evolution(town)
    raise ValueError(name)


def with_session_bus():
    """Runs this very script again under a private session bus and home, where evolution-data-server can live."""
    if os.environ.get("CRENEAU_SESSION_BUS"):
        return
    home = tempfile.mkdtemp(prefix="creneau-eds-")
    environment = {
        **os.environ,
        "CRENEAU_SESSION_BUS": "1",
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_DATA_HOME": f"{home}/data",
        "XDG_CACHE_HOME": f"{home}/cache",
        "XDG_RUNTIME_DIR": home,
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1",
    }
    done = subprocess.run(["dbus-run-session", "--", sys.executable, *sys.argv], env=environment)
    subprocess.run(["rm", "-rf", home])
    sys.exit(done.returncode)
