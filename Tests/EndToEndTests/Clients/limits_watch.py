"""What a refusal may cost, and what it must leave as it was."""

import os
import pathlib
import re
import socket
import threading
import time
from urllib.parse import urlsplit

import bad_input
from bad_input import XML
from town import Failure, expect

NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """The server's own use of CPU (seconds) and of memory (bytes, resident)."""

    def __init__(self):
        data = os.environ["CRENEAU_DATA"].encode()
        for each in pathlib.Path("/proc").iterdir():
            try:
                line = (each / "cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError):
                continue
            if b"serve" in line and data in line:
                self.folder = each
                return
        raise Failure("the server's process was not found")

    def used(self):
        fields = (self.folder / "stat").read_text().rsplit(")", 1)[1].split()
        pages = int((self.folder / "statm").read_text().split()[1])
        return (int(fields[11]) + int(fields[12])) / TICKS, pages * os.sysconf("SC_PAGE_SIZE")


class Watch(bad_input.Watch):
    """Besides what the store shows: every property of every calendar, and what the refusal cost."""

    def __init__(self):
        super().__init__()
        self.process = Process()
        self.count = 0

    def look(self):
        everything = f"<propfind {NAMESPACES}><allprop/></propfind>"
        home = self.camille.dav("PROPFIND", self.camille.home, everything, XML, depth=1)
        return {**super().look(), "Camille's calendars": home.text}

    def limit(self, what, wanted, element, ask):
        """`ask` is refused by a wanted status, with the precondition where there is one, at little cost."""
        said = []

        def asked():
            cpu, memory = self.process.used()
            said.append(ask())
            after, grown = self.process.used()
            expect(after - cpu < 1, f"took {after - cpu:.2f} s of CPU")
            expect(grown - memory < 64 << 20, f"took {(grown - memory) >> 20} MiB")
            return said[0]

        self.count += 1
        # The header is refused before there is a request that could be explained to anybody: the status is all.
        self.refused(what, wanted, asked, explained=431 not in wanted)
        if said and element and not re.search(rf"<\w+:{element}[\s/>]", said[0].text):
            self.failures.append(f"{what}: {said[0].status_code} without {element}: {said[0].text[:300]}")


class SlowHeads(threading.Thread):
    """Connections that never finish their header; the server closes them by itself."""

    def __init__(self, url):
        super().__init__()
        self.place = urlsplit(url)
        self.left = []

    def run(self):
        beginnings = {
            "half a header": b"PROPFIND /dav/ HTTP/1.1\r\nHost: x\r\n",
            "half a line": b"PROPF",
        }
        open_ = {}
        for what, octets in beginnings.items():
            open_[what] = socket.create_connection((self.place.hostname, self.place.port))
            open_[what].sendall(octets)
        end = time.monotonic() + 60
        for what, connection in open_.items():
            connection.settimeout(max(1, end - time.monotonic()))
            try:
                while connection.recv(1 << 16):
                    pass
            except TimeoutError:
                self.left.append(what)
            except OSError:
                pass
            connection.close()
