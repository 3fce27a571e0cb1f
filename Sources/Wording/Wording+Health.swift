/// What `creneau doctor` found, with what belongs to it.
public enum HealthNote: Hashable, Sendable {
    public enum RecordKind: Hashable, Sendable {
        case caldavs, mail
    }

    /// What was looked at in the database.
    public enum StoreMatter: Hashable, Sendable, CaseIterable {
        case file, references, index, exclusivity, numbers, objects, records, audit, directory, deadlines, outbox, clock
        case zones
    }

    // The machine.
    case directoryUnseen(path: String, problem: String)
    case noMoreFiles(path: String)
    case diskNearlyFull(free: Int, least: Int)
    case diskFree(free: Int)
    case clockWrong(now: String)
    case clockUnkept(now: String)
    case clockKept(now: String)
    case zonesMissing
    case zonesOld(version: String)
    case zonesVersion(version: String)
    case openToOthers(path: String)
    case severalOwners(path: String)
    case secretsReadable(path: String)
    case keyReadable(path: String)
    case filesOwn
    // What others find.
    case noDomain
    case exampleDomain(name: String)
    case noNameServer
    case nameServerUnreadable(text: String)
    case recordFound(name: String, values: String)
    case recordMissing(name: String, kind: RecordKind)
    case nameMissing(name: String, kind: RecordKind)
    case nameRefused(name: String, code: Int)
    case nameServerSilent(name: String, server: String)
    case serverAbsent
    case serverSilent(url: String)
    case discoveryLost(status: Int)
    case discovery(place: String)
    // Mail: this version has no mail door, so what can be seen is who gets the mail.
    case mailElsewhere(domain: String, hosts: String, addresses: Int)
    case mailToRoom(recipient: String, sender: String)
    case senderIsRoom(address: String, names: String)
    case addressOutside(address: String)
    case noMailLoop
    // The database.
    case databaseAbsent(path: String)
    case databaseUnread(problem: String)
    case fine(StoreMatter)
    case foreignFile
    case otherVersion(found: Int, known: Int)
    case damagedPage(text: String)
    case unreadable(what: String)
    case rowMissing(of: String, at: String)
    case companionMissing(id: String)
    case foundElsewhere(id: String, resource: String)
    case takenByNone(resource: String, id: String)
    case bookedTwice(resource: String, units: Int, taken: Int, at: String, id: String)
    case partBooked(whole: String, part: String, at: String, id: String)
    case numberNotReached(what: String)
    case numberMissing(what: String)
    case bothThereAndGone(what: String)
    case notInCalendar(what: String)
    case undecided(what: String)
    case unrecorded(what: String)
    case auditBroken(chain: String, order: Int)
    case rootBroken(number: Int)
    case addressOfNobody(address: String)
    case credentialOfNobody(id: String)
    case overdue(id: String)
    case messagesWait(count: Int)
    case decidedLater
    case otherZones(recorded: String, present: String)
}

/// A finding in words.
public struct HealthSentence: Hashable, Sendable {
    public var message: String
    /// What to do; empty where there is nothing.
    public var advice: String

    init(_ message: String, _ advice: String = "") {
        self.message = message
        self.advice = advice
    }
}

extension Wording {
    public static func sentence(for note: HealthNote, language: Language) -> HealthSentence {
        switch language {
        case .fr: FrenchHealthWords.sentence(note)
        case .en: EnglishHealthWords.sentence(note)
        }
    }

    /// The last line of all findings.
    public static func healthSummary(checks: Int, errors: Int, warnings: Int, language: Language) -> String {
        switch language {
        case .fr:
            "\(checks) contrôles, \(errors) erreur\(errors > 1 ? "s" : ""), "
                + "\(warnings) avertissement\(warnings > 1 ? "s" : "")"
        case .en: "\(checks) checks, \(errors) errors, \(warnings) warnings"
        }
    }
}
