import CalendarTime
import ICalendar
import Testing

@Suite struct MutationTests {
    private static let pieces: [String] = [
        "\r\n", "\n ", "\"", ";", ":", ",", "=", "\\", "^", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VALARM\r\n",
        "RRULE:",
        "FREQ=SECONDLY;INTERVAL=0", "99999999999999999999", "-1", "VALUE=PERIOD", "TZID=",
        "RECURRENCE-ID:20261123T090000Z\r\n",
        "EXDATE:", "20260230", "T246060Z", "P999999999W", "\u{0}", "é",
    ]

    /// Inserts, deletes, doubles and swaps; each is an answer or an error, and what is read can be written and read again.
    @Test func `damaged objects give values or errors`() {
        var generator = SeededGenerator.fromEnvironment("mutation")
        var accepted = 0
        for round in 0..<(SeededGenerator.soaks ? 200_000 : 3_000) {
            var bytes = Array(TrickySamples.all[round % TrickySamples.all.count].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) { Self.damage(&bytes, &generator) }
            guard let object = try? CalendarObject(parsing: bytes) else { continue }
            accepted += 1
            let written = object.serializedBytes()
            let again = try? CalendarObject(parsing: written)
            #expect(again == object, "\(String(decoding: bytes, as: UTF8.self))")
            try? object.validateForStorage()
            try? object.validate(zones: systemZones)
            _ = try? object.recurrenceSet(zones: systemZones, defaultZone: .utc)
            _ = object.attendees.map { ($0.address, $0.participationStatus) }
        }
        #expect(accepted > 100)
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...30, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 3: bytes.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
        default:
            let other = Int.random(in: bytes.indices, using: &generator)
            bytes.swapAt(place, other)
        }
    }
}
