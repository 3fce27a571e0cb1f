import ArgumentParser
import Foundation
import Wording

/// Asks before something is destroyed.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask whether this is meant.")
    var yes = false

    /// - Parameter question: what will be gone.
    /// - Throws: ``CommandFailure`` where it was not meant, or nobody is there to be asked.
    func ask(_ question: CommandMessage, _ values: String...) throws {
        try ask(Wording.text(question, values, language: Terminal.language))
    }

    /// - Parameter question: what will be gone.
    /// - Throws: as the one above.
    func ask(_ question: String) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw CommandFailure(.nobodyToAsk, question)
        }
        try? FileHandle.standardError.write(contentsOf: Data(Terminal.text(.typeYes, question).utf8))
        // What was asked for, or what everybody types.
        let answers = ["yes", Terminal.text(.yes)]
        guard answers.contains(readLine()?.lowercased() ?? "") else { throw CommandFailure(.nothingDone) }
    }
}
