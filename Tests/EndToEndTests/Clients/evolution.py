"""evolution-data-server's own CalDAV backend, driven without a desktop through gobject introspection.

The account is a key file, as Evolution writes it; the password is handed over when the backend asks for it.
"""

import os
import pathlib
import threading

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

from town import PASSWORD, busy_periods, expect  # noqa: E402

SOURCE = """[Data Source]
DisplayName=Agenda
Enabled=true
Parent=caldav-stub

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
CalendarAutoSchedule=true
EmailAddress={address}

[Calendar]
BackendName=caldav
Selected=true

[Offline]
StaySynchronized=true

[Refresh]
Enabled=false
"""


class Evolution:
    """Create, read, change and remove through ECal.Client; it writes MAILTO and NON-PARTICIPANT as Evolution does."""

    def __init__(self, town):
        from urllib.parse import urlsplit

        town.discover()
        place = urlsplit(town.url)
        sources = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "evolution" / "sources"
        sources.mkdir(parents=True)
        (sources / "creneau.source").write_text(
            SOURCE.format(
                host=place.hostname, port=place.port, user=town.user, path=town.calendar, address=town.address
            )
        )
        threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
        self.user, self.connected = town.user, threading.Event()
        registry = EDataServer.SourceRegistry.new_sync(None)
        self.source = registry.ref_source("creneau")
        expect(self.source is not None, "evolution-data-server does not see the account")
        self.source.connect("credentials-required", self.give_password)
        self.source.connect("notify::connection-status", self.status_changed)
        self.client = ECal.Client.connect_sync(self.source, ECal.ClientSourceType.EVENTS, 30, None)
        self.status_changed()
        expect(self.connected.wait(30), f"evolution-data-server did not connect: {self.source.get_connection_status()}")

    def give_password(self, source, *reason):
        credentials = EDataServer.NamedParameters.new()
        credentials.set("username", self.user)
        credentials.set("password", PASSWORD)
        source.invoke_authenticate(credentials, None, None, None)

    def status_changed(self, *unused):
        if self.source.get_connection_status() == EDataServer.SourceConnectionStatus.CONNECTED:
            self.connected.set()

    def create(self, uid, text):
        calendar = ICalGLib.Component.new_from_string(text.replace("mailto:", "MAILTO:"))
        zone = calendar.get_first_component(ICalGLib.ComponentKind.VTIMEZONE_COMPONENT)
        if zone:
            self.client.add_timezone_sync(timezone_of(zone), None)
        event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
        self.client.create_object_sync(event, ECal.OperationFlags.NONE, None)

    def read(self, uid):
        parts = self.client.get_objects_for_uid_sync(uid, None)[1]
        events = "".join(each.get_icalcomponent().as_ical_string() for each in parts)
        return calendar_of(events)

    def change(self, uid, text):
        calendar = ICalGLib.Component.new_from_string(text)
        event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
        self.client.modify_object_sync(event, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)

    def remove(self, uid):
        self.client.remove_object_sync(uid, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)

    def free_busy(self, address, start, end):
        """What Evolution's planner shows for an address: asked of the server through the scheduling outbox."""
        done = self.client.get_free_busy_sync(int(start.timestamp()), int(end.timestamp()), [f"mailto:{address}"], None)
        for each in done[1]:
            yield from busy_periods(calendar_of(each.get_icalcomponent().as_ical_string()), start, end)

    def close(self):
        pass


def timezone_of(component):
    zone = ICalGLib.Timezone.new()
    zone.set_component(component.clone())
    return zone


def calendar_of(components):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Read//back//EN\r\n{components}END:VCALENDAR\r\n"
