extension CalendarObject {
    /// Reads and checks one object as it comes from outside.
    ///
    /// The text is read here, so that nothing of it is lost; libical judges every line of a property that it knows; values
    /// and the object as a whole are checked afterwards. Zones are not needed for that: see ``validate(zones:)``.
    public init(parsing bytes: [UInt8], limits: CalendarLimits = .default) throws(CalendarParseError) {
        var reader = ObjectReader(limits: limits)
        let (calendar, lines) = try reader.read(bytes)
        var verdicts: [LibicalGrammar.Verdict] = []
        verdicts.reserveCapacity(reader.contentLines.count)
        LibicalGrammar.judge(reader.contentLines) { verdicts.append($0) }
        try ObjectCheck(verdicts: verdicts, contentLines: reader.contentLines).check(calendar, lines)
        self.init(calendar: calendar)
    }

    public init(parsing text: String, limits: CalendarLimits = .default) throws(CalendarParseError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads an object that was checked when it was stored: form and limits only, no libical, no values.
    public init(stored bytes: [UInt8], limits: CalendarLimits = .default) throws(CalendarParseError) {
        var reader = ObjectReader(limits: limits)
        calendar = try reader.read(bytes).0
    }
}
