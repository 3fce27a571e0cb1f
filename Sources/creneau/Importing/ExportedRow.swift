import Foundation

/// One row of an exported table, which an import takes for the same booking.
struct ExportedRow {
    static let columns = [
        "id", "resource", "start", "end", "timeZone", "title", "description", "organizer", "visibility", "units",
        "recurrence",
        "dates", "excluded", "state", "uid",
    ]

    private var cells: [String: String]

    var line: String { Self.columns.map { Self.cell(cells[$0] ?? "") }.joined(separator: ",") }

    /// A series is one row, and a row more for each date that was moved. None for what only goes along with another booking.
    static func rows(of booking: APIClient.Document) -> [ExportedRow] {
        guard booking["companionOf"] as? String == nil else { return [] }
        let whole = ExportedRow(booking)
        guard isSeries(booking) else { return [whole] }
        let instances = booking["instances"] as? [APIClient.Document] ?? []
        let standing = instances.filter { holdsTime($0) }
        guard booking["mayChange"] as? Bool == true else { return standing.map { whole.alone($0) } }
        let moved = standing.filter { isMoved($0, in: booking) }
        let gone = instances.filter { !holdsTime($0) } + moved
        var series = whole
        let excluded = booking["excluded"] as? [String] ?? []
        let all = excluded + gone.map { $0.text("recurrenceId") }.filter { !excluded.contains($0) }
        series.cells["excluded"] = all.joined(separator: "\n")
        return [series] + moved.map { whole.alone($0) }
    }

    private init(_ booking: APIClient.Document) {
        cells = [:]
        for column in Self.columns {
            switch booking[column] {
            case let several as [String]: cells[column] = several.joined(separator: "\n")
            case let organizer as APIClient.Document: cells[column] = organizer.text("address")
            default: cells[column] = booking.text(column)
            }
        }
    }

    /// The row of one date that is a booking of its own.
    private func alone(_ instance: APIClient.Document) -> ExportedRow {
        var row = self
        for column in ["recurrence", "dates", "excluded"] { row.cells[column] = "" }
        row.cells["start"] = instance.text("start")
        row.cells["end"] = instance.text("end")
        row.cells["uid"] = (cells["uid"] ?? "") + "/" + instance.text("recurrenceId")
        return row
    }

    private static func isSeries(_ booking: APIClient.Document) -> Bool {
        !booking.text("recurrence").isEmpty || (booking["recurrence"] as? [String])?.isEmpty == false
            || (booking["dates"] as? [String])?.isEmpty == false
            || (booking["instances"] as? [APIClient.Document] ?? []).count > 1
    }

    private static func holdsTime(_ instance: APIClient.Document) -> Bool {
        ["accepted", "tentative"].contains(instance.text("status"))
    }

    /// Whether a date begins elsewhere than its series says, or lasts longer or shorter on the wall clock.
    private static func isMoved(_ instance: APIClient.Document, in booking: APIClient.Document) -> Bool {
        instance.text("start") != instance.text("recurrenceId") || length(instance) != length(booking)
    }

    /// Seconds on the wall clock, of dates as of times.
    private static func length(_ span: APIClient.Document) -> Int {
        func wallClock(_ time: String) -> Date? {
            try? Date((time.count == 10 ? time + "T00:00:00" : String(time.prefix(19))) + "Z", strategy: .iso8601)
        }
        guard let start = wallClock(span.text("start")), let end = wallClock(span.text("end")) else { return 0 }
        return Int(end.timeIntervalSince(start))
    }

    /// A cell that no spreadsheet takes for a formula (QUALITY, Security), quoted where it must be (RFC 4180).
    private static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { "\",;\n\r\t".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
