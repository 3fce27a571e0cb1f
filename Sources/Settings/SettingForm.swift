/// How the values of an option are written.
public struct SettingForm<Value: Sendable>: Sendable {
    /// As in "write …".
    public let expectation: String
    /// Whether the value must not be shown.
    public var isSecret = false
    let read: @Sendable (SettingText) -> Value?
    let write: @Sendable (Value) -> String?

    /// - Parameters:
    ///   - read: nil where the text means nothing.
    ///   - write: nil where there is nothing to write.
    public init(
        expectation: String, read: @escaping @Sendable (SettingText) -> Value?,
        write: @escaping @Sendable (Value) -> String?
    ) {
        self.expectation = expectation
        self.read = read
        self.write = write
    }

    /// For passwords and keys: never printed, not even by `config show`.
    public var secret: SettingForm {
        var form = self
        form.isSecret = true
        return form
    }

    /// The same where nothing may be written.
    public var optional: SettingForm<Value?> {
        let (read, write) = (read, write)
        var form = SettingForm<Value?>(
            expectation: expectation, read: { text in read(text).map(Optional.some) },
            write: { value in value.flatMap(write) })
        form.isSecret = isSecret
        return form
    }
}

extension SettingForm where Value == String {
    /// One line, not empty, without control characters.
    public static var text: SettingForm { text("a text on one line") }

    public static var path: SettingForm { text("a path") }

    static func text(_ expectation: String) -> SettingForm {
        SettingForm(
            expectation: expectation,
            read: { value in
                guard let text = value.scalar, !text.isEmpty, text.utf8.count <= 4_000,
                    !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
                else { return nil }
                return text
            },
            write: { $0 })
    }
}

extension SettingForm where Value == Bool {
    public static var boolean: SettingForm {
        SettingForm(
            expectation: "true or false",
            read: { ["true": true, "false": false][$0.scalar ?? ""] },
            write: { $0 ? "true" : "false" })
    }
}

extension SettingForm where Value == Int {
    public static func integer(_ range: ClosedRange<Int>) -> SettingForm {
        SettingForm(
            expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { value in
                guard let number = value.scalar.flatMap({ Int($0) }), range.contains(number) else { return nil }
                return number
            },
            write: { String($0) })
    }

    /// Seconds, written as a number with its unit.
    public static func duration(_ range: ClosedRange<Int>) -> SettingForm {
        SettingForm(
            expectation:
                "a length of time like 30s, 15m, 12h or 7d, from \(durationText(range.lowerBound)) to "
                + durationText(range.upperBound),
            read: { value in
                guard let text = value.scalar, let unit = text.last, let seconds = durationUnits[unit],
                    let count = Int(text.dropLast()), count >= 0
                else { return nil }
                let (product, overflows) = count.multipliedReportingOverflow(by: seconds)
                return overflows || !range.contains(product) ? nil : product
            },
            write: { durationText($0) })
    }

    private static var durationUnits: [Character: Int] { ["s": 1, "m": 60, "h": 3_600, "d": 86_400] }

    private static func durationText(_ seconds: Int) -> String {
        for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60)] where seconds > 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}

extension SettingForm where Value == [String] {
    /// A list; in a variable the items are separated by commas.
    ///
    /// - Parameter isItem: whether a text can be an item.
    public static func list(
        of expectation: String, where isItem: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> SettingForm {
        SettingForm(
            expectation: "a list of \(expectation)",
            read: { value in
                let items = value.items
                return items.allSatisfy { !$0.isEmpty && isItem($0) } ? items : nil
            },
            write: { $0.isEmpty ? nil : "[" + $0.joined(separator: ", ") + "]" })
    }
}

extension SettingForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    public static var choice: SettingForm {
        SettingForm(
            expectation: "one of: " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            read: { $0.scalar.flatMap { Value(rawValue: $0) } },
            write: { $0.rawValue })
    }
}
