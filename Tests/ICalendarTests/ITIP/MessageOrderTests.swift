import CalendarTime
import ICalendar
import Testing

/// I6: state depends on the set of messages, ordered by (SEQUENCE, DTSTAMP), not on their arrival.
@Suite struct MessageOrderTests {
    private struct Arrival {
        var object: CalendarObject?
        var tombstone: ITIPTombstone?

        mutating func receive(_ message: CalendarObject) throws {
            let message = try ITIPMessage(receiving: message, for: CalendarAddress("mailto:salle@ville.example"))
            let outcome = try ITIPBroker.apply(
                message, to: object, recipient: [Town.salle], tombstone: tombstone, context: Town.context())
            switch outcome {
            case .created(let result), .updated(let result), .cancelled(let result):
                object = result
                tombstone = nil
            case .remembered(let remembered): tombstone = remembered
            case .answered, .ignored: break
            }
        }

        /// What takes time: version, start and title of each component that is not cancelled.
        var state: Set<String> {
            Set(
                (object?.main ?? []).filter { !$0.isCancelled }.map { component in
                    let names = ["RECURRENCE-ID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY"]
                    return names.map { component.first($0)?.value ?? "-" }.joined(separator: " ")
                })
        }
    }

    /// A history as an organizer writes one: the version of a component never goes back.
    private func history(_ generator: inout SeededGenerator) throws -> [CalendarObject] {
        var messages: [CalendarObject] = []
        var sequence = 0
        for step in 0..<Int.random(in: 2...6, using: &generator) {
            if Bool.random(using: &generator) { sequence += 1 }
            let stamp = String(20_261_123_070_000 + step * 100)
            let version = ["SEQUENCE:\(sequence)", "SUMMARY:\(step)", Town.room]
            let head = ["BEGIN:VEVENT", "UID:one", "DTSTAMP:\(stamp.prefix(8))T\(stamp.dropFirst(8))Z"]
            let tail = ["ORGANIZER:mailto:\(Town.camille)", "END:VEVENT"]
            let day = 1 + Int.random(in: 0...2, using: &generator)
            let series = head + version + ["DTSTART:20261201T090000Z", "RRULE:FREQ=DAILY;COUNT=3"] + tail
            let instance =
                head + version + ["RECURRENCE-ID:2026120\(day)T090000Z", "DTSTART:2026120\(day)T1\(step)0000Z"] + tail
            switch Int.random(in: 0...5, using: &generator) {
            case 0, 1: messages.append(try Town.object(series, method: "REQUEST"))
            case 2: messages.append(try Town.object(series, instance, method: "REQUEST"))
            case 3: messages.append(try Town.object(instance, method: "REQUEST"))
            case 4: messages.append(try Town.object(instance, method: "CANCEL"))
            default: messages.append(try Town.object(series, method: "CANCEL"))
            }
        }
        return messages
    }

    /// RFC 5546 §2.1.5.
    @Test func `gives the same state in every order of arrival, repeats included`() throws {
        var generator = SeededGenerator.fromEnvironment("message order")
        for _ in 0..<(SeededGenerator.soaks ? 20_000 : 400) {
            let messages = try history(&generator)
            var inOrder = Arrival()
            for message in messages { try inOrder.receive(message) }
            var mixed = Arrival()
            let shuffled = (messages + messages.shuffled(using: &generator).prefix(2)).shuffled(using: &generator)
            for message in shuffled { try mixed.receive(message) }
            #expect(
                mixed.state == inOrder.state,
                "\(shuffled.map { $0.serialized() }.joined(separator: "\n"))")
            if mixed.state != inOrder.state { return }
        }
    }
}
