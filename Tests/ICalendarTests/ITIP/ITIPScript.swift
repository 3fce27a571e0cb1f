import Foundation

/// One script of Samples/itip: commands with their bodies, as Samples/itip/README.md describes them.
struct ITIPScript {
    /// `> put camille@ville.example` with the lines below it.
    struct Step {
        var line: Int
        var words: [String]
        var body: [String]
    }

    var steps: [Step] = []

    init(_ text: String) {
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.hasSuffix("\r") ? String(raw.dropLast()) : String(raw)
            if line.hasPrefix("#") || line.isEmpty { continue }
            if line.hasPrefix("> ") {
                let words = line.dropFirst(2).split(separator: " ").map(String.init)
                steps.append(Step(line: index + 1, words: words, body: []))
            } else if !steps.isEmpty {
                steps[steps.count - 1].body.append(line)
            }
        }
    }

    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Samples/itip")
    }

    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }
}
