"""Cyrus IMAP's CalDAV server, run from a folder of its own on this machine's loopback, without its system service.

Started by root it runs as the package's account, started by anybody else as that person. Passwords are checked by a
socket of ours that speaks saslauthd's protocol, so that no password database is written.
"""

import contextlib
import getpass
import os
import pathlib
import pwd
import shutil
import smtplib
import socket
import struct
import subprocess
import tempfile
import threading
import time

import httpx
from service import DOMAIN, PASSWORD, NotStarted, address

PROGRAMS = "/usr/lib/cyrus/bin"
SETTINGS = """configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
sievedir: {folder}/sieve
proc_path: {folder}/proc
mboxname_lockpath: {folder}/lock
lmtpsocket: {folder}/lmtp
idlesocket: {folder}/idle
notifysocket: {folder}/notify
cyrus_user: {account}
admins: cyrus
servername: localhost
unixhierarchysep: yes
altnamespace: no
allowplaintext: yes
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {folder}/passwords
sasl_mech_list: PLAIN
httpmodules: caldav carddav
calendar_user_address_set: {domain}
caldav_allowscheduling: on
autocreate_post: yes
autocreate_quota: 0
"""
SERVICES = """START {{
    recover cmd="{programs}/ctl_cyrusdb -C {folder}/imapd.conf -r"
}}
SERVICES {{
    http cmd="{programs}/httpd -C {folder}/imapd.conf -U 1000" listen="127.0.0.1:{http}" prefork=1 maxchild=20
    lmtp cmd="{programs}/lmtpd -C {folder}/imapd.conf -a" listen="127.0.0.1:{lmtp}" prefork=0
}}
EVENTS {{
}}
"""


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


class Passwords(threading.Thread):
    """saslauthd's protocol: four counted strings (name, password, service, realm), answered by OK or NO."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        os.chmod(path, 0o777)
        self.listener.listen()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                fields = []
                for _ in range(4):
                    (length,) = struct.unpack("!H", stream.read(2))
                    fields.append(stream.read(length))
                said = b"OK" if fields[1] == PASSWORD.encode() else b"NO"
                connection.sendall(struct.pack("!H", len(said)) + said)


@contextlib.contextmanager
def cyrus(people, log):
    """A running Cyrus with an account for each of the people; gives its address without a trailing slash."""
    account = "cyrus" if os.geteuid() == 0 else getpass.getuser()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyrus-"))
    facts = {
        "folder": folder,
        "account": account,
        "domain": DOMAIN,
        "programs": PROGRAMS,
        "http": free_port(),
        "lmtp": free_port(),
    }
    (folder / "imapd.conf").write_text(SETTINGS.format(**facts))
    (folder / "cyrus.conf").write_text(SERVICES.format(**facts))
    for name in ("conf", "spool", "sieve", "proc", "lock"):
        (folder / name).mkdir()
    passwords = Passwords(folder / "passwords")
    if os.geteuid() == 0:
        owner = pwd.getpwnam(account)
        for each in (folder, *folder.iterdir()):
            os.chown(each, owner.pw_uid, owner.pw_gid)
    passwords.start()
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [
                *(f"{PROGRAMS}/master", "-C", folder / "imapd.conf", "-M", folder / "cyrus.conf"),
                *("-p", folder / "master.pid"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{facts['http']}"
            _provision(people, facts["lmtp"], process)
            for person in people:
                _first_visit(url, person)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
            passwords.listener.close()
            shutil.rmtree(folder, ignore_errors=True)


def _provision(people, port, process):
    """The first mail to somebody makes their account."""
    end = time.monotonic() + 30
    while True:
        try:
            with smtplib.LMTP("127.0.0.1", port, timeout=10) as mail:
                for person in people:
                    mail.sendmail("", [person], "Subject: Bienvenue\r\n\r\nBonjour.\r\n")
            return
        except (OSError, smtplib.SMTPException) as error:
            if process.poll() is not None or time.monotonic() > end:
                raise NotStarted(f"Cyrus did not take mail: {error!r}") from error
            time.sleep(0.2)


def _first_visit(url, person):
    """Cyrus makes the calendars of an account when it is first asked for them."""
    answer = httpx.request(
        "PROPFIND", f"{url}/dav/calendars/user/{person}/", auth=(person, PASSWORD), headers={"Depth": "0"}
    )
    if answer.status_code != 207:
        raise NotStarted(f"Cyrus has no calendars for {address(person)}: {answer.status_code}")
