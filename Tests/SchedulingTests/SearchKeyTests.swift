import Scheduling
import Testing

/// Searches compare without case and accents (RFC 3744 §9.4 leaves it to the server).
@Suite struct SearchKeyTests {
    @Test(
        arguments: [
            ("Salle Jaurès", "salle jaures"), ("SALLE JAURE\u{300}S", "salle jaures"), ("Cœur", "coeur"),
            ("Ægir", "aegir"), ("Straße", "strasse"), ("L’Haÿ", "l'hay"), ("Łódź", "lodz"), ("Đặng", "dang"),
            ("Île\u{A0}de\u{202F}Ré", "ile de re"), ("ÉTAT CIVIL", "etat civil"), ("Ωμέγα", "ωμέγα"), ("会議室", "会議室"),
        ])
    func `a text is what one types for it`(_ text: String, _ typed: String) {
        #expect(SearchKey(text) == SearchKey(typed))
        #expect(String(decoding: SearchKey(text).octets, as: UTF8.self) == typed)
    }

    @Test(
        arguments: [
            ("salle jaurès", "jaures", true), ("salle", "salle de", false), ("aab", "ab", true), ("", "", true),
            ("a", "", true), ("", "a", false), ("aaab", "aab", true),
        ])
    func `a part is found wherever it is`(_ text: String, _ part: String, _ isIn: Bool) {
        #expect(SearchKey(text).contains(SearchKey(part)) == isIn)
        #expect(SearchKey(part + text).hasPrefix(SearchKey(part)))
        #expect(SearchKey(text + part).hasSuffix(SearchKey(part)))
    }
}
