"""installed.py: the Debian package, installed below another root, and the socket of the command line.

Nothing of this machine is touched: dpkg works in a folder. What is installed there runs, with the options that came along.
"""

import atexit
import json
import os
import pathlib
import signal
import socket
import stat
import subprocess

import httpx

import town as doors
from town import expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(DATA).parent
NOBODY = 65534


def done(*words, status=0, **variables):
    ended = subprocess.run(
        [str(each) for each in words], capture_output=True, text=True, timeout=120, env={**os.environ, **variables}
    )
    expect_equal(ended.returncode, status, f"{words}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.stdout if status == 0 else ended.stdout + ended.stderr


def installed():
    """The package below a root of its own; gives that root."""
    package, root = FOLDER / "creneau.deb", FOLDER / "root"
    done(ROOT / ".ci/build-deb", BINARY, package, "none")
    facts = done("dpkg-deb", "--field", package)
    for line in ("Package: creneau", "libical3", "tzdata"):
        expect(line in facts, f"{line} in {facts}")
    listed = done("dpkg-deb", "--contents", package)
    expect("/opt/" not in listed and "/home/" not in listed, f"only a package's places: {listed[:2000]}")
    for name in ("info", "updates", "triggers"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    force = ["--force-not-root", "--force-depends", "--force-script-chrootless"]
    dpkg = ["dpkg", f"--root={root}", f"--log={FOLDER}/dpkg.log", *force]
    done(*dpkg, "--install", package)
    expect("ok installed" in done("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f=${Status}", "creneau"), "status")
    return root, dpkg


def program(root):
    """What was installed, as it is found there."""
    creneau = root / "usr/bin/creneau"
    expect(done(creneau, "--version").strip(), "it says its version")
    done(creneau, "config", "check", "--config", root / "etc/creneau/creneau.yaml")
    unit = (root / "lib/systemd/system/creneau.service").read_text()
    expect("ProtectSystem=strict" in unit and "ExecReload=/bin/kill -HUP" in unit, "the unit")
    page = done("man", "--warnings", "-l", root / "usr/share/man/man1/creneau.1.gz", MANWIDTH="100")
    words = " ".join(page.split())
    expect("creneau booking cancel" in words and "Exit codes" in words, f"the manual page: {page[:1500]}")
    completions = (root / "usr/share/bash-completion/completions/creneau").read_text()
    expect("doctor" in completions, "completions")
    return creneau


def served(creneau, *words):
    process = subprocess.Popen(
        [creneau, "serve", *words, "--from", TOWN_HALL], stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE
    )
    atexit.register(process.kill)
    line = process.stdout.readline()
    expect("http://" in line, f"it starts: {line}{process.stderr.read() if not line else ''}")
    return process, line[line.index("http://") :].strip()


def ask(path, user):
    """What a process of `user` gets from the socket; the child says it by its exit code: 0 an answer, 7 none."""
    child = os.fork()
    if child == 0:
        code = 9
        try:
            if user:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            with socket.socket(socket.AF_UNIX) as peer:
                peer.settimeout(20)
                peer.connect(path)
                peer.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                code = 0 if peer.recv(4096).startswith(b"HTTP/1.1 200") else 7
        except OSError as error:
            code = 7 if isinstance(error, (ConnectionResetError, BrokenPipeError)) else 8
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def local(creneau):
    """Root and the service's own user need no token on the socket; nobody else speaks there."""
    options = FOLDER / "options.yaml"
    place = pathlib.Path("/tmp") / f"creneau-{os.getpid()}.sock"
    atexit.register(lambda: place.unlink(missing_ok=True))
    options.write_text(f"data: {DATA}\nlisten: 127.0.0.1:0\nsocket: {place}\n")
    process, url = served(creneau, "--config", options)
    expect_equal(stat.S_IMODE(place.stat().st_mode), 0o600, "the socket's permissions")
    facts = json.loads((pathlib.Path(DATA) / "server.json").read_text())
    expect_equal(facts["socket"], str(place), "commands are told of it")
    # A token that is worth nothing: the commands do not need it.
    (pathlib.Path(DATA) / "server.json").write_text(json.dumps({**facts, "token": "local_none"}))
    rooms = json.loads(done(creneau, "resource", "list", "--json", "--config", options))["resources"]
    expect(len(rooms) > 5, "a command over the socket")
    feed = done(creneau, "feed", "create", rooms[0]["id"], "--config", options).strip()
    expect(feed.startswith(url), f"addresses are those of the server: {feed}")
    expect_equal(ask(str(place), 0), 0, "the service's own user")
    if os.geteuid() == 0:
        place.chmod(0o666)
        expect_equal(ask(str(place), NOBODY), 7, "somebody else")
    expect_equal(httpx.get(url + "api/v1/me").status_code, 401, "and nobody over the network")
    process.send_signal(signal.SIGTERM)
    expect_equal(process.wait(timeout=60), 0, "exit code after SIGTERM")
    expect(not place.exists(), "the socket goes with the server")
    expect("no server runs" in done(creneau, "resource", "list", "--config", options, status=3), "exit code 3")
    place.write_text("not a socket")
    expect("something else" in done(creneau, "serve", "--config", options, status=1), "a file in its place stays")
    place.unlink()


def main():
    root, dpkg = installed()
    creneau = program(root)
    local(creneau)
    done(*dpkg, "--purge", "creneau")
    expect(not creneau.exists() and not (root / "etc/creneau/creneau.yaml").exists(), "all of it goes again")


if __name__ == "__main__":
    doors.run(main, deadline=240)
