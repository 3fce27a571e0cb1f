import Foundation
import Scheduling
import Testing

@testable import Importing

@Suite struct PeopleFileTests {
    private func fault(_ text: String, ignoring: [String] = []) -> String {
        do {
            let file = try PeopleFile(Array(text.utf8), ignoring: ignoring)
            return file.faults.map(\.description).joined(separator: " / ")
        } catch {
            return "\(error)"
        }
    }

    private func sample() throws -> [UInt8] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Samples/townhall/people.csv")
        return Array(try Data(contentsOf: path))
    }

    @Test func `the sample of the town hall is read`() throws {
        let file = try PeopleFile(sample())
        #expect(file.faults.isEmpty)
        #expect(file.rows.map(\.draft.id).count == 5)
        let ines = try #require(file.rows.first { $0.draft.id == "ines.morel" })
        #expect(ines.line == 4)
        #expect(ines.draft.name == "Inès Morel")
        #expect(ines.draft.addresses == ["ines.morel@ville.example", "i.morel@ville.example"])
        #expect(ines.draft.groups == ["Accueil du public", "Jurys de concours"])
        #expect(ines.draft.isAdministrator == false && ines.draft.isDisabled == false && ines.draft.language == "fr")
        let owen = try #require(file.rows.first { $0.draft.id == "owen.price" }?.draft)
        #expect(owen.language == "en" && owen.isAdministrator == nil)
        let lea = try #require(file.rows.last?.draft)
        #expect(lea.name == "Léa Œuvray" && lea.department == "Culture; fêtes" && lea.isDisabled == true)
        #expect(file.column(of: "addresses") == "Courriel" && file.column(of: "disabled") == "Actif")
    }

    private func separated(by separator: String, _ text: String) -> String {
        text.replacing("; f", with: "§").replacing(";", with: separator).replacing("§", with: "; f")
    }

    /// As spreadsheets in French offices save it: with a mark, in their own letters, in UTF-16, with CRLF, tabs and commas.
    @Test(arguments: ["mark", "windows-1252", "utf-16le", "utf-16be", "crlf", "tabs", "commas", "quotes"])
    func `however it is written, it says the same`(form: String) throws {
        let octets = try sample()
        let text = try #require(String(validating: octets, as: UTF8.self))
        let wanted = try PeopleFile(octets).rows
        let written: [UInt8] =
            switch form {
            case "mark": [0xEF, 0xBB, 0xBF] + octets
            case "windows-1252": Array(try #require(text.data(using: .windowsCP1252)))
            case "utf-16le": [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            case "utf-16be": [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            case "crlf": Array(text.replacing("\n", with: "\r\n").utf8)
            case "tabs": Array(separated(by: "\t", text).utf8)
            case "commas": Array(separated(by: ",", text).utf8)
            default: [0xEF, 0xBB, 0xBF] + Array(text.replacing("Identifiant", with: "\"Identifiant\"").utf8)
            }
        #expect(try PeopleFile(written).rows == wanted, "\(form)")
    }

    @Test func `letters of Windows-1252 are what they are`() throws {
        let head = Array("id;nom\n".utf8)
        let file = try PeopleFile(head + Array("a;".utf8) + [0x8C, 0x75, 0x76, 0x72, 0xE9, 0x20, 0x80, 0x92, 0x0A])
        #expect(file.rows.first?.draft.name == "Œuvré €’")
        let bad = head + Array("a;".utf8) + [0x81, 0x0A]
        #expect(throws: ImportFault(line: 2, "the file is not Windows-1252; save it as UTF-8")) {
            try PeopleFile(bad)
        }
        #expect(throws: ImportFault(line: 2, "the file is not UTF-8; save it as UTF-8")) {
            try PeopleFile(bad, encoding: .utf8)
        }
    }

    @Test(arguments: [
        ("", "line 1: the file is empty"),
        ("nom;courriel\n", "line 1: id: the column is missing"),
        ("login;id\n", "line 1: id: the column is there twice"),
        ("id;actif;Désactivé\na;oui;oui\n", "line 2: actif: another column says the opposite"),
        ("id;langue\na;fr\nb;de\n", "line 3: langue: write fr or en"),
        ("id;admin\na;peut-être\n", "line 2: admin: write yes or no, oui or non"),
        (
            "id;nom\n;Eve\n\nb;Bob;c\n",
            "line 2: id: the cell is empty / line 4: the row has more cells than there are columns"
        ),
        ("id,name\n\"a\nb,c\n", "line 2: a quote is opened and not closed"),
    ])
    func `what is wrong is named by line and column`(text: String, told: String) {
        #expect(fault(text) == told)
    }

    @Test func `a column that nobody knows is refused unless it is to be left out`() {
        #expect(fault("id;nom;matricule\na;A;77\n").hasPrefix("line 1: matricule: no such column; name them: id, name"))
        #expect(fault("id;nom;Matricule\na;A;77\n", ignoring: ["matricule"]) == "")
    }

    @Test func `an empty cell says nothing`() throws {
        let file = try PeopleFile(Array("id;nom;service;groupes;admin\nAda; ; ;;\n".utf8))
        #expect(file.rows.map(\.draft) == [PersonDraft(id: "ada")])
    }
}
