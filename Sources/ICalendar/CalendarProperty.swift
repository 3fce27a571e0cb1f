/// One content line: a name, parameters and a value (RFC 5545 §3.1).
public struct CalendarProperty: Hashable, Sendable {
    /// Upper case.
    public let name: String
    /// In the order of the file; a name may occur more than once.
    public var parameters: [CalendarParameter]
    /// Raw: unfolded, still escaped, byte for byte as in the file.
    public var value: String

    /// - Parameter value: raw; use ``init(text:_:parameters:)`` for text that has to be escaped.
    public init(_ name: String, value: String, parameters: [CalendarParameter] = []) {
        self.name = name.uppercased()
        self.value = value
        self.parameters = parameters
    }

    /// A property of type TEXT whose value is escaped here (RFC 5545 §3.3.11).
    public init(text name: String, _ text: String, parameters: [CalendarParameter] = []) {
        self.init(name, value: CalendarText.escaped(text), parameters: parameters)
    }

    init(canonicalName: String, parameters: [CalendarParameter], value: String) {
        self.name = canonicalName
        self.parameters = parameters
        self.value = value
    }

    /// The first parameter of that name; several values are joined by commas. Setting replaces every parameter of that
    /// name, in the place of the first; `nil` removes them.
    public subscript(parameter name: String) -> String? {
        get {
            let name = name.uppercased()
            return parameters.first { $0.name == name }?.values.joined(separator: ",")
        }
        set {
            let name = name.uppercased()
            let place = parameters.firstIndex { $0.name == name } ?? parameters.endIndex
            parameters.removeAll { $0.name == name }
            if let newValue { parameters.insert(CalendarParameter(name, newValue), at: place) }
        }
    }

    /// Every value of every parameter of that name (MEMBER, DELEGATED-TO, …).
    public func values(ofParameter name: String) -> [String] {
        let name = name.uppercased()
        return parameters.filter { $0.name == name }.flatMap(\.values)
    }

    /// The value as TEXT, escapes resolved (RFC 5545 §3.3.11).
    public var text: String {
        get { CalendarText.unescaped(value) }
        set { value = CalendarText.escaped(newValue) }
    }

    /// The values of a comma-separated TEXT list such as CATEGORIES, escapes resolved.
    public var textList: [String] {
        CalendarText.split(value, at: ",").map(CalendarText.unescaped)
    }
}
