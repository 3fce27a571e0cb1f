/// Reads bookings from a table (RFC 4180), one row after the other; the first row names the columns.
///
/// Commas, semicolons or tabs separate; the first row tells which. What a spreadsheet would take for a formula may stand
/// behind an apostrophe, as exports write it.
public struct CSVBookings {
    /// The columns that are known, each also in French.
    static let columns: [String: String] = [
        "resource": "resource", "ressource": "resource", "salle": "resource", "room": "resource", "title": "title",
        "titre": "title", "objet": "title", "subject": "title", "description": "description", "start": "start",
        "debut": "start", "début": "start", "end": "end", "fin": "end", "timezone": "timeZone", "fuseau": "timeZone",
        "recurrence": "recurrence", "récurrence": "recurrence", "organizer": "organizer",
        "organisateur": "organizer", "units": "units", "unites": "units", "unités": "units", "uid": "uid",
    ]
    /// Columns of exports that say nothing to an import.
    static let ignored: Set<String> = ["id", "state", "status"]
    /// Octets of one row.
    private static let largestRow = 1 << 20

    private var octets: OctetReader
    private var separator = UInt8(ascii: ",")
    private var names: [String] = []

    /// - Throws: ``ImportFault`` where the first row is none.
    public init(_ read: @escaping PieceReader) throws {
        octets = OctetReader(read)
        try readHead()
    }

    /// The next row; nil: there is none. A fault is of one row, and the next one can be read.
    public mutating func next() throws -> Result<ImportedBooking, ImportFault>? {
        while true {
            let line = octets.line
            guard let cells = try row(line) else { return nil }
            if cells.allSatisfy(\.isEmpty) { continue }
            do throws(ImportFault) {
                return .success(try booking(cells, line: line))
            } catch {
                return .failure(error)
            }
        }
    }

    private mutating func readHead() throws {
        guard var head = try row(1, guessing: true) else { throw ImportFault(line: 1, "the file is empty") }
        if let first = head.first, first.hasPrefix("\u{feff}") { head[0] = String(first.dropFirst()) }
        for name in head {
            let known = name.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" }
            if let column = Self.columns[known] {
                guard !names.contains(column) else {
                    throw ImportFault(line: 1, field: name, "the column is there twice")
                }
                names.append(column)
            } else if Self.ignored.contains(known) || known.isEmpty {
                names.append("")
            } else {
                let all = Set(Self.columns.values).sorted().joined(separator: ", ")
                throw ImportFault(line: 1, field: name, "no such column; name them: \(all)")
            }
        }
        for needed in ["start", "end"] where !names.contains(needed) {
            throw ImportFault(line: 1, field: needed, "the column is missing")
        }
    }

    /// The cells of the next row.
    ///
    /// - Parameter guessing: of `,`, `;` and tabs outside of quotes the first one is what separates.
    private mutating func row(_ line: Int, guessing: Bool = false) throws -> [String]? {
        var cells: [String] = []
        var cell: [UInt8] = []
        var (isQuoted, wasQuoted, isGuessing, isRow) = (false, false, guessing, false)
        var count = 0
        while let octet = try octets.next() {
            isRow = true
            count += 1
            guard count <= Self.largestRow else {
                throw ImportFault(line: line, "the row does not end; look for a quote")
            }
            if isQuoted {
                if octet == UInt8(ascii: "\"") { (isQuoted, wasQuoted) = (false, true) } else { cell.append(octet) }
                continue
            }
            if isGuessing, [0x2c, 0x3b, 0x09].contains(octet) { (separator, isGuessing) = (octet, false) }
            switch octet {
            case UInt8(ascii: "\"") where wasQuoted:
                cell.append(octet)
                (isQuoted, wasQuoted) = (true, false)
            case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
            case separator:
                cells.append(try Self.text(cell, line))
                (cell, wasQuoted) = ([], false)
            case 0x0d: break
            case 0x0a: return cells + [try Self.text(cell, line)]
            default: cell.append(octet)
            }
        }
        guard !isQuoted else { throw ImportFault(line: line, "a quote is opened and not closed") }
        return isRow ? cells + [try Self.text(cell, line)] : nil
    }

    private static func text(_ octets: [UInt8], _ line: Int) throws -> String {
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw ImportFault(line: line, "the file is not UTF-8; save it as UTF-8")
        }
        let isGuarded = text.hasPrefix("'") && text.dropFirst().first.map { "=+-@\t\r".contains($0) } ?? false
        return isGuarded ? String(text.dropFirst()) : text
    }

    private func booking(_ cells: [String], line: Int) throws(ImportFault) -> ImportedBooking {
        var booking = ImportedBooking(line: line)
        for (name, cell) in zip(names, cells) where !cell.isEmpty {
            switch name {
            case "resource": booking.resources = [cell]
            case "title": booking.title = cell
            case "description": booking.description = cell
            case "start": booking.start = try Self.time(cell, line, name)
            case "end": booking.end = try Self.time(cell, line, name)
            case "timeZone": booking.timeZone = cell
            case "recurrence": booking.recurrence = cell.split(separator: "\n").map(String.init)
            case "organizer": booking.organizer = cell
            case "uid": booking.uid = cell
            case "units":
                guard let units = Int(cell), (1...10_000).contains(units) else {
                    throw ImportFault(line: line, field: name, "write a whole number from 1 to 10000")
                }
                booking.units = units
            default: break
            }
        }
        if cells.count > names.count { throw ImportFault(line: line, "the row has more cells than there are columns") }
        for (name, text) in [("start", booking.start), ("end", booking.end)] where text.isEmpty {
            throw ImportFault(line: line, field: name, "the cell is empty")
        }
        return booking
    }

    /// `2026-11-24`, `2026-11-24 09:00`, `24/11/2026 09:00`, or as the API has it.
    private static func time(_ text: String, _ line: Int, _ name: String) throws(ImportFault) -> String {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        guard let first = parts.first, parts.count <= 2 else {
            throw ImportFault(line: line, field: name, "write a time like 2026-11-24 09:00")
        }
        var date = first
        let numbers = first.split(separator: "/")
        if numbers.count == 3, numbers[0].count == 2, numbers[1].count == 2, numbers[2].count == 4 {
            date = numbers.reversed().joined(separator: "-")
        }
        guard parts.count == 2 else { return date }
        let clock = parts[1].count == 4 ? "0" + parts[1] : parts[1]
        return date + "T" + (clock.count == 5 ? clock + ":00" : clock)
    }
}
