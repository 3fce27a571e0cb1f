"""One call at least of every operation, in an order that a town hall would make sense of."""

import uuid
from datetime import datetime, timedelta, timezone

from days import at, tuesday
from town import PARIS, expect, expect_equal, moment, zulu

ROOM, OTHER = "salle-jaures", "salle-simone-veil"
DAY = tuesday(3)


def request(resource, start, end, **fields):
    times = {"start": zulu(start), "end": zulu(end)}
    return {"resource": resource, "title": "Essai", "timeZone": "Europe/Paris", **times, **fields}


def in_force(call, **policy):
    """A room of the walk's own, with rules of its own."""
    room = f"essai-{uuid.uuid4().hex[:8]}"
    body = {"names": room, "address": f"{room}@ville.example", "timeZone": "Europe/Paris", "policy": policy}
    call(call.admin, "saveResource", 201, body, id=room)
    return room


def replaced(call, operation, body, tag, **names):
    """What is there is replaced by who has read it: 428 without a tag, 412 with another, 200 with its own."""
    call(call.admin, operation, 428, body, **names)
    call(call.admin, operation, 412, body, {"If-Match": '"autre"'}, **names)
    call(call.admin, operation, 412, body, {"If-None-Match": "*"}, **names)
    saved = call(call.admin, operation, 200, body, {"If-Match": tag}, **names)
    expect(saved.headers["etag"], "the new tag")
    call(call.admin, operation, 200, body, {"If-Match": "*"}, **names)


def once(call):
    """One key, one booking and one answer, to the letter; the same for a refusal, and for a change."""
    span, key = at(DAY, "17:00", "18:00"), {"Idempotency-Key": uuid.uuid4().hex}
    body = request(ROOM, *span)
    first = call(call.camille, "createBooking", 201, body, key)
    booking = first.json()["id"]
    call(call.camille, "changeBooking", 200, {"title": "Autre"}, id=booking)
    again = call(call.camille, "createBooking", 201, body, key)
    expect_equal((again.text, again.headers["location"]), (first.text, first.headers["location"]), "the answer again")
    expect_equal(again.headers["etag"], first.headers["etag"], "its ETag")
    call(call.camille, "createBooking", 422, {**body, "title": "Non"}, key)
    late = {"Idempotency-Key": uuid.uuid4().hex}
    refused = call(call.bruno, "createBooking", 409, body, late)
    change = {"Idempotency-Key": uuid.uuid4().hex}
    moved = call(call.camille, "changeBooking", 200, {"title": "Encore"}, change, id=booking)
    call(call.camille, "changeBooking", 200, {"title": "Fin"}, id=booking)
    expect_equal(call(call.camille, "changeBooking", 200, {"title": "Encore"}, change, id=booking).text, moved.text, "again")
    call(call.camille, "cancelBooking", 204, id=booking)
    expect_equal(call(call.bruno, "createBooking", 409, body, late).text, refused.text, "the refusal again")


def bookings(call):
    nine, ten = at(DAY, "9:00", "10:00"), at(DAY, "10:00", "11:00")
    made = call(call.camille, "createBooking", 201, request(ROOM, *nine))
    booking = made.json()["id"]
    expect_equal(made.headers["location"], f"/api/v1/bookings/{booking}", "Location")
    read = call(call.camille, "readBooking", 200, id=booking)
    tag = read.headers["etag"]
    expect_equal(made.headers["etag"], tag, "ETag of the new booking")
    call(call.camille, "readBooking", 304, id=booking, headers={"If-None-Match": tag})
    call(call.bruno, "createBooking", 409, request(ROOM, *nine))
    call(call.bruno, "createBooking", 200, request(ROOM, *ten), query={"dryRun": "true"})
    call(call.camille, "listBookings", 200, query={"resource": ROOM, "from": zulu(nine[0]), "to": zulu(ten[1])})
    call(call.camille, "changeBooking", 412, {"title": "Autre"}, {"If-Match": '"autre"'}, id=booking)
    moved = call(call.camille, "changeBooking", 200, {"start": zulu(ten[0])}, {"If-Match": tag}, id=booking)
    expect(moment(moved.json()["end"]) == ten[1], f"the length stays: {moved.text}")
    call(call.camille, "explainBooking", 200, id=booking)
    weekly = request(ROOM, *at(DAY, "14:00", "15:00"), recurrence="FREQ=WEEKLY;COUNT=4")
    series = call(call.camille, "createBooking", 201, weekly).json()
    expect_equal(len(series["instances"]), 4, "instances of the series")
    one = series["instances"][1]["recurrenceId"]
    left = call(call.camille, "cancelBooking", 200, id=series["id"], query={"instance": one}).json()
    expect(one not in [each["recurrenceId"] for each in left["instances"] if each["status"] == "accepted"], str(left))
    call(call.camille, "cancelBooking", 204, id=series["id"])
    call(call.camille, "cancelBooking", 204, id=booking)
    call(call.bruno, "readBooking", 404, id="AAAAAAAAAAAAA")


