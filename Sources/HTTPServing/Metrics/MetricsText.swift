public import Scheduling

/// Numbers in the text format that Prometheus reads (version 0.0.4).
public struct MetricsText: Sendable {
    public private(set) var text = ""

    public init() {}

    public typealias Labels = [(name: String, value: String)]

    /// - Parameter help: one line.
    public mutating func family(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind)\n"
    }

    public mutating func value(_ name: String, _ labels: Labels, _ value: Int64) {
        text += "\(name)\(Self.written(labels)) \(value)\n"
    }

    public mutating func value(_ name: String, _ labels: Labels, _ value: Double) {
        let number = value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
        text += "\(name)\(Self.written(labels)) \(number)\n"
    }

    public mutating func gauge(_ name: String, _ help: String, _ number: Int64) {
        family(name, "gauge", help)
        value(name, [], number)
    }

    public mutating func counter(_ name: String, _ help: String, _ number: UInt64) {
        family(name, "counter", help)
        value(name, [], Int64(clamping: number))
    }

    /// The classes of a histogram, each with all that are below it.
    public mutating func histogram(_ name: String, _ labels: Labels, _ histogram: DurationHistogram) {
        var count: UInt64 = 0
        for (bound, number) in zip(DurationHistogram.bounds, histogram.counts) {
            count &+= number
            value(name + "_bucket", labels + [("le", "\(bound)")], Int64(clamping: count))
        }
        value(name + "_bucket", labels + [("le", "+Inf")], Int64(clamping: histogram.count))
        value(name + "_sum", labels, histogram.sum)
        value(name + "_count", labels, Int64(clamping: histogram.count))
    }

    private static func written(_ labels: Labels) -> String {
        if labels.isEmpty { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var written = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\"" where quotes: written += "\\\""
            default: written.unicodeScalars.append(character)
            }
        }
        return written
    }
}
