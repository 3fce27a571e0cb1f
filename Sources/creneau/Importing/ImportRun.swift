import CalendarTime
import Foundation
import Importing

/// Asks the server for each booking of a file and counts its answers.
struct ImportRun {
    /// What became of one booking.
    struct Outcome: Sendable {
        enum Kind: String, Sendable, CaseIterable {
            /// The server's answers.
            case booked, pending, declined
            /// Was over already.
            case past
            /// Could not be read or asked.
            case fault
        }

        var kind: Kind
        var line: Int
        var uid: String?
        var reasons: [String] = []
        /// What the server said, or what is wrong.
        var sentence = ""
    }

    let client: APIClient
    let rooms: RoomNames
    /// For what names none.
    let resource: String?
    /// In the place of whom the file names.
    let organizer: String?
    let isDryRun: Bool

    /// In the order of the file. What wants the same resource is asked for one after the other, in that order.
    func outcomes(of read: [Result<ImportedBooking, ImportFault>]) async -> [Outcome] {
        var queues: [String: [ImportedBooking]] = [:]
        var found: [Outcome] = []
        for each in read {
            switch each {
            case .failure(let fault): found.append(Self.fault(fault.line, fault.description))
            case .success(let booking):
                if let id = rooms.id(of: booking.resources) ?? resource {
                    queues[id, default: []].append(booking)
                } else {
                    let names = booking.resources.prefix(3).joined(separator: ", ")
                    found.append(
                        Self.fault(
                            booking.line,
                            names.isEmpty
                                ? "line \(booking.line): no resource is named; give --resource"
                                : "line \(booking.line): no resource is called so: \(names)"))
                }
            }
        }
        await withTaskGroup(of: [Outcome].self) { group in
            for (id, bookings) in queues {
                group.addTask {
                    var outcomes: [Outcome] = []
                    for booking in bookings { outcomes.append(await ask(for: booking, on: id)) }
                    return outcomes
                }
            }
            for await outcomes in group { found += outcomes }
        }
        return found.sorted { $0.line < $1.line }
    }

    private func ask(for booking: ImportedBooking, on id: String) async -> Outcome {
        do {
            let answer = try await client.call(
                "POST", "/bookings" + (isDryRun ? "?dryRun=true" : ""), body: body(booking, on: id), wantsJSON: true)
            let isPending = answer.document.text("state") == "tentative" || answer.document.text("verdict") == "pending"
            return Outcome(kind: isPending ? .pending : .booked, line: booking.line, uid: booking.uid)
        } catch let failure as CommandFailure {
            let problem = failure.document.flatMap {
                (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? APIClient.Document
            }
            let reasons = (problem?["reasons"] as? [APIClient.Document] ?? []).map { $0.text("code") }
            let kind: Outcome.Kind =
                reasons == ["inThePast"] ? .past : problem?.text("status") == "409" ? .declined : .fault
            return Outcome(
                kind: kind, line: booking.line, uid: booking.uid, reasons: reasons,
                sentence: "line \(booking.line): \(failure.message)")
        } catch {
            return Self.fault(booking.line, "line \(booking.line): \(error)")
        }
    }

    private func body(_ booking: ImportedBooking, on id: String) -> APIClient.Document {
        var body: APIClient.Document = [
            "resource": id, "title": booking.title, "start": booking.start, "end": booking.end,
        ]
        body["description"] = booking.description
        body["timeZone"] = booking.timeZone
        body["organizer"] = organizer ?? booking.organizer
        body["units"] = booking.units
        body["uid"] = booking.uid
        if booking.isPrivate { body["visibility"] = "private" }
        if !booking.recurrence.isEmpty { body["recurrence"] = booking.recurrence }
        if !booking.dates.isEmpty { body["dates"] = booking.dates }
        if !booking.excluded.isEmpty { body["excluded"] = booking.excluded }
        return body
    }

    private static func fault(_ line: Int, _ sentence: String) -> Outcome {
        Outcome(kind: .fault, line: line, sentence: sentence)
    }
}

/// What became of a whole file.
struct ImportReport {
    private(set) var counts: [ImportRun.Outcome.Kind: Int] = [:]
    private(set) var reasons: [String: Int] = [:]
    /// The first of those that were not booked, as sentences.
    private(set) var sentences: [String] = []
    private static let shown = 20

    var isWhole: Bool { counts[.declined] == nil && counts[.fault] == nil }

    mutating func add(_ outcome: ImportRun.Outcome) {
        counts[outcome.kind, default: 0] += 1
        for reason in outcome.reasons { reasons[reason, default: 0] += 1 }
        if outcome.kind == .declined || outcome.kind == .fault, sentences.count < Self.shown {
            sentences.append(outcome.sentence)
        }
    }

    func document(isDryRun: Bool) -> APIClient.Document {
        var document: APIClient.Document = ["dryRun": isDryRun, "reasons": reasons, "first": sentences]
        for kind in ImportRun.Outcome.Kind.allCases { document[kind.rawValue] = counts[kind] ?? 0 }
        return document
    }

    func show(isDryRun: Bool) {
        for sentence in sentences { print(sentence) }
        let parts = ImportRun.Outcome.Kind.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
        print((isDryRun ? "dry run, nothing was booked: " : "") + parts.joined(separator: ", "))
    }
}
