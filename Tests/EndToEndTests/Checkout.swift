import Foundation

/// Paths of this checkout and of the build that the tests run in.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let townHall = root.appendingPathComponent("Samples/townhall/townhall.yaml")
    static let invitations = root.appendingPathComponent("Samples/clients")
    static let clients = root.appendingPathComponent("Tests/EndToEndTests/Clients")
    static let python = root.appendingPathComponent(".build/venv/bin/python")

    /// The `creneau` beside the test bundle that is running.
    static let binary: URL = {
        let bundle = CommandLine.arguments.map { URL(fileURLWithPath: $0) }.first { $0.pathExtension == "xctest" }
        let folder = bundle?.deletingLastPathComponent() ?? root.appendingPathComponent(".build/debug")
        return folder.appendingPathComponent("creneau")
    }()
}
