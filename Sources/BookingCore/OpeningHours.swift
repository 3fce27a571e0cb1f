public import CalendarTime

/// A part of a civil day, in minutes since midnight by the wall clock; `to` is exclusive, 1,440 is the day's end.
public struct DailyRange: Hashable, Codable, Sendable {
    public var from: Int
    public var to: Int

    /// Nil unless `0 <= from < to <= 1440`.
    public init?(from: Int, to: Int) {
        guard from >= 0, from < to, to <= 1_440 else { return nil }
        self.from = from
        self.to = to
    }

    private enum CodingKeys: String, CodingKey { case from, to }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard
            let range = DailyRange(
                from: try container.decode(Int.self, forKey: .from),
                to: try container.decode(Int.self, forKey: .to))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .from, in: container, debugDescription: "not a part of a day")
        }
        self = range
    }
}

/// When a resource is open, by the wall clock of its zone. A weekday that is missing is closed.
public struct OpeningHours: Hashable, Codable, Sendable {
    public var weekly: [Weekday: [DailyRange]]
    /// Dates with hours of their own; an empty list is a closed day.
    public var exceptions: [CivilDate: [DailyRange]]

    public init(weekly: [Weekday: [DailyRange]], exceptions: [CivilDate: [DailyRange]] = [:]) {
        self.weekly = weekly
        self.exceptions = exceptions
    }

    /// The open parts of `date`.
    public func ranges(on date: CivilDate) -> [DailyRange] { exceptions[date] ?? weekly[date.weekday] ?? [] }
}

/// Whole days on which nothing can be booked, whatever the opening hours say.
public struct Closure: Hashable, Codable, Sendable {
    public var from: CivilDate
    /// The last closed day.
    public var through: CivilDate
    public var names: LocalizedText

    public init(from: CivilDate, through: CivilDate, names: LocalizedText) {
        self.from = from
        self.through = through
        self.names = names
    }
}
