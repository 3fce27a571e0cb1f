import Foundation
import Settings
import Testing

@Suite struct SettingsTests {
    private func settings(_ yaml: String?, _ environment: [String: String] = [:]) throws(SettingFaults) -> Settings {
        try Settings(yaml: yaml, file: "creneau.yaml", environment: environment)
    }

    private func faults(_ yaml: String, _ environment: [String: String] = [:]) -> [String] {
        do {
            _ = try settings(yaml, environment)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test(arguments: [nil, "", "# nothing\n", "log:\n", "log:\n  level:\n"])
    func `where nothing is written the defaults hold`(yaml: String?) throws {
        let settings = try settings(yaml)
        #expect(settings[ServerSettings.listen].text == "127.0.0.1:8080")
        #expect(settings[LogSettings.level] == .notice)
        #expect(settings[MetricsSettings.readers] == ["loopback"])
        #expect(settings[ServerSettings.socket] == nil)
    }

    @Test func `the file counts more than the defaults and the environment more than the file`() throws {
        let yaml = "listen: \"[::1]:80\"\nlog:\n  level: debug\nstop: {grace: 2m}\n"
        let settings = try settings(
            yaml,
            ["CRENEAU_LOG_LEVEL": "error", "CRENEAU_METRICS_READERS": "loopback, 10.0.0.0/8", "CRENEAU_STOP_GRACE": ""])
        #expect(settings[ServerSettings.listen].text == "[::1]:80")
        #expect(settings[LogSettings.level] == .error)
        #expect(settings[ServerSettings.stopGrace] == 120)
        #expect(settings[MetricsSettings.readers] == ["loopback", "10.0.0.0/8"])
        #expect(settings.origin(of: ServerSettings.listen) == .file(line: 1))
        #expect(settings.origin(of: LogSettings.level) == .variable("CRENEAU_LOG_LEVEL"))
    }

    @Test(arguments: [
        ("log:\n  levle: debug\n", "creneau.yaml:2: log.levle: there is no such option; did you mean log.level?"),
        ("level: debug\n", "creneau.yaml:1: level: there is no such option; did you mean log.level?"),
        (
            "\n\nzebra_crossing: 1\n",
            "creneau.yaml:3: zebra_crossing: there is no such option; `creneau config reference` lists them all"
        ),
        ("data: [a]\n", "creneau.yaml:1: data: write a path"),
        ("log:\n  format: xml\n", "creneau.yaml:2: log.format: write one of: text, json"),
        (
            "log: debug\n",
            "creneau.yaml:1: log: this is a section; write its options below it, indented, each with its value"
        ),
        ("- log\n", "creneau.yaml:1: this is a section; write its options below it, indented, each with its value"),
        ("listen: 80\n", "creneau.yaml:1: listen: write ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080"),
        ("listen: {a: b}\n", "creneau.yaml:1: listen: write ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080"),
        (
            "doctor:\n  freeSpace: 99999999999999999999\n",
            "creneau.yaml:2: doctor.freeSpace: write a whole number from 1 to 1000000"
        ),
        (
            "stop:\n  grace: 99999999999999999d\n",
            "creneau.yaml:2: stop.grace: write a length of time like 30s, 15m, 12h or 7d, from 0s to 10m"
        ),
        (
            "metrics:\n  readers: [10.0.0.0/33]\n",
            "creneau.yaml:2: metrics.readers: write a list of networks like 10.0.0.0/8 or fd00::/8, or the word `loopback`"
        ),
    ])
    func `what is wrong is named with its line, its field and what to write`(yaml: String, told: String) {
        #expect(faults(yaml) == [told])
    }

    @Test func `everything that is wrong is told at once`() {
        let told = faults("log:\n  level: loud\nlisten: \"\"\n", ["CRENEAU_DOCTOR_FREE_SPACE": "much"])
        #expect(told.count == 3)
        #expect(told.last == "$CRENEAU_DOCTOR_FREE_SPACE: doctor.freeSpace: write a whole number from 1 to 1000000")
    }

    @Test(arguments: ["log: [", "a: b\na: c\n", "\tlog:\n", "log: *x\n"])
    func `what is no YAML is told with its line`(yaml: String) {
        let told = faults(yaml)
        #expect(told.count == 1)
        #expect(told.first?.contains("this is not valid YAML") == true)
    }

    @Test func `names are unique, and so are the variables that override them`() {
        let names = SettingCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(SettingCatalogue.all.map(\.variable)).count == names.count)
        #expect(ServerSettings.stopGrace.variable == "CRENEAU_STOP_GRACE")
        #expect(DoctorSettings.nameServer.variable == "CRENEAU_DOCTOR_NAME_SERVER")
    }

    @Test func `every default is written as it is read, and the example of the page can be used`() throws {
        for setting in SettingCatalogue.all {
            guard let text = setting.fallbackText else { continue }
            if !text.hasPrefix("[") { #expect(setting.accepts(.scalar(text)), "\(setting.name)") }
        }
        let page = SettingReference.page()
        let example = page.split(separator: "```yaml\n")[1].split(separator: "\n```")[0]
        #expect(throws: Never.self) { try settings(String(example)) }
    }

    @Test func `the page in the repository is the one that the program prints`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("Samples/deploy/OPTIONS.md"), encoding: .utf8)
        #expect(
            page == SettingReference.page(),
            "print it anew: .build/debug/creneau config reference > Samples/deploy/OPTIONS.md")
    }

    @Test func `a reload takes what is safe and says what waits for a restart`() throws {
        let live = LiveSettings(try settings("log:\n  level: info\nlisten: 127.0.0.1:1\n"))
        let outcome = live.reload(try settings("log:\n  level: error\nlisten: 127.0.0.1:2\n"))
        #expect(outcome.taken == ["log.level"])
        #expect(outcome.waiting == ["listen"])
        #expect(live.current[LogSettings.level] == .error)
        #expect(live.current[ServerSettings.listen].port == 1)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.200.3.4", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "192.0.2.1", true),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("fd00::/7", "fc12::1", true),
        ("fd00::/8", "10.0.0.1", false), ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("10.128.0.0/9", "10.127.0.1", false),
    ])
    func `a network has the addresses that share its bits`(network: String, address: String, isInside: Bool) throws {
        let network = try #require(NetworkText(network))
        let octets = try #require(NetworkText.octets(of: address))
        #expect(network.contains(octets) == isInside)
    }

    @Test(arguments: ["", "/", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/33", "::/129", "10.0.0/8", "town", "10.0.0.0/8/8"])
    func `what is no network is refused`(text: String) {
        #expect(!NetworkText.isNetwork(text))
    }

    @Test(arguments: [
        ("tls: {certificate: /a}\n", "creneau.yaml:1: tls.certificate: this needs tls.key too"),
        ("tls:\n  key: /a\n", "creneau.yaml:2: tls.key: this needs tls.certificate too"),
        (
            "ldap:\n  url: http://x\n  bindDN: cn=a\n  bindPassword: b\n  peopleBase: dc=a\n",
            "creneau.yaml:2: ldap.url: write an address that begins with ldaps:// or ldap:// and names a host"
        ),
        (
            "ldap: {url: \"ldap://127.0.0.1:1\"}\n",
            "creneau.yaml:1: ldap.url: this needs ldap.bindDN, ldap.bindPassword, ldap.peopleBase too"
        ),
        (
            "ldap:\n  peopleFilter: \"((\"\n",
            "creneau.yaml:2: ldap.peopleFilter: write a filter like (objectClass=person), each ( with its )"
        ),
        (
            "oidc: {issuer: not a url, clientID: x}\n",
            "creneau.yaml:1: oidc.issuer: write an address that begins with https://, or http:// on this machine"
        ),
        ("oidc:\n  clientID: x\n", "creneau.yaml:2: oidc.clientID: this needs oidc.issuer too"),
        (
            "oidc: {algorithms: [HS256, none]}\n",
            "creneau.yaml:1: oidc.algorithms: write some of: ES256, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, "
                + "RS384, RS512"
        ),
        (
            "webhooks: {allowedHosts: [\"http://x\"]}\n",
            "creneau.yaml:1: webhooks.allowedHosts: write names or addresses of hosts, without http:// and without a path"
        ),
    ])
    func `options that do not go together are named with line and field`(yaml: String, fault: String) throws {
        let found = try settings(yaml).disagreements(file: "creneau.yaml").map(\.description)
        #expect(found == [fault])
    }

    @Test func `options that go together have no fault`() throws {
        let yaml = """
            tls: {certificate: /a, key: /b}
            ldap: {url: "ldaps://ldap.example", bindDN: cn=a, bindPassword: b, peopleBase: dc=a}
            oidc: {issuer: "http://127.0.0.1:9/realm", audiences: [creneau], algorithms: [RS256]}
            """
        #expect(try settings(yaml).disagreements(file: "") == [])
        #expect(Settings().disagreements(file: "") == [])
    }
}
