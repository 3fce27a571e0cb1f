/// What clients ask of a CalDAV server that schedules, line by line: what, where it is written, the test that holds it.
///
/// A test is named by its sentence; a path names a client's program or a script that a test plays. ``ChecklistTests``
/// fails where a line names what does not exist.
enum Checklist {
    static let discovery = """
        401 with a Basic realm | RFC 7617 §2 | without a password there is a challenge
        /.well-known/caldav redirects every method | RFC 6764 §5 | the well-known address leads to the door
        current-user-principal, home, inbox and outbox | RFC 5397 §3, 4791 §6.2.1, 6638 §2 | from the root a client finds its home, inbox and outbox
        the home's collections and their types | RFC 4791 §4.2, 6638 §2.1 | the home lists calendar, inbox and outbox with their types
        DAV header on root, principal, home and calendar | RFC 4918 §10.1, 4791 §5.1, 6638 §2 | OPTIONS says the same classes everywhere
        OPTIONS on the host's root | RFC 9110 §9.3.7 | the root of the host tells what the server can do
        calendar-user-type, calendar-user-address-set, resource-id | RFC 6638 §2.4, 5842 §3.1 | a room is a room, and its calendar is shown as the policy says
        supported-report-set, current-user-privilege-set, owner | RFC 3253 §3.1.5, 3744 §5 | every resource tells its privileges and who has them
        hidden and missing answer alike | RFC 3744 §3 | what is hidden looks like what is missing
        principal-property-search with anyof and allof | RFC 3744 §9.4 | a search by properties finds principals
        accents and case in searches | RFC 3744 §9.4, 5051 | accents and case make no difference
        principal-match, expand-property | RFC 3744 §9.3, 3253 §3.8 | expand-property follows addresses, principal-match finds oneself
        acl-principal-prop-set | RFC 3744 §9.2 | the owner's principals are found by the list of who has access
        calendarserver-principal-search with contexts | caldav-principal-search (Apple) | Apple's search goes by context and token
        proxy groups as principals | caldav-proxy (Apple) §5.1 | a principal has a group for readers and one for writers, seen by who may
        proxy-read-for, proxy-write-for | caldav-proxy (Apple) §5.2 | a delegate finds whom they act for, until it is taken back
        group-member-set by PROPPATCH | caldav-proxy (Apple) §4, RFC 3744 §4.3 | only the owner and administrators name delegates
        a room's managers as its proxies | caldav-proxy (Apple) §5.1 | rooms that one manages or may read are among the accounts to open
        """

