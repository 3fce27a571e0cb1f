"""What a calendar client asks when it stores: RFC 4791 section 5.3, RFC 4918, RFC 9110 section 13."""

from side import ICS, NAMESPACES, event, found, said


def storing(camille, bruno):
    here = camille.calendar
    yield "create", said(camille.put(f"{here}a.ics", event("a"), If_None_Match="*"))
    yield "create what is there", said(camille.put(f"{here}a.ics", event("a"), If_None_Match="*"))
    yield "change with another's ETag", said(camille.put(f"{here}a.ics", event("a"), If_Match='"x"'))
    etag = camille.ask("GET", f"{here}a.ics").headers["etag"]
    yield "change with the ETag", said(camille.put(f"{here}a.ics", event("a", "LOCATION:Ici"), If_Match=etag))
    yield "GET unchanged", said(
        camille.ask("GET", f"{here}a.ics", If_None_Match=camille.ask("GET", f"{here}a.ics").headers["etag"])
    )
    yield "change what is not there", said(camille.put(f"{here}none.ics", event("none"), If_Match="*"))
    yield "a second object with the UID", said(camille.put(f"{here}b.ics", event("a")))
    yield "another UID in the object", said(camille.put(f"{here}a.ics", event("other")))
    yield "no calendar data", said(camille.put(f"{here}c.ics", "Bonjour"))
    yield "plain text", said(camille.ask("PUT", f"{here}c.ics", event("c"), {"Content-Type": "text/plain"}))
    yield "METHOD in an object", said(
        camille.put(f"{here}c.ics", event("c").replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST"))
    )
    yield "an end before its start", said(camille.put(f"{here}c.ics", event("c", length="DTEND:20270308T080000Z")))
    yield "two UIDs in an object", said(
        camille.put(f"{here}c.ics", event("c").replace("END:VCALENDAR", event("d").split("FR\r\n")[1]))
    )
    yield "without DTEND", said(camille.put(f"{here}c.ics", event("c", length="")))
    yield "an unknown property and parameter", said(
        camille.put(f"{here}d.ics", event("d", "X-VILLE;X-P=1:bleu", "COLOR:red"))
    )
    yield "they are kept", str("X-VILLE;X-P=1:bleu" in camille.ask("GET", f"{here}d.ics").text)
    yield "GET of nothing", said(camille.ask("GET", f"{here}none.ics"))
    yield "DELETE of nothing", said(camille.ask("DELETE", f"{here}none.ics"))
    yield "DELETE with another's ETag", said(camille.ask("DELETE", f"{here}d.ics", If_Match='"x"'))
    yield "DELETE", said(camille.ask("DELETE", f"{here}d.ics"))
    yield "PUT into no calendar", said(camille.put(f"{camille.home}none/a.ics", event("e")))
    yield "PUT into Bruno's calendar", said(camille.put(f"{bruno.calendar}e.ics", event("e")))
    yield "GET of Bruno's calendar", said(camille.ask("PROPFIND", bruno.calendar, headers={"Depth": "0"}))


def collections(camille, bruno):
    there = f"{camille.home}projets/"
    make = f"<C:mkcalendar {NAMESPACES}><set><prop><displayname>Projets</displayname></prop></set></C:mkcalendar>"
    yield "MKCALENDAR", said(camille.xml("MKCALENDAR", there, make))
    yield "MKCALENDAR where one is", said(camille.xml("MKCALENDAR", there, make))
    yield "MKCALENDAR in a calendar", said(camille.xml("MKCALENDAR", f"{there}dedans/", make))
    body = (
        f"<mkcol {NAMESPACES}><set><prop><resourcetype><collection/><C:calendar/></resourcetype></prop></set></mkcol>"
    )
    yield "extended MKCOL", said(camille.xml("MKCOL", f"{camille.home}autre/", body))
    change = f"<propertyupdate {NAMESPACES}><set><prop>%s</prop></set></propertyupdate>"
    yield "PROPPATCH of the name", said(camille.xml("PROPPATCH", there, change % "<displayname>Idées</displayname>"))
    answer = camille.xml("PROPPATCH", there, change % "<displayname>Non</displayname><getetag>x</getetag>")
    yield "PROPPATCH, one protected", said(answer) + (" 424" if "424" in answer.text else " without 424")
    yield "then the name is as before", str("Idées" in camille.properties(there, "displayname").text)
    yield "a dead property", said(camille.xml("PROPPATCH", there, change % '<ton xmlns="urn:x">bas</ton>'))
    yield "XML that is not closed", said(camille.xml("PROPFIND", there, "<propfind"))
    yield "PROPFIND of everything below", said(camille.properties(camille.home, "getetag", depth="infinity"))
    camille.put(f"{there}a.ics", event("projet-a"))
    yield "MOVE to another calendar", said(
        camille.ask("MOVE", f"{there}a.ics", Destination=f"{camille.url}{camille.calendar}moved.ics")
    )
    yield "COPY beside itself", said(
        camille.ask("COPY", f"{camille.calendar}moved.ics", Destination=f"{camille.url}{camille.calendar}copied.ics")
    )
    yield "POST to add a member", said(
        camille.ask("POST", f"{there}?add-member", event("added"), ICS), "location"
    ).replace("location", "").strip()
    yield "DELETE of a calendar", said(camille.ask("DELETE", there))
    yield "its name is free at once", said(camille.xml("MKCALENDAR", there, make))
    token = camille.token(there)
    camille.put(f"{there}one.ics", event("one"))
    camille.put(f"{there}two.ics", event("two"))
    camille.ask("DELETE", f"{there}one.ics")
    question = (
        f"<sync-collection {NAMESPACES}><sync-token>%s</sync-token><sync-level>1</sync-level>"
        "<prop><getetag/></prop></sync-collection>"
    )
    yield "first sync", found(camille.xml("REPORT", there, question % ""))
    yield "sync by token", found(camille.xml("REPORT", there, question % token)).replace("one.ics 404, ", "")
    yield "sync by a token of nobody", said(camille.xml("REPORT", there, question % "urn:none"))
    limited = question.replace("<prop>", "<limit><nresults>1</nresults></limit><prop>")
    camille.put(f"{there}three.ics", event("three"))
    answer = camille.xml("REPORT", there, limited % "")
    yield "sync with a limit", f"{answer.status_code}" + (" 507" if "507" in answer.text else "")