def approval(call):
    hall = in_force(call, autoSchedule="manual")
    span = at(DAY, "9:00", "10:00")
    first = call(call.camille, "createBooking", 202, request(hall, *span)).json()["id"]
    call(call.admin, "listApprovals", 200)
    call(call.admin, "approveBooking", 200, {"comment": "Avec plaisir"}, id=first)
    call(call.admin, "approveBooking", 409, {}, id=first)
    call(call.admin, "declineBooking", 200, {"comment": "Travaux"}, id=first)
    call(call.admin, "declineBooking", 409, {}, id=first)
    second = call(call.camille, "createBooking", 202, request(hall, *at(DAY, "14:00", "15:00"))).json()["id"]
    call(call.camille, "changeBooking", 202, {"start": zulu(at(DAY, "15:00", "16:00")[0])}, id=second)
    call(call.admin, "transferBooking", 200, {"organizer": "bruno.petit"}, id=second)
    call(call.bruno, "listFutureBookings", 200, id="bruno.petit")
    call(call.admin, "leave", 200, {"release": True}, id="bruno.petit")


def presence(call):
    room = in_force(call, checkIn={"required": True})
    now = datetime.now(timezone.utc).replace(microsecond=0)
    made = call(call.camille, "createBooking", 201, request(room, now, now + timedelta(minutes=30))).json()["id"]
    call(call.camille, "checkIn", 200, {}, id=made)
    path = call(call.camille, "readCheckInLink", 200, id=made).json()["path"]
    call(call.camille, "showCheckIn", 200, token=path.rsplit("/", 1)[1])
    call(call.camille, "showCheckIn", 404, token="nothing")
    until = (now + timedelta(minutes=45)).astimezone(PARIS).isoformat()
    call(call.camille, "extendBooking", 200, {"until": until}, id=made)
    call(call.camille, "endBooking", 200, {}, id=made)
    call(call.camille, "endBooking", 409, {}, id=made)
    later = call(call.camille, "createBooking", 201, request(room, *at(DAY, "9:00", "10:00"))).json()["id"]
    call(call.camille, "checkIn", 409, {}, id=later)
    token = call(call.camille, "readCheckInLink", 200, id=later).json()["path"].rsplit("/", 1)[1]
    call(call.camille, "checkInByLink", 409, token=token)


def directory(call):
    for query in ({}, {"kind": "room", "capacity": "8", "stepFree": "true"}, {"feature": "screen"}):
        call(call.camille, "listResources", 200, query=query)
    room = call(call.admin, "readResource", 200, id=ROOM).json()
    call(call.camille, "readResource", 200, id=ROOM)
    tag = call(call.bruno, "readResource", 200, id=ROOM).headers["etag"]
    call(call.bruno, "readResource", 304, id=ROOM, headers={"If-None-Match": tag})
    replaced(call, "saveResource", room, tag, id=ROOM)
    call(call.admin, "saveResources", 200, {"resources": [room]})
    call(call.camille, "listRoomGroups", 200)
    group = f"groupe-{uuid.uuid4().hex[:8]}"
    body = {"names": {"fr": "Deux salles"}, "address": f"{group}@ville.example", "members": [ROOM, OTHER]}
    call(call.admin, "saveRoomGroup", 201, body, {"If-None-Match": "*"}, id=group)
    tag = call(call.camille, "readRoomGroup", 200, id=group).headers["etag"]
    call(call.camille, "readRoomGroup", 304, id=group, headers={"If-None-Match": tag})
    replaced(call, "saveRoomGroup", body, tag, id=group)
    call(call.camille, "readMe", 200)
    call(call.camille, "listDelegates", 200, id="camille.martin")
    call(call.camille, "saveDelegate", 200, {"access": "read"}, id="camille.martin", delegate="bruno.petit")
    call(call.camille, "deleteDelegate", 204, id="camille.martin", delegate="bruno.petit")


