import Foundation
import HTTPServing
import Scheduling
import Settings

extension SettingsFile {
    /// The options, of which a server can be made: they go together, and the files that they name can be used.
    ///
    /// - Throws: ``SettingFaults`` with each fault's line and field.
    func checked() throws -> Settings {
        let faults = settings.disagreements(file: path ?? "") + unusable()
        guard faults.isEmpty else { throw SettingFaults(faults: faults) }
        return settings
    }

    private func unusable() -> [SettingFault] {
        var found: [SettingFault] = []
        func add(_ setting: any AnySetting, _ why: String) {
            guard let place = settings.place(of: setting, file: path ?? "") else { return }
            found.append(SettingFault(place: place, field: setting.name, problem: .unusable(why)))
        }
        if let certificate = settings[TLSSettings.certificate], let key = settings[TLSSettings.key] {
            do throws(CertificateError) {
                _ = try ServerCertificate(certificateFile: certificate, keyFile: key)
            } catch {
                if case .unreadable(key) = error {
                    add(TLSSettings.key, "\(error)")
                } else {
                    add(TLSSettings.certificate, "\(error)")
                }
            }
        }
        if let authorities = settings[LDAPSettings.authorities], access(authorities, R_OK) != 0 {
            add(LDAPSettings.authorities, "\(authorities) cannot be read: \(String(cString: strerror(errno)))")
        }
        for text in settings[ProxySettings.trusted] where AddressBlock(text) == nil {
            add(ProxySettings.trusted, "\(text) has bits set behind its prefix; write the network's address")
        }
        for name in settings[OIDCSettings.defaultScopes] where Scope(rawValue: name) == nil {
            let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            add(OIDCSettings.defaultScopes, "there is no scope \(name); there are \(known)")
        }
        return found
    }
}
