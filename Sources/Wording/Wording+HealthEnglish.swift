/// ``HealthNote`` in English.
enum EnglishHealthWords {
    static func sentence(_ note: HealthNote) -> HealthSentence {
        switch note {
        case .directoryUnseen(let path, let problem):
            HealthSentence("\(path) cannot be looked at: \(problem)", "see that the directory is there and is yours")
        case .noMoreFiles(let path): HealthSentence("no more files can be made beside \(path)", "remove files")
        case .diskNearlyFull(let free, let least):
            HealthSentence(
                "\(free) MiB are free, fewer than \(least)",
                "make room: without it nothing can be booked, though nothing is lost")
        case .diskFree(let free): HealthSentence("\(free) MiB are free")
        case .clockWrong(let now): HealthSentence("the clock says \(now)", "set the clock")
        case .clockUnkept(let now):
            HealthSentence(
                "\(now); no service that keeps it is seen here",
                "where no other machine keeps it, install chrony or systemd-timesyncd")
        case .clockKept(let now): HealthSentence("\(now), kept by a time service")
        case .zonesMissing: HealthSentence("there is no zone data in /usr/share/zoneinfo", "apt-get install tzdata")
        case .zonesOld(let version):
            HealthSentence(
                "version \(version) is more than a year old",
                "apt-get update && apt-get install tzdata; rules of summer time change at short notice")
        case .zonesVersion(let version): HealthSentence("version \(version)")
        case .openToOthers(let path): HealthSentence("\(path) is open to others", "chmod go= \(path)")
        case .severalOwners(let path):
            HealthSentence(
                "files in \(path) have several owners", "chown -R them to the account that the server runs as")
        case .secretsReadable(let path):
            HealthSentence("everybody can read \(path), with its secrets", "chmod o= \(path)")
        case .keyReadable(let path):
            HealthSentence(
                "others can read the private key \(path)",
                "chmod o= \(path), and have a new certificate made if it was so for long")
        case .filesOwn: HealthSentence("the data are the server’s alone")
        case .noDomain: HealthSentence("the site has no mail domain")
        case .exampleDomain(let name): HealthSentence("\(name) is a name for examples; nothing is asked")
        case .noNameServer:
            HealthSentence("no name server is known", "name one in /etc/resolv.conf, or by doctor.nameServer")
        case .nameServerUnreadable(let text):
            HealthSentence("doctor.nameServer is no address: \(text)", "write it as ADDRESS or ADDRESS:PORT")
        case .recordFound(let name, let values): HealthSentence("\(name): \(values)")
        case .recordMissing(let name, let kind): HealthSentence("\(name): none", publish(name, kind))
        case .nameMissing(let name, let kind): HealthSentence("\(name): there is no such name", publish(name, kind))
        case .nameRefused(let name, let code):
            HealthSentence("\(name): the name server refuses (\(code))", "ask whoever runs the name server")
        case .nameServerSilent(let name, let server):
            HealthSentence(
                "\(name): the name server does not answer",
                "see that this machine may ask \(server), or name another by doctor.nameServer")
        case .serverAbsent: HealthSentence("no server runs; nothing is asked")
        case .serverSilent(let url):
            HealthSentence("\(url) does not answer", "look into the server’s log; start it again")
        case .discoveryLost(let status):
            HealthSentence(
                "/.well-known/caldav answers \(status)", "let the proxy in front pass /.well-known/caldav on as it is")
        case .discovery(let place): HealthSentence("/.well-known/caldav leads to \(place)")
        case .mailElsewhere(let domain, let hosts, let addresses):
            HealthSentence(
                "mail for \(addresses) addresses of rooms in \(domain) goes to \(hosts), and this version takes none",
                "rooms are invited from calendars that are connected here; have \(hosts) refuse these addresses, so that nobody waits for an answer"
            )
        case .mailToRoom(let recipient, let sender):
            HealthSentence(
                "a message of \(sender) waits to leave for \(recipient), which is a resource here: it would come back",
                "take the address from the resource or from the person, so that one of them has it")
        case .senderIsRoom(let address, let names):
            HealthSentence(
                "\(address) belongs to several at once (\(names)): whoever answers would answer themselves",
                "leave the address to one of them (creneau resource import, creneau person set)")
        case .addressOutside(let address):
            HealthSentence(
                "\(address) is a resource’s, and its domain is none of the site’s",
                "name the domain in the site’s domains, or give the resource an address in one of them")
        case .noMailLoop:
            HealthSentence("no message would come back here; this version neither receives nor sends mail by itself")
        case .databaseAbsent(let path):
            HealthSentence(
                "there is no database in \(path)", "name the data directory by --data, or fill it by creneau init")
        case .databaseUnread(let problem): HealthSentence("the database cannot be read: \(problem)", restore)
        case .fine(let matter): HealthSentence(fine(matter))
        case .foreignFile:
            HealthSentence("the file is a database of another program", "name the data directory by --data")
        case .otherVersion(let found, let known):
            HealthSentence(
                "the database has version \(found) and this program makes version \(known)",
                "start the server of this program once; where the database is the newer one, install the newer program")
        case .damagedPage(let text): HealthSentence("\(text)", restore)
        case .unreadable(let what): HealthSentence("\(what) cannot be read", restore)
        case .rowMissing(let of, let at): HealthSentence("a row of \(of) names one of \(at) that is not there", restore)
        case .companionMissing(let id): HealthSentence("the booking \(id) goes with one that is not there", report)
        case .foundElsewhere(let id, let resource):
            HealthSentence("the booking \(id) of \(resource) is found at times that are not its own", report)
        case .takenByNone(let resource, let id):
            HealthSentence("\(resource) is taken by the booking \(id), which is not there", report)
        case .bookedTwice(let resource, let units, let taken, let at, let id):
            HealthSentence("\(resource) has \(units) and \(taken) are booked at \(at) (booking \(id))", exclusive)
        case .partBooked(let whole, let part, let at, let id):
            HealthSentence("\(whole) and its part \(part) are both booked at \(at) (booking \(id))", exclusive)
        case .numberNotReached(let what):
            HealthSentence("\(what) was saved at a number that it has not reached", report)
        case .numberMissing(let what): HealthSentence("\(what) has no change number", report)
        case .bothThereAndGone(let what):
            HealthSentence("the calendar \(what) has an object that it also says is gone", report)
        case .notInCalendar(let what): HealthSentence("a booking is not in its room’s calendar: \(what)", report)
        case .undecided(let what): HealthSentence("a booking has no decision: \(what)", report)
        case .unrecorded(let what):
            HealthSentence(
                "a booking is not in the audit: \(what)",
                "keep a copy of the data directory, and look who could write into the database")
        case .auditBroken(let chain, let order):
            HealthSentence(
                "the audit of \(chain) is changed or incomplete at record \(order)",
                "keep a copy of the data directory; creneau audit verify --json names the records")
        case .rootBroken(let number):
            HealthSentence(
                "the seal \(number) of the audit is not what was written",
                "keep a copy of the data directory; creneau audit verify --json names the records")
        case .addressOfNobody(let address):
            HealthSentence("the address \(address) belongs to nobody", "save the person or resource again")
        case .credentialOfNobody(let id):
            HealthSentence("the credential \(id) is good and belongs to nobody", "revoke it")
        case .overdue(let id):
            HealthSentence(
                "the booking \(id) should have been looked at more than ten minutes ago",
                "start the server; if it runs, look into its log for bookings that are tried again")
        case .messagesWait(let count):
            HealthSentence(
                "\(count) messages wait for more than a day", "see that mail and webhooks can leave this machine")
        case .decidedLater:
            HealthSentence(
                "the newest decision was made in a time that is still to come",
                "set the clock; the server goes on rightly once it has caught up")
        case .otherZones(let recorded, let present):
            HealthSentence(
                "the database was last open with tzdata \(recorded); this machine has \(present)",
                "nothing, if the next start says nothing about new conflicts")
        }
    }

