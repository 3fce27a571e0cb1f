import Foundation
import Wording

/// The terminal in front of which somebody sits.
enum Terminal {
    static let language = language(in: ProcessInfo.processInfo.environment)

    /// By POSIX's order (XBD §8.2): LC_ALL, LC_MESSAGES, LANG, the first that is not empty. French where it says so.
    static func language(in environment: [String: String]) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.prefix { $0 != "_" && $0 != "." && $0 != "@" }.lowercased() == "fr" ? .fr : .en
    }

    /// - Parameter values: for `{1}`, `{2}` and so on.
    static func text(_ message: CommandMessage, _ values: String...) -> String {
        Wording.text(message, values, language: language)
    }

    /// Whether somebody sits there to be asked.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// A secret, typed without being shown where a person sits there, else the first line of standard input.
    ///
    /// - Throws: ``CommandFailure`` where there is none.
    static func secret(_ prompt: CommandMessage) throws(CommandFailure) -> String {
        guard isInteractive else {
            guard let line = readLine(), !line.isEmpty else { throw CommandFailure(text(.noPassword)) }
            return line
        }
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw CommandFailure(text(.noPassword)) }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            try? FileHandle.standardError.write(contentsOf: Data("\n".utf8))
        }
        try? FileHandle.standardError.write(contentsOf: Data(text(prompt).utf8))
        guard let line = readLine(), !line.isEmpty else { throw CommandFailure(text(.noPassword)) }
        return line
    }
}

extension CommandFailure {
    init(_ message: CommandMessage, _ values: String...) {
        self.init(Wording.text(message, values, language: Terminal.language))
    }
}
