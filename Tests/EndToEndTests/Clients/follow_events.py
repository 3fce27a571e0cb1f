"""Server-sent events as a display reads them: by resource and by group, with its own token, over cut connections.

The reader follows the HTML standard's rules for the stream by itself. At the end the server is told to stop while streams
are open: it has to let them go and end in good order.
"""

import json
import os
import signal
import threading
import time

import httpx
from days import at, tuesday
from town import Town, eventually, expect, expect_equal, run

ROOM, OTHER, GROUP = "salle-jaures", "salle-clemenceau", "salle-8p"


class Display(threading.Thread):
    """Reads one stream until it ends or is cut off; `events` are (name, id, data)."""

    def __init__(self, url, query="", last=None, auth=None, headers=None):
        super().__init__(daemon=True)
        self.address = f"{url}/api/v1/events{query}"
        self.last, self.auth = last, auth
        self.headers = {"Accept": "text/event-stream", **(headers or {})}
        if last is not None:
            self.headers["Last-Event-ID"] = last
        self.events, self.ended, self.answer = [], False, None
        self.stop = threading.Event()
        self.start()
        eventually(lambda: self.events or self.ended, "the stream begins")

    def run(self):
        try:
            with httpx.stream("GET", self.address, auth=self.auth, headers=self.headers, timeout=60) as answer:
                self.answer = answer
                expect_equal(answer.headers.get("content-type"), "text/event-stream", "the stream's type")
                name, data = "message", []
                for line in answer.iter_lines():
                    if line == "":
                        if data:
                            self.events.append((name, self.last, json.loads("\n".join(data))))
                        name, data = "message", []
                    elif not line.startswith(":"):
                        field, _, value = line.partition(": ")
                        if field == "event":
                            name = value
                        elif field == "id":
                            self.last = value
                        elif field == "data":
                            data.append(value)
                    if self.stop.is_set():
                        return
        except httpx.HTTPError:
            pass
        finally:
            self.ended = True

    def told(self):
        return [(data["type"], data["resource"]) for name, _, data in self.events if name == "booking"]


def bearer(admin, scope):
    made = admin.call("POST", "/tokens", {"kind": "token", "label": "porte", "scopes": [scope]}, status=201)
    return {"Authorization": "Bearer " + made.json()["secret"]}


def main():
    camille, admin = Town("camille.martin"), Town("admin")
    url = camille.url
    door = bearer(admin, "display")
    room = Display(url, f"?resource={ROOM}", headers=door)
    group = Display(url, f"?group={GROUP}", headers=door)
    inside = Display(url, auth=(camille.user, "demo-creneau"))
    expect_equal([each[0] for each in room.events], ["ready"], "a stream begins with its id")

    made = camille.book(ROOM, *at(tuesday(2), "9:00", "10:00"), title="SECRET-MARKER").json()
    camille.book(OTHER, *at(tuesday(2), "9:00", "10:00"), title="Autre")
    eventually(lambda: len(room.told()) == 1 and len(group.told()) == 2 and len(inside.told()) == 2, "what was booked")
    expect_equal(room.told(), [("booking.created", ROOM)], "only the room that was asked for")
    told = [data for name, _, data in room.events if name == "booking"][0]
    expect_equal(told["id"], made["id"], "the booking")
    expect(told["booking"]["title"] is None, "a display shows what everybody may see")
    expect("SECRET-MARKER" not in json.dumps([room.events, group.events]), "a hidden title")
    expect("SECRET-MARKER" in json.dumps(inside.events), "the organizer's own title")

    # Cut off, and back with the last id: what happened meanwhile, once.
    cut, before = room.last, len(room.told())
    room.stop.set()
    for hour in (11, 12, 13):
        camille.book(ROOM, *at(tuesday(2), f"{hour}:00", f"{hour}:30"), title="plus tard")
    camille.call("DELETE", f"/bookings/{made['id']}", status=204)
    back = Display(url, f"?resource={ROOM}", last=cut, headers=door)
    eventually(lambda: len(back.told()) == 4, "what was missed")
    expect_equal([kind for kind, _ in back.told()], ["booking.created"] * 3 + ["booking.cancelled"], "in its order")
    numbers = [data["changeNumber"] for name, _, data in back.events if name == "booking"]
    expect_equal(numbers, sorted(set(numbers)), "the resource's numbers")
    expect(before == 1, "the first stream had one")

    # An id that is none here.
    for wrong in ("x", "elsewhere.3", back.last.rpartition(".")[0] + ".999999"):
        lost = Display(url, f"?resource={ROOM}", last=wrong, headers=door)
        eventually(lambda: len(lost.events) == 2, "reset")
        expect_equal([each[0] for each in lost.events], ["ready", "reset"], f"Last-Event-ID {wrong}")
        lost.stop.set()

    for path, auth, status in (
        ("", None, 401),
        ("?resource=keine", (camille.user, "demo-creneau"), 404),
        ("?group=keine", (camille.user, "demo-creneau"), 404),
        ("?room=x", (camille.user, "demo-creneau"), 400),
    ):
        answer = httpx.get(f"{url}/api/v1/events{path}", auth=auth)
        expect_equal(answer.status_code, status, f"GET /events{path}")
    forbidden = bearer(admin, "resources:admin")
    expect_equal(httpx.get(f"{url}/api/v1/events", headers=forbidden).status_code, 403, "a scope that shows nothing")

    # The server ends in good order while displays are connected.
    streams = [group, back, inside]
    begin = time.monotonic()
    os.kill(int(os.environ["CRENEAU_PID"]), signal.SIGTERM)
    eventually(lambda: all(each.ended for each in streams), "every stream ends with the server")
    expect(time.monotonic() - begin < 15, "a display does not hold the server up")


if __name__ == "__main__":
    run(main, deadline=120)
