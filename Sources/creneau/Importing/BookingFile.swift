import CalendarTime
import Foundation
import Importing

/// A file of bookings, read piece by piece.
struct BookingFile {
    enum Format: String, CaseIterable {
        case ics, csv, yaml
    }

    let path: String
    let format: Format
    /// Octets.
    let size: Int
    private let progress: Progress
    private var next: () throws -> Result<ImportedBooking, ImportFault>?

    /// - Throws: ``CommandFailure`` where it cannot be read, ``ImportFault`` where it cannot be begun.
    init(_ path: String, format: Format, zones: ZoneDatabase) throws {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard FileManager.default.isReadableFile(atPath: path), let size = attributes?[.size] as? NSNumber else {
            throw CommandFailure("\(path): the file cannot be read")
        }
        let progress = Progress("importing")
        self.path = path
        self.format = format
        self.size = size.intValue
        self.progress = progress
        let all = size.intValue
        switch format {
        case .csv:
            var reader = try CSVBookings(Self.pieces(of: path) { progress.tell($0, of: all) })
            next = { try reader.next() }
        case .ics:
            var isFirst = true
            var reader = try ICSBookings(zones: zones) {
                defer { isFirst = false }
                return try Self.pieces(of: path) { [isFirst] in if !isFirst { progress.tell($0, of: all) } }
            }
            next = { try reader.next() }
        case .yaml: throw CommandFailure("\(path): this file has resources, not bookings")
        }
    }

    /// At most `count` bookings and faults; empty: there are no more.
    func read(_ count: Int) throws -> [Result<ImportedBooking, ImportFault>] {
        var found: [Result<ImportedBooking, ImportFault>] = []
        while found.count < count, let one = try next() { found.append(one) }
        return found
    }

    func end() { progress.end() }

    private static func pieces(of path: String, _ tell: @escaping (Int) -> Void) throws -> PieceReader {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("\(path): the file cannot be read")
        }
        var done = 0
        return {
            guard let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty else { return nil }
            done += piece.count
            tell(done)
            return Array(piece)
        }
    }
}
