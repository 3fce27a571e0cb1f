import ArgumentParser
import Foundation

/// Asks before something is destroyed.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask whether this is meant.")
    var yes = false

    /// - Parameter question: what will be gone.
    /// - Throws: ``CommandFailure`` where it was not meant, or nobody is there to be asked.
    func ask(_ question: String) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw CommandFailure("\(question) Nobody can be asked here: say --yes if this is meant.")
        }
        try? FileHandle.standardError.write(contentsOf: Data((question + " Type yes: ").utf8))
        guard readLine()?.lowercased() == "yes" else { throw CommandFailure("Nothing was done.") }
    }
}
