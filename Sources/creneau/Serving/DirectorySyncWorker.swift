import Accounts
import Logging
import Scheduling
import ServiceLifecycle
import Settings

/// Brings the people and groups of the directory server here, at the start and then from time to time.
struct DirectorySyncWorker: Service {
    let synchronizer: DirectorySynchronizer
    let period: Duration
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await synchronize()
                try await Task.sleep(for: period)
            }
        }
    }

    private func synchronize() async {
        do {
            let report = try await synchronizer.synchronize(isDryRun: false, as: nil, door: .server)
            if report.isRefused {
                logger.error(
                    """
                    \(report.disabled.count) people vanished from the directory server at once: nothing was done. If that is \
                    right, run `creneau person sync --accept-many-vanished`
                    """)
                return
            }
            logger.info(
                "people and groups are as on the directory server",
                metadata: [
                    "created": "\(report.created.count)", "changed": "\(report.changed.count)",
                    "disabled": "\(report.disabled.count)", "groups": "\(report.groups.count)",
                    "conflicts": "\(report.conflicts.count)", "unusable": "\(report.unusable.count)",
                ])
        } catch {
            logger.error("the directory server could not be read: \(error)")
        }
    }
}

extension LDAPDirectory {
    /// - Returns: nil where no server is named.
    /// - Throws: ``CommandFailure`` where an option is missing or cannot be used.
    static func make(_ settings: Settings) throws -> LDAPDirectory? {
        guard let url = settings[LDAPSettings.url] else { return nil }
        guard url.hasPrefix("ldaps://") || url.hasPrefix("ldap://") else {
            throw CommandFailure("`ldap.url`: \(url) begins with neither ldaps:// nor ldap://")
        }
        guard let bindDN = settings[LDAPSettings.bindDN], let password = settings[LDAPSettings.bindPassword],
            let base = settings[LDAPSettings.peopleBase]
        else { throw CommandFailure("`ldap.url` needs `ldap.bindDN`, `ldap.bindPassword` and `ldap.peopleBase`") }
        return LDAPDirectory(
            .init(
                url: url, authorities: settings[LDAPSettings.authorities], bindDN: bindDN, bindPassword: password,
                peopleBase: base, peopleFilter: settings[LDAPSettings.peopleFilter],
                groupsBase: settings[LDAPSettings.groupsBase], groupsFilter: settings[LDAPSettings.groupsFilter],
                idAttribute: settings[LDAPSettings.idAttribute], nameAttribute: settings[LDAPSettings.nameAttribute],
                addressAttributes: settings[LDAPSettings.addressAttributes],
                departmentAttribute: settings[LDAPSettings.departmentAttribute],
                nesting: settings[LDAPSettings.nesting] == .chain ? .chain : .walk))
    }
}
