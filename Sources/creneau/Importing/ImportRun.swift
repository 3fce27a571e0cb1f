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
            /// Is there already, from an import before.
            case known
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
    private var identity = RowIdentity()

    init(client: APIClient, rooms: RoomNames, resource: String?, organizer: String?, isDryRun: Bool) {
        self.client = client
        self.rooms = rooms
        self.resource = resource
        self.organizer = organizer
        self.isDryRun = isDryRun
    }

    /// In the order of the file. What wants the same resource is asked for one after the other, in that order.
    mutating func outcomes(of read: [Result<ImportedBooking, ImportFault>]) async -> [Outcome] {
        var asked: [(booking: ImportedBooking, resources: [String])] = []
        var found: [Outcome] = []
        for each in read {
            switch each {
            case .failure(let fault): found.append(Self.fault(fault.line, fault.description))
            case .success(var booking):
                let ids = resources(of: booking)
                if ids.isEmpty {
                    found.append(Self.unnamed(booking))
                } else {
                    booking.uid = booking.uid ?? identity.uid(of: booking, on: ids.joined(separator: ","))
                    asked.append((booking, ids))
                }
            }
        }
        // A booking of several resources stands in the queues of all of them: then there is one.
        let isOneQueue = asked.contains { $0.resources.count > 1 }
        let queues = Dictionary(grouping: asked) { isOneQueue ? "" : $0.resources[0] }
        let asking = self
        await withTaskGroup(of: [Outcome].self) { group in
            for queue in queues.values {
                group.addTask {
                    var outcomes: [Outcome] = []
                    for (booking, ids) in queue { outcomes.append(await asking.ask(for: booking, on: ids)) }
                    return outcomes
                }
            }
            for await outcomes in group { found += outcomes }
        }
        return found.sorted { $0.line < $1.line }
    }

    /// Every resource among those that the file names; else the one of its place; else the one of the command.
    private func resources(of booking: ImportedBooking) -> [String] {
        for names in [booking.resources, [booking.place].compactMap(\.self)] {
            let ids = rooms.ids(of: names)
            if !ids.isEmpty { return ids }
        }
        return [resource].compactMap(\.self)
    }

    private static func unnamed(_ booking: ImportedBooking) -> Outcome {
        let names = (booking.resources + [booking.place].compactMap(\.self)).prefix(3).joined(separator: ", ")
        return fault(
            booking.line,
            names.isEmpty
                ? "line \(booking.line): no resource is named; give --resource"
                : "line \(booking.line): no resource is called so: \(names)")
    }

    private func ask(for booking: ImportedBooking, on ids: [String]) async -> Outcome {
        do {
            let answer = try await client.call(
                "POST", "/bookings" + (isDryRun ? "?dryRun=true" : ""), body: body(booking, on: ids), wantsJSON: true)
            let made = answer.document["bookings"] as? [APIClient.Document] ?? [answer.document]
            let isPending = made.contains { $0.text("state") == "tentative" || $0.text("verdict") == "pending" }
            return Outcome(kind: isPending ? .pending : .booked, line: booking.line, uid: booking.uid)
        } catch let failure as CommandFailure {
            let problem = failure.document.flatMap {
                (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? APIClient.Document
            }
            let reasons = (problem?["reasons"] as? [APIClient.Document] ?? []).map { $0.text("code") }
            let isConflict = problem?.text("status") == "409"
            let isKnown = isConflict && problem?.text("type").hasSuffix("already-exists") ?? false
            let kind: Outcome.Kind =
                reasons == ["inThePast"] ? .past : isKnown ? .known : isConflict ? .declined : .fault
            return Outcome(
                kind: kind, line: booking.line, uid: booking.uid, reasons: reasons,
                sentence: "line \(booking.line): \(failure.message)")
        } catch {
            return Self.fault(booking.line, "line \(booking.line): \(error)")
        }
    }

    private func body(_ booking: ImportedBooking, on ids: [String]) -> APIClient.Document {
        var body: APIClient.Document = [
            "title": booking.title, "start": booking.start, "end": booking.end,
        ]
        if ids.count == 1 { body["resource"] = ids[0] } else { body["resources"] = ids }
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

    /// - Parameter isWhole: that the file was read to its end.
    func document(isDryRun: Bool, isWhole: Bool) -> APIClient.Document {
        var document: APIClient.Document = [
            "dryRun": isDryRun, "complete": isWhole, "reasons": reasons, "first": sentences,
        ]
        for kind in ImportRun.Outcome.Kind.allCases { document[kind.rawValue] = counts[kind] ?? 0 }
        return document
    }

    func show(isDryRun: Bool) {
        for sentence in sentences { print(sentence) }
        let parts = ImportRun.Outcome.Kind.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
        print((isDryRun ? "dry run, nothing was booked: " : "") + parts.joined(separator: ", "))
    }
}
