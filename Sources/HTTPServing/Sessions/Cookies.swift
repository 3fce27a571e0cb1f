import HTTPTypes
import Hummingbird

/// Cookies that only this host sees, over TLS, out of reach for scripts (RFC 6265bis §4.1.3.2).
enum Cookie {
    static let session = "__Host-creneau"
    static let signIn = "__Host-creneau-sign-in"

    /// - Parameter age: seconds; 0 takes the cookie back; nil: until the browser is closed.
    static func field(_ name: String, _ value: String, age: Int? = nil) -> String {
        var text = "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax"
        if let age { text += "; Max-Age=\(age)" }
        return text
    }
}

extension Request {
    /// The value of a cookie. A name that comes twice is somebody's attempt, and counts as none.
    func cookie(_ name: String) -> String? {
        var found: String?
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";").prefix(50) {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0] == name else { continue }
                guard found == nil else { return nil }
                found = String(parts[1])
            }
        }
        guard let found, !found.isEmpty, found.utf8.count <= 128 else { return nil }
        return found
    }
}
