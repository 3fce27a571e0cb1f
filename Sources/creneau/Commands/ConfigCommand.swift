import ArgumentParser
import Foundation
import Settings

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The options of the server.",
        subcommands: [Check.self, Show.self, Reference.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what is wrong with the file of options, with its lines and fields.")
        @OptionGroup var location: DataOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            do {
                let file = try location.file()
                _ = try file.checked()
                print(
                    json
                        ? JSONText.object(["file": file.path as Any, "faults": [Any]()])
                        : "\(file.path ?? "no file of options; the defaults and the environment"): no fault")
            } catch let error as SettingFaults {
                let document = JSONText.object(["faults": error.faults.map(\.document)])
                throw CommandFailure(error.description, document: json ? document : nil)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every option with its value and where it comes from; secrets as three dots.")
        @OptionGroup var location: DataOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let settings = try location.file().settings
            let rows = SettingCatalogue.all.map { setting in
                [setting.name, settings.shownText(of: setting), settings.origin(of: setting).text]
            }
            guard json else { return Output.table(rows) }
            let options = rows.map { ["name": $0[0], "value": $0[1], "from": $0[2]] }
            print(JSONText.object(["options": options]))
        }
    }

    struct Reference: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the page of all options, in Markdown.")

        func run() async throws { print(SettingReference.page(), terminator: "") }
    }
}

/// JSON that a command writes itself, on one line.
enum JSONText {
    static func object(_ document: [String: Any]) -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let plain = document.mapValues { value in value as Any? ?? NSNull() }
        guard let data = try? JSONSerialization.data(withJSONObject: plain, options: options) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension SettingFault {
    fileprivate var document: [String: Any] {
        var document: [String: Any] = ["field": field, "detail": sentence]
        switch place {
        case .line(let line, let file): document.merge(["line": line, "file": file]) { $1 }
        case .variable(let name): document["variable"] = name
        case .commandLine: break
        }
        return document
    }
}

extension Settings.Origin {
    fileprivate var text: String {
        switch self {
        case .fallback: "default"
        case .file(let line): "line \(line)"
        case .variable(let name): "$" + name
        }
    }
}
