import HTTPServing
import NIOCore
import Testing

@Suite struct ClientNetworkTests {
    @Test(arguments: [
        ("127.0.0.1", "local", true), ("127.8.9.10", "local", true), ("::1", "local", true),
        ("::ffff:127.0.0.1", "local", true), ("192.0.2.77", "192.0.2.0/24", false),
        ("::ffff:192.0.2.77", "192.0.2.0/24", false), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", false),
    ])
    func `groups addresses by network`(_ address: String, _ text: String, _ isLocal: Bool) throws {
        let network = ClientNetwork(try SocketAddress(ipAddress: address, port: 1))
        #expect(network.text == text)
        #expect(network.isLocal == isLocal)
    }

    @Test func `a request without an address is local`() {
        #expect(ClientNetwork(nil).isLocal)
    }
}
