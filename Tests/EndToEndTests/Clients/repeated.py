"""The same PUT and the same POST with one Idempotency-Key, again and again: one booking, one answer, no new change."""

import town as doors
import uuid
from days import at, tuesday
from events import invitation
from town import Town, expect, expect_equal, partstat, spoken

ROOM = "salle-jaures"
ICS = {"Content-Type": "text/calendar; charset=utf-8"}


def sync_token(town, path):
    body = '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>'
    return town.dav("PROPFIND", path, body, {"Content-Type": "application/xml"}, depth=0).text


def by_json(camille):
    span = at(tuesday(6), "9:00", "10:00")
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    body = {"resources": [ROOM], "title": "Une fois", "start": doors.zulu(span[0]), "end": doors.zulu(span[1])}
    first = camille.call("POST", "/bookings", body, headers=key, status=201)
    feed, calendar = camille.feed_text(ROOM), sync_token(camille, camille.calendar)
    for _ in range(3):
        again = camille.call("POST", "/bookings", body, headers=key, status=(200, 201))
        expect_equal(booking_ids(again), booking_ids(first), "the booking of a repeated POST")
    other = camille.call("POST", "/bookings", {**body, "title": "Autre chose"}, headers=key)
    expect(
        other.status_code in (409, 422), f"another request with the same key: {other.status_code} {other.text[:300]}"
    )
    expect_equal(camille.feed_text(ROOM), feed, "feed after the repeated POSTs")
    expect_equal(sync_token(camille, camille.calendar), calendar, "sync token after the repeated POSTs")
    expect_equal([spoken(each) for each in camille.json_busy(ROOM, *span)], [spoken(span)], "bookings")


def booking_ids(answer):
    body = answer.json()
    return [each["id"] for each in (body["bookings"] if "bookings" in body else [body])]


def by_caldav(camille):
    span = at(tuesday(6), "14:00", "15:00")
    text = invitation("une-fois@story", *span, [ROOM])
    path = f"{camille.calendar}une-fois.ics"
    expect_equal(camille.dav("PUT", path, text.encode(), ICS).status_code, 201, "PUT")
    stored, feed = camille.dav("GET", path), camille.feed_text(ROOM)
    calendar, inbox = sync_token(camille, camille.calendar), sync_token(camille, camille.inbox)
    for _ in range(3):
        again = camille.dav("PUT", path, text.encode(), ICS)
        expect(again.status_code in (200, 204), f"repeated PUT: {again.status_code} {again.text[:300]}")
    now = camille.dav("GET", path)
    master, _ = doors.components(now.content)
    expect_equal(partstat(master, ROOM), "ACCEPTED", "answer after the repeated PUTs")
    expect_equal(now.headers["etag"], stored.headers["etag"], "ETag after the repeated PUTs")
    expect_equal(camille.feed_text(ROOM), feed, "feed after the repeated PUTs")
    expect_equal(sync_token(camille, camille.calendar), calendar, "sync token of the calendar after the repeated PUTs")
    expect_equal(sync_token(camille, camille.inbox), inbox, "sync token of the inbox after the repeated PUTs")


def main():
    camille = Town("camille.martin").discover()
    by_json(camille)
    by_caldav(camille)
    print("repeated requests changed nothing")


if __name__ == "__main__":
    doors.run(main, deadline=120)