    static let storage = """
        MKCALENDAR with properties, again after DELETE | RFC 4791 §5.3.1 | a calendar is made with its properties, removed, and made again at once
        extended MKCOL | RFC 5689 §3 | extended MKCOL makes calendars and nothing else
        PROPPATCH, all or nothing, dead properties | RFC 4918 §9.2, §4.3 | PROPPATCH changes all or nothing and keeps what it does not know
        calendar-timezone decides floating times | RFC 4791 §5.2.2 | a calendar's own zone decides where floating times are
        calendar-timezone-id | RFC 7809 §5.2 | a calendar's zone is set by its name, and both properties say the same
        supported-calendar-component-set | RFC 4791 §5.2.3 | a calendar keeps events, tasks and journal entries
        GET, PUT, DELETE, entity tags | RFC 4791 §5.3.2, 9110 §8.8.3 | an event is created, read, changed and removed
        no entity tag on a PUT whose octets changed | RFC 4791 §5.3.4 | an event with a room gets the room's answer and no entity tag
        If-Match, If-None-Match on calendars too | RFC 9110 §13.1 | a condition on a calendar that does not hold leaves it as it is
        the If field, with sync tokens as states | RFC 4918 §10.4, 6578 §5 | the field If decides by the states of resources
        no lost update | RFC 9110 §13.1.1 | what was changed since is not overwritten
        no-uid-conflict with its href | RFC 4791 §5.3.2.1 | a second event with the same UID is refused and the first one named
        valid-calendar-data and its companions | RFC 4791 §5.3.2.1 | bad calendar data is refused with its condition and a sentence
        max-instances | RFC 4791 §5.2.8 | an event that happens too often is refused
        VEVENT without DTEND | RFC 5545 §3.6.1 | the length without DTEND
        unknown properties and parameters, VALARM, VTIMEZONE kept | RFC 5545 §3.8.8, 4791 §5.3.3 | an object that nobody changed is written byte for byte as it came, but for folds
        COPY, MOVE, POST to add a member | RFC 4918 §9.8, §9.9, 5995 §3 | an event is copied, moved and added by POST
        conditions of COPY and MOVE at both ends | RFC 4918 §10.4, 9110 §13 | a transfer whose condition does not hold leaves both ends as they are
        names of any UTF-8, percent-encoding, trailing slash | RFC 3986 §2, 4918 §5.2 | any name that can be written comes back as the same address
        bad XML 400, missing 404, infinite depth 403 | RFC 4918 §8.2, §9.1 | infinite depth, bad XML and unknown methods get clear answers
        no document type declaration | RFC 4918 §20.6 | refuses every document type declaration
        any prefix and namespace style | Namespaces in XML §5 | reads the same names whatever the prefixes are
        every limit has its answer, and nothing is stored | RFC 4791 §5.3.2.1, §7.8, 6585 §5 | one over each limit of the CalDAV door gets its precondition and stores nothing
        Prefer: return=representation | RFC 7240 §4.2, 8144 §3 | a write shows what is stored now to who prefers it
        Prefer: return=minimal, Brief | RFC 8144 §2 | an answer about properties leaves out what is not there
        """

    static let reports = """
        time ranges of events | RFC 4791 §9.9 | an event overlaps as its row says
        time ranges of tasks | RFC 4791 §9.9 | a task overlaps as its row says
        time ranges of journal entries and free/busy | RFC 4791 §9.9 | journal entries and busy times overlap as their rows say
        time ranges of alarms | RFC 4791 §9.9 | an alarm goes off in a range
        recurrence in time ranges | RFC 4791 §7.4, §9.9 | every instance of a series counts
        text-match, is-not-defined, param-filter, nesting | RFC 4791 §9.7 | a query finds what its filter says
        supported-filter, supported-collation | RFC 4791 §7.5, §7.8 | a filter that cannot be served is refused by name
        expand, limit-recurrence-set, limit-freebusy-set | RFC 4791 §9.6.5–§9.6.7 | expand gives one component for each instance, in UTC
        partial retrieval | RFC 4791 §9.6 | a part of the data is sent where a part is asked for
        calendar-multiget | RFC 4791 §7.9 | multiget gives the stored octets and names what is missing
        free-busy-query | RFC 4791 §7.10 | free and busy of a calendar and of a principal
        zones by name in queries | RFC 7809 §5.3 | a query in an unknown zone is refused
        sync-collection, limit, tokens | RFC 6578 §3 | sync tells what is new, changed and gone, and continues where a limit cut it
        no change lost between tokens | RFC 6578 §3.2 | clients that follow at times have what the server has
        the same over the wire | RFC 6578 §3.2 | 32 clients that follow by sync token while 8 write have what the server has
        """

