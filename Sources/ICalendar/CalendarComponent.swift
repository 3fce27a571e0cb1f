/// A component with its properties and the components inside it (RFC 5545 §3.6).
public struct CalendarComponent: Hashable, Sendable {
    /// Upper case: VCALENDAR, VEVENT, VALARM, …
    public let name: String
    /// In the order of the file.
    public var properties: [CalendarProperty]
    /// In the order of the file.
    public var components: [CalendarComponent]

    public init(_ name: String, properties: [CalendarProperty] = [], components: [CalendarComponent] = []) {
        self.name = name.uppercased()
        self.properties = properties
        self.components = components
    }

    public init(name: String, properties: [CalendarProperty] = [], components: [CalendarComponent] = []) {
        self.init(name, properties: properties, components: components)
    }

    /// The first property of that name, in any case.
    public func first(_ name: String) -> CalendarProperty? {
        let name = name.uppercased()
        return properties.first { $0.name == name }
    }

    /// Every property of that name, in any case.
    public func all(_ name: String) -> [CalendarProperty] {
        let name = name.uppercased()
        return properties.filter { $0.name == name }
    }

    /// Puts `property` in the place of every property of its name, where the first of them stood, else at the end.
    public mutating func set(_ property: CalendarProperty) {
        if let place = properties.firstIndex(where: { $0.name == property.name }) {
            properties[place] = property
            let rest = properties[(place + 1)...].filter { $0.name != property.name }
            properties.replaceSubrange((place + 1)..., with: rest)
        } else {
            properties.append(property)
        }
    }

    /// Sets a property by its raw value; `nil` removes it.
    public mutating func set(_ name: String, value: String?, parameters: [CalendarParameter] = []) {
        guard let value else { return remove(name) }
        set(CalendarProperty(name, value: value, parameters: parameters))
    }

    /// Sets a TEXT property, escaping it; `nil` removes it.
    public mutating func setText(_ name: String, _ text: String?, parameters: [CalendarParameter] = []) {
        guard let text else { return remove(name) }
        set(CalendarProperty(text: name, text, parameters: parameters))
    }

    public mutating func append(_ property: CalendarProperty) {
        properties.append(property)
    }

    /// Removes every property of that name.
    public mutating func remove(_ name: String) {
        let name = name.uppercased()
        properties.removeAll { $0.name == name }
    }

    /// The components of that name directly inside this one.
    public func components(named name: String) -> [CalendarComponent] {
        let name = name.uppercased()
        return components.filter { $0.name == name }
    }
}

extension CalendarComponent {
    public var uid: String? {
        get { first("UID")?.text }
        set { setText("UID", newValue) }
    }

    public var summary: String? {
        get { first("SUMMARY")?.text }
        set { setText("SUMMARY", newValue) }
    }

    public var location: String? {
        get { first("LOCATION")?.text }
        set { setText("LOCATION", newValue) }
    }

    public var descriptionText: String? {
        get { first("DESCRIPTION")?.text }
        set { setText("DESCRIPTION", newValue) }
    }

    /// STATUS in upper case.
    public var status: String? {
        get { word("STATUS") }
        set { set("STATUS", value: newValue) }
    }

    /// CLASS in upper case. An unknown one counts as PRIVATE (RFC 5545 §3.8.1.3); that is for the reader to decide.
    public var classification: String? {
        get { word("CLASS") }
        set { set("CLASS", value: newValue) }
    }

    public var isCancelled: Bool { status == "CANCELLED" }

    /// TRANSP:TRANSPARENT: the event takes no time (RFC 5545 §3.8.2.7).
    public var transparent: Bool {
        get { word("TRANSP") == "TRANSPARENT" }
        set { set("TRANSP", value: newValue ? "TRANSPARENT" : "OPAQUE") }
    }

    /// SEQUENCE, 0 where it is missing or no number (RFC 5545 §3.8.7.4).
    public var sequence: Int {
        get { first("SEQUENCE").flatMap { Int32($0.value.trimmingSpaces) }.map(Int.init) ?? 0 }
        set { set("SEQUENCE", value: String(newValue)) }
    }

    private func word(_ name: String) -> String? {
        first(name)?.value.trimmingSpaces.uppercased()
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    var trimmingSpaces: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let from = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return from == utf8.startIndex && utf8.index(after: last) == utf8.endIndex ? self : String(self[from...last])
    }
}
