"""book.py API USER:PASSWORD RESOURCE DAY FROM TO: books a resource, moves the booking by an hour, gives it back.

Only Python's standard library. A refusal tells what could be had instead.
"""

import base64
import json
import sys
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta


class API:
    def __init__(self, address, credentials):
        self.address = address
        self.login = "Basic " + base64.b64encode(credentials.encode()).decode()

    def call(self, method, path, body=None, **headers):
        """The answer's JSON and its headers; a problem document as a `Refused`."""
        request = urllib.request.Request(self.address + path, method=method)
        request.add_header("Authorization", self.login)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else None, answer.headers
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error)) from None


class Refused(Exception):
    def __init__(self, problem):
        instead = [each["sentence"] for each in problem.get("alternatives", [])]
        super().__init__("\n".join([problem["detail"], *instead]))
        self.problem = problem


def main(address, credentials, resource, day, start, end):
    api = API(address, credentials)
    wanted = {
        "resource": resource,
        "title": "Réunion",
        "start": f"{day}T{start}:00",
        "end": f"{day}T{end}:00",
        "timeZone": "Europe/Paris",
    }
    # A lost answer is asked for again with the same key.
    booking, headers = api.call("POST", "/bookings", wanted, Idempotency_Key=str(uuid.uuid4()))
    print(f"booked {resource} {booking['start']}")
    later = datetime.fromisoformat(booking["start"]) + timedelta(hours=1)
    path = f"/bookings/{booking['id']}"
    moved, headers = api.call("PATCH", path, {"start": later.isoformat()}, If_Match=headers["ETag"])
    print(f"moved to {datetime.fromisoformat(moved['start']):%H:%M}")
    api.call("DELETE", path, If_Match=headers["ETag"])
    print("cancelled")


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except Refused as refused:
        sys.exit(str(refused))