    static let scheduling = """
        Schedule-Tag and If-Schedule-Tag-Match | RFC 6638 §3.2.10 | an answer reaches the other copies without a message and with the same tag
        the organizer's change gives another tag | RFC 6638 §3.2.10 | what the organizer changed meanwhile makes the tag another one
        MOVE changes the tag and tells it | RFC 6638 §3.2.10 | a scheduling object that is moved has another schedule tag, and its answer tells it
        a stale PUT is merged, the organizer's | RFC 6638 §3.2.10 | a stale put reverts no answer and brings the declined date back with the new title
        a stale PUT is merged, the attendee's | RFC 6638 §3.2.10 | a stale copy with the matching tag is merged
        organizer and attendees at the same time | RFC 6638 §3.2.10 | organizer and attendees edit at once by Schedule-Tag and lose nothing
        SCHEDULE-STATUS | RFC 6638 §3.2.9 | unknown addresses in an owned domain, and people elsewhere, get their status
        reasons in the reader's language | RFC 5545 §3.3.10, 4918 §16 | a reason is told in one language
        SCHEDULE-STATUS of what was not delivered | RFC 6638 §3.2.9, 5546 §3.2.2.5 | a person who has the UID of another organizer is told of nothing, and so is the sender
        SCHEDULE-STATUS stripped from copies | RFC 6638 §7.3 | messages carry no answers' bookkeeping and no alarms
        SCHEDULE-AGENT | RFC 6638 §7.1 | Samples/itip/schedule-agent-client.txt
        SCHEDULE-FORCE-SEND | RFC 6638 §7.2 | Samples/itip/schedule-force-send.txt
        organizer creates | RFC 6638 §3.2.1.1, 5546 §3.2.2 | Samples/itip/create.txt
        organizer changes | RFC 6638 §3.2.1.2 | Samples/itip/update-text.txt
        organizer removes: CANCEL | RFC 6638 §3.2.1.3, 5546 §3.2.5 | Samples/itip/cancel-all.txt
        attendee answers | RFC 6638 §3.2.2.3, 5546 §3.2.3 | people get the invitation, answer, and the organizer sees it
        attendee removes: DECLINED; Schedule-Reply: F | RFC 6638 §3.2.2.4, §8.1 | Samples/itip/attendee-deletes.txt
        what an attendee may change | RFC 6638 §3.2.2.1 | lets an attendee change their own, and sends nothing for it
        what an attendee may not change | RFC 6638 §3.2.2.1, §3.2.4.4 | refuses a change of what is the organizer's
        same-organizer-in-all-components | RFC 6638 §3.2.4.2 | all components name one organizer
        unique-scheduling-object-resource | RFC 6638 §3.2.4.1 | a scheduling object moves within its home and is copied nowhere
        no forged organizer | RFC 6638 §3.2.2.2 | an invitation in a colleague's name that they never made is refused
        no switched organizer | RFC 6638 §3.2.4.3 | Samples/itip/organizer-switch.txt
        SEQUENCE raised where the client forgot | RFC 6638 §3.2.5, 5546 §2.1.4 | Samples/itip/sequence-forgotten.txt
        messages in any order | RFC 5546 §2.1.5 | gives the same state in every order of arrival, repeats included
        COUNTER is declined | RFC 5546 §3.2.7, §3.2.8 | Samples/itip/counter.txt
        cancel of one instance for one attendee | RFC 5546 §3.2.5, 6638 §3.2.6 | Samples/itip/party-of-one-instance.txt
        other attendees' copies follow | RFC 6638 §3.2.10 | Samples/itip/refresh-others.txt
        default-calendar-needed, schedule-default-calendar-URL | RFC 6638 §9.2 | invitations go where the owner wants them, and that calendar stays
        the first calendar stays | RFC 6638 §4.3 | the calendar that scheduling writes into stays
        outbox free/busy, five errors | RFC 6638 §5 | the outbox answers for each recipient
        organizing in another's name | RFC 6638 §3.2.1, caldav-proxy | who writes for somebody organizes and asks in their name
        availability in free/busy | RFC 7953 §5.1, §7.2 | time outside the working hours is taken
        """

