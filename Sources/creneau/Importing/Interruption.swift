import Foundation
import Synchronization
import UnixSignals

/// ^C during long work: the first one lets what was begun be finished and reported, the second one ends the program.
final class Interruption: Sendable {
    private let come = Mutex(0)

    var hasCome: Bool { come.withLock { $0 > 0 } }

    init() {
        Task {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) where count() > 1 {
                Foundation.exit(ExitStatus.refused.rawValue)
            }
        }
    }

    private func count() -> Int {
        come.withLock { count in
            count += 1
            return count
        }
    }
}
