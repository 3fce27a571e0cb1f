/// `ADDRESS:PORT`, with an IPv6 address in brackets. Port 0 takes a free one.
public struct ListenAddressText: Hashable, Sendable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil where the text is no address with a port.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
    }

    public var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension SettingForm where Value == ListenAddressText {
    public static var listenAddress: SettingForm {
        SettingForm(
            expectation: "ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080",
            read: { $0.scalar.flatMap(ListenAddressText.init) }, write: { $0.text })
    }
}
