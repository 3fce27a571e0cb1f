import Testing

@testable import Wording

@Suite struct CommandMessageTests {
    @Test(arguments: CommandMessage.allCases)
    func `the command line says everything in both languages, with the same facts`(_ message: CommandMessage) {
        #expect(!message.french.isEmpty && message.french != message.rawValue)
        #expect(Self.places(in: message.french) == Self.places(in: message.rawValue))
    }

    @Test func `facts stand where the sentence has them, whatever they are`() {
        #expect(
            Wording.text(.newPersonNeeds, ["{1}{2}"], language: .en)
                == "{1}{2} is new: give --name and at least one --address.")
    }

    /// `{1}`, `{2}`, sorted.
    private static func places(in text: String) -> [Substring] {
        text.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first }.sorted()
    }
}
