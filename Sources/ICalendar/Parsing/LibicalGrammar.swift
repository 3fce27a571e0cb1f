import CLibical
import Synchronization

/// libical's judgement of single content lines: the only use of libical, and the only place where it is called.
///
/// libical keeps process-wide settings, an error number and buffers of its own, so one lock guards every call, and the
/// settings are made once, inside it. Nothing of libical leaves this file: a line goes in as octets without NUL, a
/// ``Verdict`` comes out, and what libical allocated is freed before the lock is given back. Its recurrence iterator is
/// never called.
enum LibicalGrammar {
    /// What libical makes of a line.
    enum Verdict: Hashable {
        /// A name that libical does not know; anything is allowed.
        case unknown
        case refused
        /// Accepted, with the type that libical gives to the value.
        case accepted(ValueType)
    }

    /// The value types (RFC 5545 §3.3) whose text is checked once more after libical, which is too generous with them.
    enum ValueType: Hashable {
        case date, dateTime, period, duration, integer, offset, rule, other
    }

    /// Longer lines are texts and attachments; libical has nothing to say about them.
    static let longestLine = 16 << 10

    private static let lock = Mutex(Settings())

    /// Made once, when the lock is first taken.
    private struct Settings {
        init() {
            icalerror_set_errors_are_fatal(0)
            ical_set_unknown_token_handling_setting(ICAL_ASSUME_IANA_TOKEN)
        }
    }

    /// Gives the verdict on each line, all in one visit.
    static func judge(_ lines: [ContentLineReader.Line], body: (Verdict) -> Void) {
        lock.withLock { _ in
            var buffer: [UInt8] = []
            for line in lines {
                guard line.bytes.count <= longestLine else {
                    body(.unknown)
                    continue
                }
                buffer.removeAll(keepingCapacity: true)
                buffer.append(contentsOf: line.bytes)
                buffer.append(0)
                body(verdict(on: buffer))
            }
        }
    }

    /// - Parameter line: ends with NUL and has no other.
    private static func verdict(on line: [UInt8]) -> Verdict {
        guard knows(nameOf: line) else { return .unknown }
        return line.withUnsafeBytes { bytes in
            guard let text = bytes.bindMemory(to: CChar.self).baseAddress,
                let property = icalproperty_new_from_string(text)
            else { return .refused }
            defer { icalproperty_free(property) }
            guard let value = icalproperty_get_value(property) else { return .refused }
            return .accepted(type(of: icalvalue_isa(value)))
        }
    }

    private static func knows(nameOf line: [UInt8]) -> Bool {
        var name = Array(line.prefix { ContentLineNames.allows($0) })
        name.append(0)
        return name.withUnsafeBytes { bytes in
            guard let text = bytes.bindMemory(to: CChar.self).baseAddress else { return false }
            switch icalproperty_string_to_kind(text) {
            case ICAL_NO_PROPERTY, ICAL_X_PROPERTY: return false
            default: return true
            }
        }
    }

    private static func type(of kind: icalvalue_kind) -> ValueType {
        switch kind {
        case ICAL_DATE_VALUE: .date
        case ICAL_DATETIME_VALUE: .dateTime
        case ICAL_PERIOD_VALUE: .period
        case ICAL_DURATION_VALUE: .duration
        case ICAL_INTEGER_VALUE: .integer
        case ICAL_UTCOFFSET_VALUE: .offset
        case ICAL_RECUR_VALUE: .rule
        default: .other
        }
    }
}
