import BookingCore
import CalendarTime
import Scheduling

/// Free/busy as one digit for each step of a window, as calendar programs draw it: `0` free, `1` tentative, `2` busy,
/// `3` unavailable. A step has the greatest of what is in it.
struct PackedFreeBusy {
    /// Digits at most.
    static let longest: Int64 = 10_000

    let window: TimeRange
    /// Seconds.
    let step: Int64

    /// - Throws: where the step makes too many digits, or is longer than a day.
    init(_ field: JSONField, window: TimeRange) throws(RequestError) {
        let step = try field.duration()
        guard (60...86_400).contains(step), window.duration / step < Self.longest else {
            throw field.error(.outOfRange)
        }
        self.window = window
        self.step = step
    }

    func text(_ taken: ResourceFreeBusy) -> String {
        let count = Int((window.duration + step - 1) / step)
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: count)
        for (ranges, digit) in [(taken.tentative, "1"), (taken.busy, "2"), (taken.unavailable, "3")]
            as [([TimeRange], Unicode.Scalar)]
        {
            for range in ranges {
                let first = max(0, (range.start.seconds - window.start.seconds) / step)
                let end = min(Int64(count), (range.end.seconds - window.start.seconds + step - 1) / step)
                for index in Int(first)..<max(Int(first), Int(end)) { digits[index] = UInt8(ascii: digit) }
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
