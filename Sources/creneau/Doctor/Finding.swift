import BookingCore
import CalendarTime
import SQLiteStore
import Wording

/// One thing that was looked at.
struct Finding {
    enum Level: String {
        /// As it should be.
        case ok
        /// Nothing to be looked at here.
        case note
        case warning
        case error
    }

    var check: String
    var level: Level
    var note: HealthNote

    init(_ check: String, _ level: Level, _ note: HealthNote) {
        self.check = check
        self.level = level
        self.note = note
    }

    /// What was found, and what to do about it; the latter is empty where there is nothing.
    func sentence(_ language: Language) -> HealthSentence { Wording.sentence(for: note, language: language) }

    func document(_ language: Language) -> [String: Any] {
        let words = sentence(language)
        return ["check": check, "level": level.rawValue, "message": words.message, "advice": words.advice]
    }
}

extension StoreFault.Check {
    var level: Finding.Level {
        switch self {
        case .deadlines, .outbox, .zones, .directory, .clock, .mail: .warning
        default: .error
        }
    }

    /// What is said where nothing is wrong.
    var fine: HealthNote {
        switch self {
        case .file: .fine(.file)
        case .references: .fine(.references)
        case .index: .fine(.index)
        case .exclusivity: .fine(.exclusivity)
        case .numbers: .fine(.numbers)
        case .objects: .fine(.objects)
        case .records: .fine(.records)
        case .audit: .fine(.audit)
        case .directory: .fine(.directory)
        case .deadlines: .fine(.deadlines)
        case .outbox: .fine(.outbox)
        case .clock: .fine(.clock)
        case .zones: .fine(.zones)
        case .mail: .noMailLoop
        }
    }
}

extension StoreFault {
    var note: HealthNote {
        switch problem {
        case .foreignFile: .foreignFile
        case .otherVersion(let found, let known): .otherVersion(found: found, known: known)
        case .damagedPage(let text): .damagedPage(text: text)
        case .unreadable(let what): .unreadable(what: what)
        case .rowMissing(let table, let parent): .rowMissing(of: table, at: parent)
        case .companionMissing(let id): .companionMissing(id: id.description)
        case .foundElsewhere(let id, let resource):
            .foundElsewhere(id: id.description, resource: resource.rawValue)
        case .takenByNone(let resource, let id): .takenByNone(resource: resource.rawValue, id: id.description)
        case .bookedTwice(let resource, let units, let taken, let time, let id):
            .bookedTwice(
                resource: resource.rawValue, units: units, taken: taken, at: time.description, id: id.description)
        case .partBooked(let whole, let part, let time, let id):
            .partBooked(
                whole: whole.rawValue, part: part.rawValue, at: time.description, id: id.description)
        case .numberNotReached(let what): .numberNotReached(what: what)
        case .numberMissing(let what): .numberMissing(what: what)
        case .bothThereAndGone(let what): .bothThereAndGone(what: what)
        case .notInCalendar(let what): .notInCalendar(what: what)
        case .undecided(let what): .undecided(what: what)
        case .unrecorded(let what): .unrecorded(what: what)
        case .auditBroken(let chain, let order): .auditBroken(chain: chain, order: Int(order))
        case .rootBroken(let number): .rootBroken(number: Int(number))
        case .addressOfNobody(let address): .addressOfNobody(address: address)
        case .credentialOfNobody(let id): .credentialOfNobody(id: id)
        case .overdue(let id): .overdue(id: id.description)
        case .messagesWait(let count): .messagesWait(count: count)
        case .decidedLater: .decidedLater
        case .otherZones(let recorded, let present): .otherZones(recorded: recorded, present: present)
        case .mailToRoom(let recipient, let sender): .mailToRoom(recipient: recipient, sender: sender)
        case .addressOutside(let address): .addressOutside(address: address)
        case .addressOfSeveral(let address, let names): .senderIsRoom(address: address, names: names)
        }
    }
}
