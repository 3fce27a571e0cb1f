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
        "dates": "dates", "excluded": "excluded", "exclues": "excluded", "visibility": "visibility",
        "visibilite": "visibility", "visibilité": "visibility",
    ]
    /// Columns of exports that say nothing to an import.
    static let ignored: Set<String> = ["id", "state", "status"]

    private var rows: TableRows
    private var names: [String] = []

    /// - Throws: ``ImportFault`` where the first row is none.
    public init(_ read: @escaping PieceReader) throws {
        rows = TableRows(read)
        try readHead()
    }

    /// The next row; nil: there is none. A fault is of one row, and the next one can be read.
    public mutating func next() throws -> Result<ImportedBooking, ImportFault>? {
        guard let row = try rows.next() else { return nil }
        do throws(ImportFault) {
            return .success(try booking(row.cells, line: row.line))
        } catch {
            return .failure(error)
        }
    }

    private mutating func readHead() throws {
        for name in try rows.head() {
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
            case "dates": booking.dates = try Self.times(cell, line, name)
            case "excluded": booking.excluded = try Self.times(cell, line, name)
            case "visibility":
                guard ["public", "private", "confidential"].contains(cell) else {
                    throw ImportFault(line: line, field: name, "write public, private or confidential")
                }
                booking.isPrivate = cell != "public"
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

    /// Several times, one on each line of the cell, or with `;` between them.
    private static func times(_ text: String, _ line: Int, _ name: String) throws(ImportFault) -> [String] {
        var times: [String] = []
        for part in text.split(whereSeparator: { $0.isNewline || $0 == ";" }) {
            let written = part.trimmingPrefix(while: \.isWhitespace)
            if !written.isEmpty { times.append(try time(String(written), line, name)) }
        }
        return times
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