def rules(call):
    name = f"regles-{uuid.uuid4().hex[:8]}"
    call(call.admin, "savePolicy", 201, {"maximumDuration": "PT2H"}, name=name)
    tag = call(call.admin, "readPolicy", 200, name=name).headers["etag"]
    replaced(call, "savePolicy", {"maximumDuration": "PT3H"}, tag, name=name)
    call(call.admin, "listPolicies", 200)
    call(call.admin, "listPolicyVersions", 200, name=name)
    call(call.admin, "askWhatIf", 200, {"policies": {ROOM: {"autoSchedule": "declineAlways"}}, "days": 30})
    call(call.camille, "listPolicies", 403)


def availability(call):
    start, end = at(DAY, "8:00", "19:00")
    call(call.camille, "readFreeBusy", 200, query={"resource": ROOM, "from": zulu(start), "to": zulu(end)})
    nine = at(DAY, "9:00", "9:30")
    booking = call(call.camille, "createBooking", 201, request(ROOM, *nine)).json()["id"]
    asked = {"resources": [ROOM, OTHER], "from": zulu(start), "to": zulu(at(DAY, "10:00", "11:00")[0]), "step": "PT30M"}
    packed = [each["packed"] for each in call(call.bruno, "askFreeBusy", 200, asked).json()["resources"]]
    expect_equal(packed, ["0020", "0000"], "packed free/busy")
    free = {"freeFrom": zulu(nine[0]), "freeTo": zulu(nine[1])}
    names = [each["id"] for each in call(call.bruno, "listResources", 200, query=free).json()["resources"]]
    expect(ROOM not in names and OTHER in names, f"what is free: {names}")
    text = call(call.bruno, "listResources", 200, query={"text": "SALLE jaures"}).json()["resources"]
    expect_equal([each["id"] for each in text], [ROOM], "found by its name")
    call(call.camille, "cancelBooking", 204, id=booking)


def finder(call):
    start, end = at(DAY, "9:00", "11:00")
    room = call(call.admin, "readResource", 200, id=ROOM).json()
    need = {"from": zulu(start), "to": zulu(end), "length": "PT1H", "people": room["capacity"], "features": room["features"]}
    found = call(call.bruno, "findRoom", 200, need | {"limit": 100}).json()["results"]
    (mine,) = [each for each in found if each["resource"] == ROOM]
    expect_equal([moment(each["start"]) for each in mine["slots"]], [start, start + timedelta(hours=1)], "slots")
    # A slot is taken at its word: booked as it was found, it is accepted.
    slot = mine["slots"][0]
    body = {"resource": ROOM, "title": "Trouvé", "start": slot["start"], "end": slot["end"]}
    booking = call(call.bruno, "createBooking", 201, body).json()["id"]
    again = call(call.bruno, "findRoom", 200, need | {"limit": 100}).json()["results"]
    (mine,) = [each for each in again if each["resource"] == ROOM]
    expect_equal([moment(each["start"]) for each in mine["slots"]], [start + timedelta(hours=1)], "slots afterwards")
    series = need | {"recurrence": "FREQ=WEEKLY;COUNT=3", "timeZone": "Europe/Paris", "slots": 1}
    (mine,) = [each for each in call(call.bruno, "findRoom", 200, series).json()["results"] if each["resource"] == ROOM]
    expect_equal((mine["slots"][0]["instances"], mine["slots"][0]["declined"]), (3, []), "a series")
    call(call.bruno, "cancelBooking", 204, id=booking)
    call(call.bruno, "findRoom", 422, need | {"length": "PT0S"})


def delta(call):
    """The token of a list tells what changed since, each booking once, cancelled ones as well."""
    nine, ten = at(DAY, "9:00", "10:00"), at(DAY, "10:00", "11:00")
    query = {"resource": ROOM, "from": zulu(nine[0]), "to": zulu(ten[1])}
    token = call(call.camille, "listBookings", 200, query=query).json()["delta"]

    def changed():
        nonlocal token
        answer = call(call.camille, "listBookings", 200, query={"delta": token, "resource": ROOM}).json()
        token = answer["delta"]
        expect_equal(answer["more"], False, "no more")
        return [(each["id"], each["state"]) for each in answer["bookings"]]

    expect_equal(changed(), [], "nothing changed")
    first = call(call.camille, "createBooking", 201, request(ROOM, *nine)).json()["id"]
    second = call(call.bruno, "createBooking", 201, request(ROOM, *ten)).json()["id"]
    other = call(call.bruno, "createBooking", 201, request(OTHER, *ten)).json()["id"]
    call(call.camille, "changeBooking", 200, {"title": "Autre"}, id=first)
    expect_equal(sorted(changed()), sorted([(first, "confirmed"), (second, "confirmed")]), "two were made")
    call(call.bruno, "cancelBooking", 204, id=second)
    expect_equal(changed(), [(second, "cancelled")], "one was cancelled")
    call(call.camille, "listBookings", 410, query={"delta": "autre-1"})
    for person, booking in ((call.camille, first), (call.bruno, other)):
        call(person, "cancelBooking", 204, id=booking)