    /// Rule by rule, from both sides: scripts that `ITIPScriptTests` plays.
    static let rules = """
        an organizer creates | RFC 6638 §3.2.1.1 | Samples/itip/create.txt
        an organizer changes text | RFC 6638 §3.2.1.2, 5546 §3.2.2 | Samples/itip/update-text.txt
        an organizer changes the time | RFC 6638 §3.2.1.2, 5546 §3.2.2.1 | Samples/itip/reschedule.txt
        an organizer adds a guest | RFC 6638 §3.2.1.2, 5546 §3.2.2.6 | Samples/itip/add-room.txt
        an organizer takes a guest off | RFC 6638 §3.2.1.2, 5546 §3.2.5 | Samples/itip/remove-attendee.txt
        an organizer cancels one date | RFC 6638 §3.2.1.2, 5546 §3.2.5 | Samples/itip/cancel-one-instance.txt
        an organizer removes | RFC 6638 §3.2.1.3, 5546 §3.2.5 | Samples/itip/cancel-all.txt
        an attendee may change | RFC 6638 §3.2.2.1 | Samples/itip/allowed-attendee-change.txt
        an attendee may not change | RFC 6638 §3.2.2.1, §3.2.4.4 | Samples/itip/forbidden-attendee-change.txt
        an attendee answers | RFC 6638 §3.2.2.3, 5546 §3.2.3 | Samples/itip/reply.txt
        an attendee answers for one date | RFC 6638 §3.2.2.3, 5546 §3.2.3 | Samples/itip/reply-to-one-instance.txt
        an attendee leaves a date out | RFC 6638 §3.2.2.3 | Samples/itip/attendee-leaves-a-date-out.txt
        an attendee removes | RFC 6638 §3.2.2.4 | Samples/itip/attendee-deletes.txt
        whose client answers by itself | RFC 6638 §3.2.2.3, §7.1 | Samples/itip/attendee-schedule-agent-client.txt
        one organizer in an object, and always the same | RFC 6638 §3.2.4.2, §3.2.4.3 | Samples/itip/organizer-switch.txt
        DTSTAMP and SEQUENCE | RFC 6638 §3.2.5 | Samples/itip/sequence-raised-by-client.txt
        guests of some dates only | RFC 6638 §3.2.6 | Samples/itip/one-attendee-out-of-one-date.txt
        sending by force | RFC 6638 §3.2.7, §7.2 | Samples/itip/attendee-force-send.txt
        PARTSTAT of series and dates | RFC 6638 §3.2.8 | Samples/itip/series-with-a-declined-instance.txt
        a reschedule asks again | RFC 6638 §3.2.8, 5546 §3.2.2.1 | Samples/itip/reschedule-asks-again.txt
        merging, the organizer's side | RFC 6638 §3.2.10 | Samples/itip/merge-of-a-stale-put.txt
        merging, the attendee's side | RFC 6638 §3.2.10 | Samples/itip/merge-of-an-attendees-stale-put.txt
        tasks between people | RFC 6638 §3.1, 5546 §3.4.2, §3.4.3 | Samples/itip/todo-request-and-reply.txt
        PUBLISH | RFC 5546 §3.2.1 | Samples/itip/publish.txt
        REQUEST, and its order | RFC 5546 §3.2.2, §2.1.5 | Samples/itip/out-of-order.txt
        a UID belongs to one organizer | RFC 5546 §3.2.2.5 | Samples/itip/other-organizer.txt
        REPLY from outside | RFC 5546 §3.2.3 | Samples/itip/reply-from-outside.txt
        ADD | RFC 5546 §3.2.4 | Samples/itip/add.txt
        CANCEL before its REQUEST | RFC 5546 §3.2.5, §2.1.5 | Samples/itip/cancel-before-request.txt
        REFRESH | RFC 5546 §3.2.6 | Samples/itip/refresh.txt
        COUNTER and DECLINECOUNTER | RFC 5546 §3.2.7, §3.2.8 | Samples/itip/counter.txt
        """

