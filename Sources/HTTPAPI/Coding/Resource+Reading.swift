import BookingCore
import CalendarTime
import Scheduling

extension Resource {
    /// A whole resource as it is put; what is left out has its default.
    init(id: ResourceID, body: [UInt8]) throws(RequestError) {
        try self.init(id: id, JSONField(name: "", value: try JSON(body: body)))
    }

    /// - Parameter known: as the request's path says; nil: only the document says it.
    init(id known: ResourceID?, _ document: JSONField) throws(RequestError) {
        var fields = try document.fields()
        let id: ResourceID
        if let known {
            if let field = fields.take("id"), try field.text() != known.rawValue { throw field.error(.notAllowed) }
            id = known
        } else {
            id = try DraftBody.id(try fields.require("id"))
        }
        // What a reader was shown and only repeats is not read.
        for name in ["name", "feeds"] { _ = fields.take(name) }
        self.init(
            id: id, names: try fields.require("names").localizedLine(),
            address: try fields.require("address").address(),
            zone: try fields.require("timeZone").text())
        kind = try fields.take("kind")?.oneOf(ResourceKind.self) ?? .room
        aliases = try fields.take("aliases")?.addresses() ?? []
        site = try fields.take("site")?.line()
        building = try fields.take("building")?.line()
        floor = try fields.take("floor")?.line()
        capacity = try fields.take("capacity")?.integer(1...1_000_000)
        units = try fields.take("units")?.integer(1...100_000) ?? 1
        for item in try fields.take("features")?.list() ?? [] { features.append(try item.line(100)) }
        stepFree = try fields.take("stepFree")?.boolean() ?? false
        openingHours = try fields.take("openingHours")?.openingHours()
        for item in try fields.take("closures")?.list() ?? [] { closures.append(try item.closure()) }
        setup = try fields.take("setup")?.duration() ?? 0
        teardown = try fields.take("teardown")?.duration() ?? 0
        parts = try fields.take("parts")?.identifiers() ?? []
        companions = try fields.take("companions")?.companions(of: id) ?? []
        managers = try fields.take("managers")?.texts() ?? []
        description = try fields.take("description")?.localizedText()
        calendarName = try fields.take("calendarName")?.localizedLine()
        policyName = try fields.take("policyName")?.text()
        // Of a shared policy only what differs is the resource's own; `policy` beside it repeats what a reader was shown.
        if let field = fields.take("overrides") { policyOverrides = try field.policyOverrides() }
        if let field = fields.take("policy") { policy = try field.policy() }
        if fields.names.contains("policyVersion") { _ = fields.take("policyVersion") }
        disabled = try fields.take("disabled")?.boolean() ?? false
        try fields.finish()
        do {
            try validate()
        } catch {
            throw RequestError(error, at: fields.prefix)
        }
    }
}

extension RequestError {
    fileprivate init(_ error: ResourceError, at prefix: String) {
        switch error {
        case .outOfRange(let field, _): self = .invalidField(name: prefix + field, .outOfRange)
        case .policy(.outOfRange(let field, _)): self = .invalidField(name: prefix + "policy." + field, .outOfRange)
        case .policy(.unknown(let field, let value)):
            self = .invalidField(name: prefix + "policy." + field, .malformed(value))
        }
    }
}

extension JSONField {
    func address() throws(RequestError) -> String {
        let address = try text().lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>,;:\"\\".utf8.contains($0) }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isPlain, address.utf8.count <= 254 else {
            throw error(.malformed(address))
        }
        return address
    }

    func addresses() throws(RequestError) -> [String] {
        var addresses: [String] = []
        for item in try list() { addresses.append(try item.address()) }
        return addresses
    }

    func identifiers() throws(RequestError) -> [ResourceID] {
        var ids: [ResourceID] = []
        for item in try list() { ids.append(try DraftBody.id(item)) }
        return ids
    }

    /// A text of one line that says something.
    ///
    /// - Parameter limit: in characters.
    func line(_ limit: Int = 200) throws(RequestError) -> String {
        let text = try text()
        if text.allSatisfy(\.isWhitespace) { throw error(.empty) }
        if text.unicodeScalars.count > limit { throw error(.tooLong(limit: limit)) }
        let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if hasControl { throw error(.controlCharacter) }
        return text
    }

    /// As ``localizedText()``, each of one line.
    func localizedLine() throws(RequestError) -> LocalizedText {
        let text = try localizedText()
        for each in [text.fr, text.en] { _ = try JSONField(name: name, value: .string(each)).line() }
        return text
    }

    /// One text, or `fr` and `en`.
    func localizedText() throws(RequestError) -> LocalizedText {
        if case .string(let text) = value { return LocalizedText(text) }
        var fields = try fields()
        let french = try fields.take("fr")?.text()
        let english = try fields.take("en")?.text()
        try fields.finish()
        guard let first = french ?? english else { throw error(.empty) }
        return LocalizedText(fr: french ?? first, en: english ?? first)
    }

    /// Seconds.
    func duration() throws(RequestError) -> Int64 {
        let text = try text()
        guard let duration = EventDuration(icalendar: text) else { throw error(.malformed(text)) }
        guard (0...36_600).contains(duration.days), (0...3_200_000_000).contains(duration.seconds) else {
            throw error(.outOfRange)
        }
        return Int64(duration.days) * 86_400 + duration.seconds
    }

    func date() throws(RequestError) -> CivilDate {
        let text = try text()
        guard let date = CivilDate(iso8601: text) else { throw error(.malformed(text)) }
        return date
    }

    func closure() throws(RequestError) -> Closure {
        var fields = try fields()
        let from = try fields.require("from").date()
        let throughField = try fields.require("through")
        let closure = Closure(
            from: from, through: try throughField.date(), names: try fields.require("name").localizedText())
        try fields.finish()
        guard closure.from <= closure.through else { throw throughField.error(.endBeforeStart) }
        return closure
    }

    func openingHours() throws(RequestError) -> OpeningHours {
        var fields = try fields()
        var hours = OpeningHours(weekly: [:])
        var weekly = try fields.require("weekly").fields()
        for (index, name) in OpeningHours.dayNames.enumerated() {
            guard let field = weekly.take(name), let day = Weekday(rawValue: index + 1) else { continue }
            hours.weekly[day] = try field.dailyRanges()
        }
        try weekly.finish()
        if let field = fields.take("exceptions") {
            var dates = try field.fields()
            for name in dates.names {
                guard let date = CivilDate(iso8601: name) else { throw field.error(.malformed(name)) }
                hours.exceptions[date] = try dates.take(name)?.dailyRanges() ?? []
            }
        }
        try fields.finish()
        return hours
    }

    private func dailyRanges() throws(RequestError) -> [DailyRange] {
        var ranges: [DailyRange] = []
        for item in try list() {
            let text = try item.text()
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
            guard ends.count == 2, let from = ends[0], let to = ends[1], let range = DailyRange(from: from, to: to),
                ranges.last.map({ $0.to <= range.from }) ?? true
            else { throw item.error(.malformed(text)) }
            ranges.append(range)
        }
        return ranges
    }

    private static func minutes(_ text: Substring) -> Int? {
        let octets = Array(text.utf8)
        guard octets.count == 5, octets[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)),
            let minute = Int(text.suffix(2)), (0...24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}