def people(call):
    found = call(call.camille, "listPeople", 200, query={"text": "BRUNO petit"}).json()
    expect_equal([each["id"] for each in found["people"]], ["bruno.petit"], "found by the name")
    expect("administrator" not in found["people"][0], "the account is for administrators")
    page = call(call.admin, "listPeople", 200, query={"limit": "2"}).json()
    rest = call(call.admin, "listPeople", 200, query={"limit": "500", "cursor": page["next"]}).json()
    ids = [each["id"] for each in page["people"] + rest["people"]]
    expect(ids == sorted(set(ids)) and len(ids) > 20 and rest["next"] is None, f"pages: {ids}")
    call(call.camille, "readPerson", 200, id="bruno.petit")
    call(call.camille, "readPerson", 404, id="personne")
    call(call.admin, "syncPeople", 404, {"dryRun": True})
    call(call.camille, "syncPeople", 403, {})
    group = call(call.admin, "listGroups", 200).json()["groups"][0]
    expect(group["members"], "administrators see the members")
    inside = call(call.camille, "readGroup", 200, id=group["id"]).json()["members"]
    expect_equal(inside, group["members"] if "camille.martin" in group["members"] else None, "members for others")
    people_are_written(call)


def people_are_written(call):
    """Administrators add and replace people and groups, each by the state that they read."""
    new = f"p-{uuid.uuid4().hex[:8]}"
    body = {"name": "Nouvelle Personne", "addresses": [f"{new}@ville.example"]}
    call(call.camille, "savePerson", 403, body, id=new)
    tag = call(call.admin, "savePerson", 201, body, {"If-None-Match": "*"}, id=new).headers["etag"]
    call(call.admin, "readPerson", 304, id=new, headers={"If-None-Match": tag})
    replaced(call, "savePerson", body | {"department": "Culture"}, tag, id=new)
    call(call.admin, "setPassword", 204, {"password": "une phrase que personne ne devine"}, id=new)
    call(call.admin, "savePerson", 200, body | {"disabled": True}, {"If-Match": "*"}, id=new)
    call(call.camille, "readPerson", 404, id=new)
    expect(call(call.admin, "readPerson", 200, id=new).json()["disabled"], "administrators see who is disabled")
    group = f"g-{uuid.uuid4().hex[:8]}"
    body = {"name": "Nouveau groupe", "members": [new]}
    call(call.camille, "saveGroup", 403, body, id=group)
    tag = call(call.admin, "saveGroup", 201, body, {"If-None-Match": "*"}, id=group).headers["etag"]
    call(call.admin, "readGroup", 304, id=group, headers={"If-None-Match": tag})
    replaced(call, "saveGroup", body | {"members": []}, tag, id=group)
    call(call.admin, "saveGroup", 422, body | {"members": ["personne"]}, {"If-Match": "*"}, id=group)
    listed = {"people": [{"id": new, "department": "Voirie", "groups": [group, f"Équipe {group}"]}]}
    call(call.camille, "importPeople", 403, listed)
    call(call.admin, "importPeople", 422, {"people": [{"name": "Personne"}]})
    dry = call(call.admin, "importPeople", 200, listed | {"dryRun": True}).json()
    expect_equal((dry["stored"], dry["changed"]), (False, [new]), f"a dry run: {dry}")
    done = call(call.admin, "importPeople", 200, listed).json()
    expect_equal((done["stored"], done["groupsMade"]), (True, [f"equipe-{group}"]), f"an import: {done}")


