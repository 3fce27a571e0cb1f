"""evolution-data-server's own CardDAV backend, driven through libebook.

gobject introspection of libebook is a package of its own; four calls of the C library do as well.
"""

import ctypes
import os
import pathlib
import threading

import gi

gi.require_version("EDataServer", "1.2")
from gi.repository import EDataServer, GLib  # noqa: E402

from town import PASSWORD, expect  # noqa: E402

SOURCE = """[Data Source]
DisplayName=Salles
Enabled=true
Parent=carddav-stub

[Authentication]
Host={host}
Port={port}
User={user}
Method=plain/password
ProxyUid=system-proxy
RememberPassword=false

[Security]
Method=none

[WebDAV Backend]
ResourcePath={path}

[Address Book]
BackendName=carddav

[Offline]
StaySynchronized=true

[Refresh]
Enabled=false
"""


class Link(ctypes.Structure):
    """GSList."""


Link._fields_ = [("data", ctypes.c_void_p), ("next", ctypes.POINTER(Link))]

book = ctypes.CDLL("libebook-1.2.so.21")
contacts = ctypes.CDLL("libebook-contacts-1.2.so.4")
backend = ctypes.CDLL("libedataserver-1.2.so.27")
book.e_book_client_connect_sync.restype = ctypes.c_void_p
contacts.e_vcard_to_string.restype = ctypes.c_void_p
VCARD_30 = 1


class EvolutionBook:
    def __init__(self, town, path):
        from urllib.parse import urlsplit

        place = urlsplit(town.url)
        sources = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "evolution" / "sources"
        sources.mkdir(parents=True)
        (sources / "rooms.source").write_text(
            SOURCE.format(host=place.hostname, port=place.port, user=town.user, path=path)
        )
        threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
        self.user, self.connected = town.user, threading.Event()
        self.registry = EDataServer.SourceRegistry.new_sync(None)
        self.source = self.registry.ref_source("rooms")
        expect(self.source is not None, "evolution-data-server does not see the account")
        self.source.connect("credentials-required", self.give_password)
        self.source.connect("notify::connection-status", self.status_changed)
        error = ctypes.c_void_p()
        client = book.e_book_client_connect_sync(
            ctypes.c_void_p(hash(self.source)), ctypes.c_uint32(30), None, ctypes.byref(error)
        )
        expect(client, "evolution-data-server does not open the address book")
        self.client = ctypes.c_void_p(client)
        self.status_changed()
        expect(self.connected.wait(30), f"no connection: {self.source.get_connection_status()}")

    def give_password(self, source, *reason):
        credentials = EDataServer.NamedParameters.new()
        credentials.set("username", self.user)
        credentials.set("password", PASSWORD)
        source.invoke_authenticate(credentials, None, None, None)

    def status_changed(self, *unused):
        if self.source.get_connection_status() == EDataServer.SourceConnectionStatus.CONNECTED:
            self.connected.set()

    def is_read_only(self):
        return bool(backend.e_client_is_readonly(self.client))

    def refresh(self):
        error = ctypes.c_void_p()
        expect(backend.e_client_refresh_sync(self.client, None, ctypes.byref(error)), "no refresh")

    def cards(self):
        """Every card, as vCard 3.0."""
        found, error = ctypes.POINTER(Link)(), ctypes.c_void_p()
        expect(
            book.e_book_client_get_contacts_sync(
                self.client, b'(contains "x-evolution-any-field" "")', ctypes.byref(found), None, ctypes.byref(error)
            ),
            "no contacts",
        )
        texts = []
        while found:
            text = contacts.e_vcard_to_string(ctypes.c_void_p(found.contents.data), VCARD_30)
            texts.append(ctypes.string_at(text).decode())
            found = found.contents.next
        return texts
