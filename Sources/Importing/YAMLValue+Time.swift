import BookingCore
import CalendarTime

/// Dates, times of day, durations and texts in two languages, as the provisioning file writes them.
extension YAMLValue {
    func date() throws(ProvisioningError) -> CivilDate {
        guard let scalarText, let date = CivilDate(iso8601: scalarText) else {
            throw error(.expected("a date like 2026-12-25"))
        }
        return date
    }

    /// Seconds; days count 24 hours.
    func duration() throws(ProvisioningError) -> Int64 {
        let limit: Int64 = 100 * 366 * 86_400
        guard let scalarText, let duration = EventDuration(icalendar: scalarText),
            (0...36_600).contains(duration.days), (0...limit).contains(duration.seconds)
        else { throw error(.expected("a duration like PT15M, PT1H30M or P30D")) }
        return Int64(duration.days) * 86_400 + duration.seconds
    }

    /// Seconds; nil for the word `none`, which means no limit.
    func limit() throws(ProvisioningError) -> Int64? {
        if scalarText == "none" { return nil }
        return try duration()
    }

    /// One text for every language, or `fr` and `en`; one of them alone stands for both.
    func localizedText() throws(ProvisioningError) -> LocalizedText {
        guard isMapping else { return LocalizedText(try text()) }
        var fields = try fields()
        let french = try fields.take("fr")?.text()
        let english = try fields.take("en")?.text()
        try fields.finish()
        guard let first = french ?? english else { throw error(.expected("a text, or fr and en with a text each")) }
        return LocalizedText(fr: french ?? first, en: english ?? first)
    }

    /// A list of `08:00-19:30`, in order and apart from each other.
    func dailyRanges() throws(ProvisioningError) -> [DailyRange] {
        var ranges: [DailyRange] = []
        for item in try list() {
            let ends = try item.text().split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
            guard ends.count == 2, let from = ends[0], let to = ends[1], let range = DailyRange(from: from, to: to)
            else {
                throw item.error(.expected("hours like 08:00-19:30; the day ends at 24:00"))
            }
            if let last = ranges.last, range.from < last.to {
                throw item.error(.expected("hours that begin after the ones before have ended"))
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}