def statistics(call):
    """Sums of four people are not told, of five they are; who answers for this room alone cannot subtract others."""
    span, room = at(DAY, "9:00", "10:00"), in_force(call, privacy="busy")
    known = call(call.admin, "readResource", 200, id=room).json()
    call(call.admin, "saveResource", 200, {**known, "managers": ["camille.martin"]}, {"If-Match": "*"}, id=room)
    query = {"from": zulu(span[0] - timedelta(hours=1)), "to": zulu(span[0] + timedelta(days=9))}
    everybody = call(call.admin, "listPeople", 200).json()["people"]
    for day, person in enumerate(everybody[:5]):
        expect_equal(call(call.camille, "readStatistics", 200, query=query).json()["total"], None, "of few people")
        shift = timedelta(days=day)
        body = request(room, span[0] + shift, span[1] + shift, organizer=person["id"])
        call(call.admin, "createBooking", 201, body)
    told = call(call.camille, "readStatistics", 200, query=query).json()
    expect_equal(told["total"], {"bookings": 5, "instances": 5, "hours": 5, "noShows": 0, "peak": 1}, "of five people")
    expect_equal(told["byHour"][9], 5, "by hour")
    chosen = call(call.camille, "readStatistics", 200, query={**query, "resource": room}).json()
    expect_equal((chosen["total"], chosen["byHour"]), (told["total"], None), "of a chosen room")
    # They answer for other rooms only.
    call(call.bruno, "readStatistics", 422, query={**query, "resource": room})


def feeds_and_tokens(call):
    feed = call(call.admin, "createFeed", 201, {"privacy": "busy"}, id=ROOM).json()
    call(call.admin, "listFeeds", 200, id=ROOM)
    feed = call(call.admin, "rotateFeed", 200, feed=feed["id"]).json()
    token = feed["path"].split("/")[-1].removesuffix(".ics")
    call(call.camille, "readFeed", 200, token=token)
    call(call.admin, "listFeedsOf", 200, query={"resource": ROOM})
    call(call.admin, "readFeedAddress", 200, feed=feed["id"])
    call(call.admin, "deleteFeed", 204, feed=feed["id"])
    own = call(call.camille, "createFeedOf", 201, {"person": "camille.martin", "pastDays": 0}).json()
    call(call.camille, "deleteFeed", 204, feed=own["id"])
    made = call(call.camille, "createToken", 201, {"label": "essai", "scopes": ["bookings:read"]}).json()
    listed = call(call.camille, "listTokens", 200).json()["tokens"]
    expect_equal([each["label"] for each in listed if each["id"] == made["id"]], ["essai"], "the token in the list")
    expect("secret" not in str(listed), "a secret is shown once")
    call(call.bruno, "listTokens", 403, query={"person": "camille.martin"})
    call(call.camille, "revokeToken", 204, id=made["id"])
    listed = call(call.admin, "listTokens", 200, query={"person": "camille.martin"}).json()["tokens"]
    expect([each for each in listed if each["id"] == made["id"]][0]["revokedAt"], "the token has ended")


def webhooks(call):
    made = call(call.admin, "createWebhook", 201, {"url": "https://hook.example/", "resources": [ROOM]}).json()
    call(call.admin, "listWebhooks", 200)
    call(call.admin, "readWebhook", 200, id=made["id"])
    call(call.camille, "readWebhook", 404, id=made["id"])
    call(call.admin, "changeWebhook", 200, {"label": "essai", "enabled": False}, id=made["id"])
    call(call.admin, "rotateWebhook", 200, id=made["id"])
    call(call.admin, "listWebhookMessages", 200, id=made["id"], query={"limit": "1"})
    call(call.admin, "replayWebhook", 200, {"includeDelivered": True}, id=made["id"])
    call(call.admin, "deleteWebhook", 204, id=made["id"])


def audit(call):
    page = call(call.admin, "listAudit", 200, query={"limit": "3", "actor": "camille.martin"}).json()
    expect(page["next"] and len(page["records"]) == 3, f"a page: {page}")
    rest = call(call.admin, "listAudit", 200, query={"limit": "3", "actor": "camille.martin", "cursor": page["next"]})
    expect(rest.json()["records"][0] not in page["records"], "the page behind it")
    call(call.camille, "listAudit", 403)
    report = call(call.admin, "verifyAudit", 200).json()
    expect(report["whole"] and report["records"] > 0, f"whole: {report}")
    call(call.camille, "verifyAudit", 403)


def system(call):
    for operation in (
        "readDescription",
        "readDescriptionAsJSON",
        "readDocumentation",
        "readDocumentationStyle",
        "readHealth",
        "readRobots",
    ):
        call(call.camille, operation, 200)


def walk(call):
    for part in (bookings, once, approval, presence, directory, rules, availability, finder, delta, people, statistics, feeds_and_tokens, webhooks, audit, system):
        part(call)
