import Foundation
import Testing

/// Every line of the checklist has a section and a test that exists; every RFC of it has its place on the compliance page.
@Suite struct ChecklistTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The sentences of all tests of this package.
    private static let sentences: Set<String> = {
        var found: Set<String> = []
        let tests = root.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else {
                continue
            }
            for piece in text.components(separatedBy: "func `").dropFirst() {
                if let end = piece.firstIndex(of: "`") { found.insert(String(piece[..<end])) }
            }
        }
        return found
    }()

    @Test(arguments: Checklist.parts.keys.sorted())
    func `every line names a test that exists`(part: String) {
        let lines = Checklist.lines(of: part)
        #expect(!lines.isEmpty)
        for line in lines {
            guard let line else {
                Issue.record("\(part): a line has not three fields")
                continue
            }
            let path = Self.root.appendingPathComponent(line.test).path
            let isThere =
                Self.sentences.contains(line.test)
                || line.test.contains("/") && FileManager.default.fileExists(atPath: path)
            #expect(isThere, "\(line): no test is called “\(line.test)”")
            #expect(line.section.contains { $0.isNumber } || line.section.contains("Apple"), "\(line): no section")
        }
    }

    @Test func `every RFC of the checklist is on the compliance page`() throws {
        let page = Self.root.appendingPathComponent("Sources/CalDAV/CalDAV.docc/Compliance.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        var numbers: Set<String> = []
        for line in Checklist.parts.keys.flatMap(Checklist.lines(of:)) {
            let words: [Substring] = (line?.section ?? "").split { !$0.isNumber && $0 != "." && $0 != "§" }
            for word in words where word.count == 4 && word.allSatisfy(\.isNumber) { numbers.insert(String(word)) }
        }
        #expect(numbers.count > 20)
        for number in numbers.sorted() {
            #expect(text.contains(number), "RFC \(number) is not on the compliance page")
        }
    }
}
