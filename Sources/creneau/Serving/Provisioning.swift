import Accounts
import Foundation
import Importing
import Scheduling

/// Fills an empty database from a provisioning file.
enum Provisioning {
    static func read(
        _ path: String, environment: ServiceEnvironment, purpose: ProvisioningDocument.Purpose
    ) throws -> ProvisioningDocument {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path): the file cannot be read")
        }
        guard let yaml = String(validating: data, as: UTF8.self) else {
            throw CommandFailure("\(path): the file is not UTF-8; save it as UTF-8")
        }
        do {
            return try ProvisioningDocument(yaml: yaml, zones: environment.zones, purpose: purpose)
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }

    static func provision(_ document: ProvisioningDocument, into services: Services) async throws {
        let credentials = try await services.issuer.passwordCredentials(document.passwords)
        guard let installation = document.installation(credentials: credentials) else { return }
        do {
            try await services.directory.provision(installation, door: .commandLine)
        } catch SchedulingError.alreadyExists {
            throw CommandFailure(
                "the database is not empty; init fills an empty one only. Change it with `creneau resource import`")
        }
    }
}
