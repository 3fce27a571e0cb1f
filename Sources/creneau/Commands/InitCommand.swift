import ArgumentParser
import Foundation
import Importing
import SQLiteStore
import Scheduling

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Fills an empty database from a file.",
        discussion: "Root does it as the account that the data directory belongs to.")

    @OptionGroup var location: DataOption

    @Option(help: ArgumentHelp("The description of the site, people and resources.", valueName: "file"))
    var from: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let environment = SystemEnvironment.make()
        let document = try Provisioning.read(from, environment: environment, purpose: .installation)
        let directory = try location.directory
        try DirectoryOwner.become(of: directory)
        let services = try Services.open(directory: directory, environment: environment)
        let result: Result<Void, any Error>
        do {
            result = .success(try await Provisioning.provision(document, into: services))
        } catch {
            result = .failure(error)
        }
        await services.store.close()
        try result.get()
        report(document, directory: directory)
    }

    private func report(_ document: ProvisioningDocument, directory: String) {
        let (people, groups, resources) = (document.people.count, document.groups.count, document.resources.count)
        if json {
            print(#"{"people":\#(people),"groups":\#(groups),"resources":\#(resources)}"#)
        } else {
            print("\(directory): \(people) people, \(groups) groups, \(resources) resources")
        }
    }
}
