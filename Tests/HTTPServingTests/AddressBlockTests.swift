import HTTPServing
import NIOCore
import Testing

@Suite struct AddressBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.200", true), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("::1", "::1", true),
    ])
    func `holds the addresses whose leading bits are the same`(_ block: String, _ address: String, _ isIn: Bool) throws
    {
        let found = try #require(AddressBlock(block))
        #expect(found.contains(try SocketAddress(ipAddress: address, port: 80)) == isIn)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/", "10.0.0.0/8/8", "10.1.2.3/8", "::/129",
        "host",
        "2001:db8::1/64", "10.0.0", "fe80::1%1",
    ])
    func `is not made of anything else`(_ text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
