public import BookingCore
public import CalendarTime
import Crypto
public import Wording

/// What the holder of a check-in link sees: when and where, never a title.
public struct CheckInPage: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        /// One may check in now.
        case open
        case early, late
        case done
        /// The booking is no more.
        case gone
    }

    public var resourceName: LocalizedText
    public var range: TimeRange
    public var zone: ZoneRules
    /// The organizer's.
    public var language: Language?
    public var state: State
}

/// The secret of a check-in link: whoever has it may say that somebody is there for that one instance, and nothing else.
struct CheckInToken {
    var booking: BookingID
    var recurrenceID: Instant

    /// `id.start.code`, the code derived from the site's secret.
    func text(secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("check-in \(booking) \(recurrenceID.seconds)".utf8), using: SymmetricKey(data: secret))
        return "\(booking).\(recurrenceID.seconds)." + Digest.hex(code.prefix(20))
    }

    /// Nil unless `text` is a token of this site; compared in constant time.
    init?(_ text: String, secret: [UInt8]) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 100, parts.count == 3, let booking = BookingID(String(parts[0])),
            let seconds = Int64(parts[1])
        else { return nil }
        self.init(booking: booking, recurrenceID: Instant(seconds: seconds))
        let expected = Array(self.text(secret: secret).utf8)
        let given = Array(text.utf8)
        guard expected.count == given.count, zip(expected, given).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else {
            return nil
        }
    }

    init(booking: BookingID, recurrenceID: Instant) {
        self.booking = booking
        self.recurrenceID = recurrenceID
    }
}
