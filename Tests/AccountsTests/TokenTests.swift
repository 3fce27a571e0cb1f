import CalendarTime
import Testing

@testable import Accounts

@Suite struct TokenTests {
    /// RFC 4648 §5, and what only looks like it.
    @Test(arguments: [
        ("", [] as [UInt8]?), ("Zg", [0x66]), ("Zm8", [0x66, 0x6F]), ("-_8", [0xFB, 0xFF]), ("Zh", nil), ("Zg==", nil),
        ("Z", nil),
        ("+/8", nil), ("Zm\n8", nil),
    ])
    func `one text for one value`(_ text: String, _ octets: [UInt8]?) {
        #expect(Base64URL.decode(Array(text.utf8)) == octets)
        if let octets { #expect(Base64URL.encode(octets) == text) }
    }

    @Test func `claims are read as what they are`() throws {
        let json = #"{"a":"x","b":true,"n":1.9,"t":1,"l":["x",1,"y"],"o":{"r":["z"]},"https://a.b/c":"d"}"#
        let claims = try #require(TokenClaims(json: Array(json.utf8)))
        #expect(claims.text("a") == "x")
        #expect(claims.flag("b") == true)
        #expect(claims.flag("t") == nil)
        #expect(claims.seconds("n") == 1)
        #expect(claims.seconds("b") == nil)
        #expect(claims.texts("l") == ["x", "y"])
        #expect(claims.texts("o.r") == ["z"])
        #expect(claims.text("https://a.b/c") == "d")
        #expect(TokenClaims(json: Array("[1]".utf8)) == nil)
    }

    @Test(arguments: [
        "https://login.example", "https://login.example:8443/realms/a", "http://127.0.0.1:9", "http://localhost/x",
    ])
    func `an issuer is reached by https, or is on this machine`(_ url: String) {
        #expect(IdentityProvider.isTrustworthy(url))
    }

    @Test(arguments: [
        "http://login.example", "ftp://127.0.0.1", "https://", "login.example", "https://user@login.example",
        "https://a/#b",
        "http://127.0.0.1.evil.example",
    ])
    func `no other address is an issuer's`(_ url: String) {
        #expect(!IdentityProvider.isTrustworthy(url))
    }

    @Test(arguments: [
        ("/salles?a=b#c", "/salles?a=b#c"), ("//evil.example", "/"), ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a b", "/"), ("", "/"), ("salles", "/"),
    ])
    func `the way back stays on this site`(_ path: String, _ kept: String) {
        #expect(OIDCSignIn.ownPath(path) == kept)
    }
}
