"""installed.py: the Debian package, installed below another root, and the socket of the command line.

Nothing of this machine is touched: dpkg works in a folder. What is installed there runs, with the options that came along.
"""

import atexit
import gzip
import json
import os
import pathlib
import re
import select
import signal
import socket
import stat
import subprocess
import sys

import httpx

import town as doors
from town import expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(DATA).parent
NOBODY = 65534


def done(*words, status=0, **variables):
    ended = subprocess.run(
        [str(each) for each in words], capture_output=True, text=True, timeout=300, env={**os.environ, **variables}
    )
    expect_equal(ended.returncode, status, f"{words}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.stdout if status == 0 else ended.stdout + ended.stderr


def installed():
    """The package below a root of its own; gives that root."""
    version = done(BINARY, "--version").strip()
    package, root = FOLDER / f"creneau_{version}_amd64.deb", FOLDER / "root"
    done(ROOT / ".ci/build-deb", BINARY, package, "none")
    facts = done("dpkg-deb", "--field", package)
    for line in ("Package: creneau", "libical3 (>= ", "libsqlite3-0 (>= ", "tzdata"):
        expect(line in facts, f"{line} in {facts}")
    for name in ("libgmp", "libnettle", "libdb5", "libicu"):
        expect(name not in facts, f"only what is linked directly: {facts}")
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
    expect("ProtectSystem=strict" in unit and "kill -HUP" in unit, "the unit")
    for each in (root / "usr/lib/creneau").iterdir():
        found = re.findall(r"R(?:UN)?PATH.*\[(.*)\]", done("readelf", "--dynamic", each))
        expect(found in ([], ["$ORIGIN"]), f"{each.name} looks for libraries in {found}")
    licences = gzip.decompress((root / "usr/share/doc/creneau/third-party.txt.gz").read_bytes()).decode()
    expect("swift-nio" in licences and "GRDB" in licences, "the licences of what is linked")
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


STAND_IN = """#!{python}
import os, socket, subprocess, sys
words = sys.argv[1:]
if sys.argv[0].endswith("apt-get"):
    dpkg = {dpkg!r}
    packages = [each for each in words if each.endswith(".deb")]
    assert words[0] == "install" and packages, words
    sys.exit(subprocess.run([*dpkg, "--install", *packages]).returncode)
assert words == ["start", "creneau"], words
unit = open({unit!r}).read()
line = next(each for each in unit.splitlines() if each.startswith("ExecStart="))
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind({notice!r})
told.settimeout(60)
log = open({log!r}, "wb")
served = subprocess.Popen(
    [{root!r} + word if word[0] == "/" else word for word in line.removeprefix("ExecStart=").split()],
    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={{**os.environ, "NOTIFY_SOCKET": {notice!r}}},
)
open({notice!r} + ".pid", "w").write(str(served.pid))
assert told.recv(100) == b"READY=1"
"""


def newcomer(root, dpkg):
    """README's way from the package to a room that answers: its very commands, below this root.

    Stand-ins take the place of apt-get and systemctl; the server runs as the unit says and tells when it is ready.
    """
    section = re.search(r"^## Your own installation\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S)[1]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.M | re.S)
    place, port = FOLDER / "newcomer", free_port()
    tools, notice = place / "bin", f"/tmp/creneau-{os.getpid()}.notice"
    tools.mkdir(parents=True)
    values = {"root": str(root), "dpkg": dpkg, "unit": str(root / "lib/systemd/system/creneau.service")}
    text = STAND_IN.format(python=sys.executable, notice=notice, log=str(place / "server.log"), **values)
    for name in ("apt-get", "systemctl"):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    (tools / "creneau").symlink_to(root / "usr/bin/creneau")
    package = next(FOLDER.glob("creneau_*.deb"))
    (place / package.name).symlink_to(package)
    known = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "CRENEAU_CONFIG": str(root / "etc/creneau/creneau.yaml"),
        "CRENEAU_DATA": str(place / "data"),
        "CRENEAU_LISTEN": f"127.0.0.1:{port}",
        "CRENEAU_SOCKET": f"/tmp/creneau-{os.getpid()}.first.sock",
        "LC_ALL": "C.UTF-8",
    }
    atexit.register(lambda: [os.path.exists(each) and os.unlink(each) for each in (notice, notice + ".pid")])
    script, shown = "", []
    for kind, lines in blocks:
        lines = lines.replace("/usr/share/doc", f"{root}/usr/share/doc").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
        if kind == "sh":
            script += f"{lines}\necho; echo '-- end of block --'\n"
            shown.append(None)
        else:
            shown[-1] = lines
    ended = subprocess.run(
        ["bash", "-eu"], input=script, cwd=place, env={**os.environ, **known}, capture_output=True, text=True, timeout=300
    )
    log = (place / "server.log").read_text() if (place / "server.log").exists() else ""
    expect_equal(ended.returncode, 0, f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}{log[-2000:]}")
    printed = ended.stdout.replace(str(place / "data"), "/var/lib/creneau").split("-- end of block --\n")
    for expected, text in zip(shown, printed):
        if expected:
            words = r"\s+".join(".*".join(re.escape(part) for part in word.split("…")) for word in expected.split())
            expect(re.fullmatch(rf"\s*{words}\s*", text, re.S), f"README shows {expected} and this was printed: {text}")
    pid = int(pathlib.Path(notice + ".pid").read_text())
    # It is no child of this program, and can be waited for all the same.
    ended = select.poll()
    ended.register(os.pidfd_open(pid), select.POLLIN)
    os.kill(pid, signal.SIGTERM)
    expect(ended.poll(60_000), "it stops when it is told to")
    expect(not (place / "data/server.json").exists(), "the way to it goes with it")


def free_port():
    with socket.socket() as peer:
        peer.bind(("127.0.0.1", 0))
        return peer.getsockname()[1]


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
    expect_equal(process.wait(timeout=300), 0, "exit code after SIGTERM")
    expect(not place.exists(), "the socket goes with the server")
    expect("no server runs" in done(creneau, "resource", "list", "--config", options, status=3), "exit code 3")
    place.write_text("not a socket")
    expect("something else" in done(creneau, "serve", "--config", options, status=1), "a file in its place stays")
    place.unlink()


def main():
    root, dpkg = installed()
    creneau = program(root)
    newcomer(root, dpkg)
    local(creneau)
    done(*dpkg, "--purge", "creneau")
    expect(not creneau.exists() and not (root / "etc/creneau/creneau.yaml").exists(), "all of it goes again")


if __name__ == "__main__":
    doors.run(main, deadline=240)
