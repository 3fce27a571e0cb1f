/// What the form of an option alone does not say: which options go together, and which values nothing can be done with.
struct SettingRule: Sendable {
    let setting: any AnySetting
    /// Asked only where somebody wrote something for the option.
    let problem: @Sendable (Settings) -> SettingFault.Problem?

    /// The option has no effect where one of these is missing.
    static func needs(_ setting: some AnySetting, _ others: any AnySetting...) -> SettingRule {
        SettingRule(setting: setting) { settings in
            let missing = others.filter { !settings.isSet($0) }.map(\.name)
            return missing.isEmpty ? nil : .needs(missing)
        }
    }

    static func value<Value>(
        _ setting: Setting<Value>, _ expectation: String, _ isRight: @escaping @Sendable (Value) -> Bool
    ) -> SettingRule {
        SettingRule(setting: setting) { isRight($0[setting]) ? nil : .expected(expectation) }
    }

    static let all: [SettingRule] = tls + ldap + oidc + webhooks

    private static let tls: [SettingRule] = [
        needs(TLSSettings.certificate, TLSSettings.key), needs(TLSSettings.key, TLSSettings.certificate),
    ]

    private static let ldap: [SettingRule] = [
        value(LDAPSettings.url, "an address that begins with ldaps:// or ldap:// and names a host") { url in
            ["ldaps://", "ldap://"].contains { url.map(hasHost(after: $0)) ?? true }
        },
        needs(LDAPSettings.url, LDAPSettings.bindDN, LDAPSettings.bindPassword, LDAPSettings.peopleBase),
        needs(LDAPSettings.bindDN, LDAPSettings.url), needs(LDAPSettings.bindPassword, LDAPSettings.url),
        needs(LDAPSettings.peopleBase, LDAPSettings.url), needs(LDAPSettings.groupsBase, LDAPSettings.url),
        needs(LDAPSettings.authorities, LDAPSettings.url),
        value(LDAPSettings.peopleFilter, "a filter like (objectClass=person), each ( with its )", isFilter),
        value(LDAPSettings.groupsFilter, "a filter like (objectClass=groupOfNames), each ( with its )", isFilter),
    ]

    /// RFC 7518 §3.1 and RFC 8037; shared secrets and none are left out.
    private static let signatures: Set = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    private static let oidc: [SettingRule] = [
        value(OIDCSettings.issuer, "an address that begins with https://, or http:// on this machine") { issuer in
            issuer.map(isSafeAddress) ?? true
        },
        SettingRule(setting: OIDCSettings.issuer) { settings in
            settings[OIDCSettings.audiences].isEmpty && settings[OIDCSettings.clientID] == nil
                ? .needs(["oidc.audiences (for bearer tokens) or oidc.clientID (for signing in)"]) : nil
        },
        needs(OIDCSettings.audiences, OIDCSettings.issuer), needs(OIDCSettings.clientID, OIDCSettings.issuer),
        needs(OIDCSettings.clientSecret, OIDCSettings.clientID), needs(OIDCSettings.callback, OIDCSettings.clientID),
        value(OIDCSettings.callback, "the address of /sign-in/callback, as https://creneau.example/sign-in/callback") {
            $0.map(isSafeAddress) ?? true
        },
        value(OIDCSettings.algorithms, "some of: " + signatures.sorted().joined(separator: ", ")) {
            !$0.isEmpty && $0.allSatisfy(signatures.contains)
        },
    ]

    private static let webhooks: [SettingRule] = [
        value(WebhookSettings.allowedHosts, "names or addresses of hosts, without http:// and without a path") {
            $0.allSatisfy { !$0.contains("/") && !$0.contains("@") }
        }
    ]

    private static func hasHost(after scheme: String) -> (String) -> Bool {
        {
            $0.lowercased().hasPrefix(scheme) && $0.utf8.count > scheme.utf8.count
                && $0.dropFirst(scheme.count).first != "/"
        }
    }

    private static func isSafeAddress(_ text: String) -> Bool {
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        return hasHost(after: "https://")(text)
            || local.contains { start in
                let rest = text.dropFirst(start.count).first
                return text.hasPrefix(start) && (rest == nil || rest == ":" || rest == "/")
            }
    }

    /// RFC 4515 §3, as far as its parentheses go.
    private static func isFilter(_ text: String) -> Bool {
        var depth = 0
        for (index, character) in text.utf8.enumerated() {
            if character == UInt8(ascii: "(") { depth += 1 }
            if character == UInt8(ascii: ")") { depth -= 1 }
            if depth < 0 || depth == 0 && index < text.utf8.count - 1 { return false }
        }
        return depth == 0 && text.hasPrefix("(") && text.contains("=")
    }
}

extension Settings {
    /// What is wrong with the options as a whole, though each can be read.
    ///
    /// - Parameter file: what the file is called in errors.
    public func disagreements(file: String) -> [SettingFault] {
        SettingRule.all.compactMap { rule in
            guard let place = place(of: rule.setting, file: file), let problem = rule.problem(self) else { return nil }
            return SettingFault(place: place, field: rule.setting.name, problem: problem)
        }
    }

    /// Where somebody wrote the option; nil: nobody did.
    public func place(of setting: any AnySetting, file: String) -> SettingFault.Place? {
        switch origin(of: setting) {
        case .fallback: nil
        case .file(let line): .line(line, file: file)
        case .variable(let name): .variable(name)
        }
    }
}