    private static let restore =
        "stop the server, keep a copy of the data directory, and restore the newest good backup (creneau restore)"
    private static let report =
        "this should not happen: keep a backup and report it; cancelling and booking again repairs one booking"
    private static let exclusive =
        "ask those who booked; it is right only if the resource allowed conflicts or had more units when they did"

    private static func publish(_ name: String, _ kind: HealthNote.RecordKind) -> String {
        switch kind {
        case .caldavs: "publish `\(name). IN SRV 0 1 443 HOST.`, so that calendar clients find the server (RFC 6764 §3)"
        case .mail: "publish an MX record, so that mail for the people of the domain arrives"
        }
    }

    private static func fine(_ matter: HealthNote.StoreMatter) -> String {
        switch matter {
        case .file: "the database is whole"
        case .references: "what rows name is there"
        case .index: "bookings are found at their own times"
        case .exclusivity: "nothing is booked twice"
        case .numbers: "change numbers go up"
        case .objects: "what is booked is in the rooms’ calendars"
        case .records: "what is booked was decided"
        case .audit: "the audit is whole, nothing changed or missing"
        case .directory: "addresses and credentials belong to somebody"
        case .deadlines: "what was due was done"
        case .outbox: "messages leave"
        case .clock: "the clock has not gone back"
        case .zones: "the zone data is that of the last start"
        }
    }
}
