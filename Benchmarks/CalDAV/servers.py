"""The servers beside each other, each fresh, on this machine's loopback."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests/Interop"))

import service  # noqa: E402
from cyrus import cyrus, free_port  # noqa: E402

PERSON = "camille.martin"


class Server:
    """Where a calendar is, and the processes that serve it."""

    def __init__(self, name, version, url, calendar, pid, folder=None):
        """`folder`: where the server keeps each event as a file that may be put there."""
        self.name, self.version, self.calendar, self.pid, self.folder = name, version, calendar, pid, folder
        self.host, self.port = url.removeprefix("http://").split(":")

    def processes(self):
        """The server's process and everything that it started."""
        parents = {}
        for folder in pathlib.Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                    parents[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
        found, waiting = {}, [self.pid]
        while waiting:
            pid = waiting.pop()
            if pid in parents and pid not in found:
                found[pid] = parents[pid][1]
                waiting += [child for child, (parent, _) in parents.items() if parent == pid]
        return found

    def cpu(self):
        """Seconds of processor time used so far, by children that have ended as well; in steps of ten milliseconds."""
        return sum(self.processes().values()) / os.sysconf("SC_CLK_TCK")


def children():
    """The processes that this thread has started."""
    place = f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children"
    return set(map(int, pathlib.Path(place).read_text().split()))


def child(before):
    """The one process that was started since."""
    return (children() - before).pop()


@contextlib.contextmanager
def creneau(log):
    before = children()
    with service.creneau(log) as url:
        said = subprocess.run([service.BINARY, "--version"], capture_output=True, text=True).stdout.split()
        kind = "debug" if "debug" in str(service.BINARY) else "release"
        yield Server(
            "Créneau", f"{said[-1] if said else ''} ({kind})", url, f"/dav/calendars/people/{PERSON}/calendar/",
            child(before))


@contextlib.contextmanager
def radicale(log):
    with tempfile.TemporaryDirectory(prefix="radicale-") as folder:
        port = free_port()
        users = pathlib.Path(folder, "users")
        users.write_text(f"{PERSON}:{service.PASSWORD}\n")
        settings = pathlib.Path(folder, "config")
        settings.write_text(
            f"[server]\nhosts = 127.0.0.1:{port}\nmax_connections = 40\n[auth]\ntype = htpasswd\n"
            f"htpasswd_filename = {users}\nhtpasswd_encryption = plain\ndelay = 0\n[logging]\nlevel = warning\n"
            f"[storage]\nfilesystem_folder = {folder}/collections\n"
        )
        place = pathlib.Path(folder, "collections/collection-root", PERSON, "calendar")
        place.mkdir(parents=True)
        (place / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": "Agenda"}))
        with open(log, "ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", settings], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            wait(url, process)
            version = subprocess.run(
                [sys.executable, "-m", "radicale", "--version"], capture_output=True, text=True).stdout.strip()
            yield Server("Radicale", version, url, f"/{PERSON}/calendar/", process.pid, place)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


@contextlib.contextmanager
def cyrus_imap(log):
    before = children()
    with cyrus([PERSON, "salle-jaures"], log) as url:
        version = service.version_of("cyrus-caldav")
        yield Server("Cyrus", version, url, f"/dav/calendars/user/{PERSON}/Default/", child(before))


def wait(url, process):
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise service.NotStarted(f"Radicale does not answer: {error!r}") from error
            time.sleep(0.1)


ALL = {"creneau": creneau, "cyrus": cyrus_imap, "radicale": radicale}
