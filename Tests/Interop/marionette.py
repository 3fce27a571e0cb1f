"""Marionette, the Mozilla programs' remote control: Thunderbird without a window, and scripts run inside it."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import time

from service import NotStarted, Wrong

PREFERENCES = {
    "marionette.port": 0,
    "remote.log.level": "Warn",
    # Nothing is asked from the network but the calendar server.
    "app.update.enabled": False,
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "app.donation.eoy.version.viewed": 999,
    "browser.safebrowsing.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.winsearch.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "messenger.startup.action": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "calendar.timezone.local": "Europe/Paris",
    "calendar.timezone.useSystemTimezone": False,
    "calendar.debug.log": True,
    "signon.rememberSignons": True,
}


class Marionette:
    """One session; each command waits for its answer."""

    def __init__(self, port, limit):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=limit)
        self.buffer, self.number = b"", 0
        self._message()
        self.command("WebDriver:NewSession", {})
        self.command("Marionette:SetContext", {"value": "chrome"})
        self.command("WebDriver:SetTimeouts", {"script": 90_000})

    def _message(self):
        while b":" not in self.buffer:
            self._receive()
        length, _, self.buffer = self.buffer.partition(b":")
        while len(self.buffer) < int(length):
            self._receive()
        body, self.buffer = self.buffer[: int(length)], self.buffer[int(length) :]
        return json.loads(body)

    def _receive(self):
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise NotStarted("Thunderbird closed the connection")
        self.buffer += chunk

    def command(self, name, parameters):
        self.number += 1
        body = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(f"{len(body)}:".encode() + body)
        _, _, error, result = self._message()
        if error:
            raise Wrong(f"{name}: {error.get('error')}: {error.get('message')}\n{error.get('stacktrace', '')[:2_000]}")
        return result

    def run(self, script, *arguments):
        """Runs the body of an async function inside the program; gives what it returns."""
        body = "const done = arguments[arguments.length - 1]; (async function () {" + script
        body += "}).apply(null, Array.from(arguments).slice(0, -1)).then(v => done({ value: v ?? null }),"
        body += " e => done({ error: `${e} ${e.stack ?? ''}` }));"
        answer = self.command(
            "WebDriver:ExecuteAsyncScript", {"script": body, "args": list(arguments), "sandbox": "system"}
        )["value"]
        if "error" in answer:
            raise Wrong(answer["error"])
        return answer["value"]


@contextlib.contextmanager
def thunderbird(folder, limit=90):
    """Thunderbird with a fresh profile and without a window."""
    profile = pathlib.Path(folder) / "profile"
    profile.mkdir()
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    environment = {**os.environ, "HOME": str(folder), "TZ": "Europe/Paris", "MOZ_HEADLESS": "1", "LC_ALL": "C.UTF-8"}
    with open(pathlib.Path(folder) / "output.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [
                *("thunderbird", "--headless", "--no-remote", "--profile", profile),
                *("--marionette", "--remote-allow-system-access"),
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Marionette(_port(profile, process, limit), limit)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(profile, process, limit):
    """The program writes the port that it listens on into its profile, as soon as it listens."""
    file, end = profile / "MarionetteActivePort", time.monotonic() + limit
    while time.monotonic() < end:
        if process.poll() is not None:
            raise NotStarted(f"Thunderbird ended with {process.returncode}")
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int(file.read_text())
        time.sleep(0.1)
    raise NotStarted(f"Thunderbird did not listen within {limit} s")
