import Foundation
import Logging
import Settings
import Synchronization

/// Where log lines go and which ones: shared by every logger, so that a change of the level holds everywhere at once.
final class LogOutput: Sendable {
    private let present: Mutex<Logger.Level>
    let format: LogSettings.Format

    init(_ settings: Settings) {
        present = Mutex(Logger.Level(settings[LogSettings.level]))
        format = settings[LogSettings.format]
    }

    var level: Logger.Level {
        get { present.withLock { $0 } }
        set { present.withLock { $0 = newValue } }
    }

    /// One line on the error stream; nobody may listen there.
    func write(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// Writes each event on one line, as text or as a JSON object.
struct LineLogHandler: LogHandler {
    let output: LogOutput
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// What the options say; nobody else sets it.
    var logLevel: Logger.Level {
        get { output.level }
        set {}
    }

    init(output: LogOutput) {
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { (name: Self.shortName($0.key), text: "\($0.value)") }
            .sorted { $0.name < $1.name }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line =
            switch output.format {
            case .text: Self.textLine(time, event.level, "\(event.message)", fields)
            case .json: Self.jsonLine(time, event.level, "\(event.message)", fields)
            }
        output.write(line)
    }

    /// The server's own name for the number of a request is long.
    private static func shortName(_ key: String) -> String { key == "hb.request.id" ? "request" : key }

    private static func textLine(
        _ time: String, _ level: Logger.Level, _ message: String, _ fields: [(name: String, text: String)]
    ) -> String {
        let tail = fields.map { " \($0.name)=" + quoted($0.text) }.joined()
        return "\(time) \(level) \(oneLine(message))\(tail)"
    }

    private static func jsonLine(
        _ time: String, _ level: Logger.Level, _ message: String, _ fields: [(name: String, text: String)]
    ) -> String {
        var document: [String: Any] = [:]
        for field in fields { document[field.name] = field.text }
        document.merge(["time": time, "level": level.rawValue, "message": message]) { $1 }
        return JSONText.object(document)
    }

    /// In quotes where a reader could not tell where it ends.
    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 61 && $0 != 127 }
        return isPlain ? text : "\"" + oneLine(text).replacing("\"", with: "\\\"") + "\""
    }

    /// Nothing that somebody sent begins a line of its own.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : $0 }))
    }
}

extension Logger.Level {
    init(_ level: LogSettings.Level) {
        self = Logger.Level(rawValue: level.rawValue) ?? .notice
    }
}
