"""The program under test: `creneau serve` on a free port, with a fresh database and the sample town hall."""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PYTHON = pathlib.Path(sys.executable)
SOURCES = ROOT / ".build/venv-interop/sources"
PASSWORD = "demo-creneau"
DOMAIN = "ville.example"
BINARY = pathlib.Path(os.environ.get("CRENEAU_BINARY", ROOT / ".build/debug/creneau"))


class Wrong(Exception):
    """An answer that is not the one that is due; never tried again."""


class NotStarted(Exception):
    """A foreign program did not start; that alone may be tried once more."""


@contextlib.contextmanager
def creneau(log=None):
    """A running server; gives its address without a trailing slash."""
    with tempfile.TemporaryDirectory(prefix="creneau-interop-") as folder:
        with open(log or os.devnull, "a", encoding="utf-8") as errors:
            town = ROOT / "Samples/townhall/townhall.yaml"
            process = subprocess.Popen(
                [BINARY, "serve", "--data", f"{folder}/data", "--listen", "127.0.0.1:0", "--from", town],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            try:
                line = process.stdout.readline()
                if "http://" not in line:
                    raise NotStarted(f"creneau printed: {line!r}")
                yield line[line.index("http://") :].strip().rstrip("/")
            finally:
                process.terminate()
                process.wait(timeout=20)


def address(person):
    return f"{person}@{DOMAIN}"


def version_of(package):
    """The version of a Debian package, as installed."""
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    return done.stdout.strip() or "not installed"
