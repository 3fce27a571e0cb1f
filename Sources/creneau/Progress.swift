import Foundation
import Synchronization

/// How far long work is, on one line of a terminal; nowhere else.
final class Progress: Sendable {
    private let title: String
    private let isShown = isatty(STDERR_FILENO) == 1
    /// The last percentage that was shown.
    private let shown = Mutex(-1)

    init(_ title: String) {
        self.title = title
    }

    /// - Parameter all: 0 where it is not known.
    func tell(_ done: Int, of all: Int) {
        guard isShown else { return }
        let step = all > 0 ? done * 100 / all : done / 1_000
        let isNews = shown.withLock { last in
            defer { last = step }
            return last != step
        }
        guard isNews else { return }
        let text = all > 0 ? "\(step) %" : "\(done)"
        try? FileHandle.standardError.write(contentsOf: Data("\r\(title): \(text)".utf8))
    }

    func end() {
        guard isShown, shown.withLock({ $0 >= 0 }) else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1b}[K".utf8))
    }
}