    static let rooms = """
        free accepts, in the same request | RFC 6638 §3.2.1, 5546 §3.2.3 | a free room accepts in the same request, and everything agrees
        conflict declines, the PUT succeeds | RFC 6638 §3.2.1, 5546 §3.2.3 | a taken room declines and the event is stored all the same
        per instance | RFC 5546 §3.2.3, §3.2.6 | one taken date of a series is declined by itself
        a client's own answer for a room counts nothing | RFC 6638 §3.2.8 | an answer that the client wrote for the room means nothing
        a room by address, alias, principal, resource-id | RFC 6638 §2.4.1 | the room books, declines, moves and is freed by whatever address it is named
        TRANSP of the room's copy | RFC 5545 §3.8.2.7 | takes time only once the room said yes
        an edit without a change of time keeps the decision | RFC 5546 §2.1.4 | an edit without a change of time keeps the decision
        a manager's PUT that changes no answer | RFC 9110 §9.2.2, 4791 §5.3.4 | what is the manager's own changes no answer
        the room's inbox keeps what a human must decide | RFC 6638 §2.2, §4 | a manager answers there, and the request is gone everywhere
        it goes by every door | RFC 6638 §4 | the request goes when it is decided, cancelled or over, by whatever door
        a manager's answer sent twice | RFC 9110 §9.2.2 | the same answer sent again changes nothing
        a human's decision survives edits | RFC 5546 §2.1.4 | a human's decline survives an edit of the text, and ends with a new time
        a blocker gone, the next update is accepted | RFC 5546 §3.2.2.1 | once the blocker is gone the next update is accepted
        DELETE frees | RFC 6638 §3.2.1.3 | a deleted event frees the room
        a human decides: inbox of the managers | RFC 6638 §4.1 | a request holds the time, reaches the manager and is approved
        all-day in the room's zone | RFC 5545 §3.3.4 | dates are read in the room's zone, for the answers too
        past events are left alone | RFC 5546 §3.2.2 | a wholly past event is left alone, an accepted past stays
        people's copies say what the room answered | RFC 6638 §3.2.10 | the invitation says what the room answered
        a manager's new event is a booking | RFC 6638 §3.2.1 | a new event is the manager's booking, under the name that the client gave
        a manager answers in the room's calendar | RFC 6638 §3.2.2.3 | a manager approves in the room's calendar
        a manager answers in the inbox | RFC 6638 §4.1 | a manager answers the request in their inbox
        nothing ever booked twice | RFC 4791 §5.3.2 | 64 clients ask for one slot at once and exactly one gets it, 200 times
        invitations in the shape of each client | RFC 5545 §3.6.1 | every sample invitation gets the decision that stands beside it
        """

    static let directory = """
        vdirsyncer, Evolution and LDIF readers | RFC 6352 §5, 2849 | Tests/EndToEndTests/Clients/address_book.py
        /.well-known/carddav, addressbook-home-set | RFC 6764 §5, 6352 §7.1.1 | from the principal a client finds the home, the book and its members
        OPTIONS names address books | RFC 6352 §6.1 | OPTIONS names address books
        a card for each room | RFC 6350 §6.1.4, 6474 §2 | a card says what the room is
        version 3 and 4 by Accept | RFC 6352 §5.1 | Accept chooses the version
        addressbook-query, addressbook-multiget | RFC 6352 §8.6, §8.7 | a query finds cards
        the book is read only | RFC 6352 §6.3.2 | nothing can be written
        the book by sync token | RFC 6578 §3 | a client that follows by tokens hears of changes, additions and removals, and of nothing else
        rooms as LDIF | RFC 2849 | plain entries are plain
        """

    static let clients = """
        python caldav, vdirsyncer with khal, Evolution | RFC 4791 §5.3, 6638 §3.2 | a client books one event, a series, units and a divisible hall, and every door agrees
        Thunderbird | RFC 4791 §5.3, 6638 §3.2 | Tests/Interop/thunderbird.py
        caldav-server-tester, functional tests, litmus | RFC 4791, 4918 | Tests/Interop/suites.py
        Cyrus beside us | RFC 4791, 6638 | Tests/Interop/oracle.py
        """

    static let parts = [
        "discovery": discovery, "storage": storage, "reports": reports, "scheduling": scheduling, "rules": rules,
        "rooms": rooms,
        "directory": directory, "clients": clients,
    ]

    struct Line: Sendable, CustomStringConvertible {
        let what: String
        let section: String
        let test: String

        var description: String { "\(what) (\(section))" }
    }

    /// The lines of a part; a line that has not three fields is nil.
    static func lines(of part: String) -> [Line?] {
        (parts[part] ?? "").split(separator: "\n").map { row in
            let fields = row.split(separator: "|").map { field in
                String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard fields.count == 3, fields.allSatisfy({ !$0.isEmpty }) else { return nil }
            return Line(what: fields[0], section: fields[1], test: fields[2])
        }
    }
}
