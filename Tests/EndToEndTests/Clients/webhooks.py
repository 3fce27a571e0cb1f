"""Webhooks as their receiver meets them: a server of python's own, which checks every signature and sometimes fails.

The server under test was told by its configuration that this machine may be called.
"""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from days import at, tuesday
from town import Town, eventually, expect, expect_equal, run

ROOM = "salle-jaures"


class Receiver(ThreadingHTTPServer):
    """Answers 204, or what `failures` says first; every call is (id, body)."""

    def __init__(self):
        receiver = self
        self.calls, self.failures, self.secret, self.wrong = [], [], None, []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.check(self.headers, body)
                status = receiver.failures.pop(0) if receiver.failures else 204
                receiver.calls.append((self.headers["webhook-id"], json.loads(body), status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/creneau"

    def check(self, headers, body):
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if wanted not in headers["webhook-signature"].split(" "):
            self.wrong.append("signature")
        if abs(int(headers["webhook-timestamp"]) - time.time()) > 60:
            self.wrong.append("timestamp")


def creneau(*words):
    done = subprocess.run(
        [os.environ["CRENEAU_BINARY"], *words, "--data", os.environ["CRENEAU_DATA"], "--json"],
        env={name: value for name, value in os.environ.items() if name != "CRENEAU_URL"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    expect(done.returncode == 0, f"creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def main():
    camille, admin = Town("camille.martin"), Town("admin")
    receiver = Receiver()
    made = creneau("webhook", "create", receiver.url, "--resource", ROOM, "--privacy", "full", "--label", "Écrans")
    receiver.secret = made["secret"]
    receiver.failures = [500]
    booked = camille.book(ROOM, *at(tuesday(2), "9:00", "10:00"), title="Conseil").json()
    camille.book("salle-clemenceau", *at(tuesday(2), "9:00", "10:00"), title="ailleurs")
    camille.call("DELETE", f"/bookings/{booked['id']}", status=204)
    eventually(lambda: len(receiver.calls) == 3, "both calls, the first one twice", limit=40)
    expect_equal(receiver.wrong, [], "signatures and times")
    told = [(body["type"], body["data"]["booking"], status) for _, body, status in receiver.calls]
    created, cancelled = ("booking.created", booked["id"]), ("booking.cancelled", booked["id"])
    expect_equal(told, [(*created, 500), (*created, 204), (*cancelled, 204)], "in their order, the failed one first again")
    ids = [each for each, _, _ in receiver.calls]
    expect(ids[0] == ids[1] != ids[2], "the same id for the same message")
    expect_equal(receiver.calls[0][1]["data"]["title"], "Conseil", "the title that the subscription may see")

    listed = creneau("webhook", "messages", made["id"])["messages"]
    expect_equal([each["state"] for each in listed], ["delivered"] * 2, "what became of them")
    expect_equal(creneau("webhook", "replay", made["id"], "--delivered"), {"messages": 2}, "replay")
    eventually(lambda: len(receiver.calls) == 5, "both again")
    expect_equal([each for each, _, _ in receiver.calls][3:], [ids[0], ids[2]], "under their ids, in their order")

    receiver.failures = [410]
    camille.book(ROOM, *at(tuesday(2), "11:00", "12:00"), title="fin")
    eventually(lambda: not creneau("webhook", "show", made["id"])["enabled"], "410 ends it")
    expect_equal(creneau("webhook", "show", made["id"])["disabledBecause"], "gone", "why")
    for url, status in (("http://127.0.0.2/", 422), ("https://10.0.0.1/", 422), ("https://localhost/", 422), ("x", 422)):
        admin.call("POST", "/webhooks", {"url": url}, status=status)
    camille.call("POST", "/webhooks", {"url": receiver.url, "resources": [ROOM]}, status=422)
    camille.call("GET", f"/webhooks/{made['id']}", status=404)
    admin.call("DELETE", f"/webhooks/{made['id']}", status=204)
    admin.call("GET", f"/webhooks/{made['id']}", status=404)
    receiver.shutdown()


if __name__ == "__main__":
    run(main, deadline=150)
