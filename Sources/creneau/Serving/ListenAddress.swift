import ArgumentParser
import Settings

/// `ADDRESS:PORT`, with an IPv6 address in brackets. Port 0 takes a free one.
struct ListenAddress: ExpressibleByArgument, Hashable {
    var host: String
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let text = ListenAddressText(argument) else { return nil }
        self.init(text)
    }

    init(_ text: ListenAddressText) {
        self.init(host: text.host, port: text.port)
    }

    var defaultValueDescription: String { "\(host):\(port)" }

    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The address of the site for a browser, on the port that was bound.
    func url(port: Int, isSecure: Bool) -> String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
    }

    /// The same for a client on this machine, where the address stands for every network.
    func localURL(port: Int, isSecure: Bool) -> String {
        var address = self
        switch host {
        case "0.0.0.0": address.host = "127.0.0.1"
        case "::": address.host = "::1"
        default: break
        }
        return address.url(port: port, isSecure: isSecure)
    }
}
