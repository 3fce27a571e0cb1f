public import CalendarTime
import ICalendar

/// Reads bookings from an iCalendar file, one event after the other.
///
/// The file is read twice: first for its time zones and for the series that have dates of their own, whose parts may stand
/// anywhere in it; then for the events. In memory are the zones, one event, and those series.
public struct ICSBookings {
    private let zones: ZoneDatabase
    private var lines: CalendarLines
    /// VTIMEZONE by TZID, as text.
    private var definitions: [String: String] = [:]
    private var changedSeries: Set<String> = []
    /// What is known of the changed series so far.
    private var series: [String: (line: Int, text: String)] = [:]
    private var waiting: [Result<ImportedBooking, ImportFault>] = []

    /// - Parameter open: begins to read the file from its start.
    public init(zones: ZoneDatabase, open: () throws -> PieceReader) throws {
        self.zones = zones
        lines = CalendarLines(try open())
        var isCalendar = false
        while let part = try lines.next() {
            isCalendar = true
            switch part.name {
            case "VTIMEZONE": definitions[part.value("TZID") ?? ""] = part.text
            case "VEVENT" where part.value("RECURRENCE-ID") != nil:
                if let uid = part.value("UID") { changedSeries.insert(uid) }
            default: break
            }
            guard definitions.count <= 500, changedSeries.count <= 100_000 else {
                throw ImportFault(line: part.line, "the file has too many zones or changed series; split it")
            }
        }
        guard isCalendar else { throw ImportFault(line: 1, "there is no event in the file") }
        lines = CalendarLines(try open())
    }

    /// The next booking; nil: there is none. A fault is of one event, and the next one can be read.
    public mutating func next() throws -> Result<ImportedBooking, ImportFault>? {
        while true {
            if let found = waiting.popLast() { return found }
            guard let part = try lines.next() else {
                guard let (uid, held) = series.first else { return nil }
                series[uid] = nil
                add(held.text, line: held.line)
                continue
            }
            guard part.name == "VEVENT" else { continue }
            if let uid = part.value("UID"), changedSeries.contains(uid) {
                series[uid] = (series[uid]?.line ?? part.line, (series[uid]?.text ?? "") + part.text)
            } else {
                add(part.text, line: part.line)
            }
        }
    }

    private mutating func add(_ events: String, line: Int) {
        let used = definitions.filter { events.contains("TZID=" + $0.key) || events.contains("TZID=\"" + $0.key) }
        let text =
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:import\r\n" + used.values.joined() + events
            + "END:VCALENDAR\r\n"
        do {
            let object = try CalendarObject(parsing: text)
            let event = EventReader(object: object, zones: zones, line: line)
            waiting = event.bookings().reversed()
        } catch {
            waiting = [.failure(ImportFault(line: line, "\(error)"))]
        }
    }
}

/// The components of a file, directly inside its calendars, as text.
struct CalendarLines {
    struct Part {
        var name: String
        var line: Int
        var text: String

        /// The value of the part's own first property of that name, unfolded.
        func value(_ property: String) -> String? {
            let unfolded = text.replacing("\r\n ", with: "").replacing("\r\n\t", with: "")
            var depth = 0
            for line in unfolded.split(separator: "\r\n") {
                if line.hasPrefix("BEGIN:") { depth += 1 }
                if line.hasPrefix("END:") { depth -= 1 }
                guard depth == 1, line.uppercased().hasPrefix(property),
                    let next = line.dropFirst(property.count).first, next == ":" || next == ";",
                    let colon = line.firstIndex(of: ":")
                else { continue }
                return String(line[line.index(after: colon)...])
            }
            return nil
        }
    }

    private var octets: OctetReader
    /// Octets of one component, as ``CalendarLimits`` has it, and of a line that belongs to none.
    private static let largestPart = 1 << 20

    init(_ read: @escaping PieceReader) {
        octets = OctetReader(read)
    }

    mutating func next() throws -> Part? {
        var part: Part?
        var depth = 0
        while let (line, number) = try nextLine() {
            let word = line.uppercased()
            if word.hasPrefix("BEGIN:") {
                let name = String(word.dropFirst("BEGIN:".count))
                if part == nil, name == "VCALENDAR" { continue }
                if part == nil { part = Part(name: name, line: number, text: "") }
                depth += 1
            }
            part?.text += line + "\r\n"
            if let part, part.text.utf8.count > Self.largestPart {
                throw ImportFault(line: part.line, "\(part.name) is longer than \(Self.largestPart) octets")
            }
            if word.hasPrefix("END:"), part != nil {
                depth -= 1
                if depth == 0 { return part }
            }
        }
        if let part { throw ImportFault(line: part.line, "\(part.name) has no end") }
        return nil
    }

    private mutating func nextLine() throws -> (text: String, number: Int)? {
        let number = octets.line
        var line: [UInt8] = []
        var isLine = false
        while let octet = try octets.next() {
            isLine = true
            if octet == UInt8(ascii: "\n") { break }
            line.append(octet)
            guard line.count <= Self.largestPart else { throw ImportFault(line: number, "the line does not end") }
        }
        guard isLine else { return nil }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if number == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw ImportFault(line: number, "the file is not UTF-8; save it as UTF-8")
        }
        return (text, number)
    }
}
