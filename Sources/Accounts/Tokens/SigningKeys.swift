import Foundation
import JWTKit

/// The public keys of an issuer, as its JWK set names them (RFC 7517 §5).
struct SigningKeys: Sendable {
    /// Signatures that are accepted where the options name no others: no shared secrets, nothing unsigned (RFC 8725 §3.1).
    static let algorithms = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
    static let everyAlgorithm = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    private static let mostKeys = 50
    /// Octets of an RSA modulus (RFC 7518 §3.3).
    private static let shortestModulus = 256

    private struct Entry: Sendable {
        var id: String?
        var key: JWK
    }

    private var entries: [Entry] = []

    /// - Returns: nil where the octets are no JWK set. Keys that are not for signatures, of unknown kinds or too weak are left
    ///   out (RFC 7517 §5).
    init?(json: [UInt8]) {
        guard let document = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any],
            let keys = document["keys"] as? [[String: Any]]
        else { return nil }
        for member in keys.prefix(Self.mostKeys) {
            guard member["use"] as? String ?? "sig" == "sig", member["d"] == nil,
                let data = try? JSONSerialization.data(withJSONObject: member),
                let key = try? JSONDecoder().decode(JWK.self, from: data), Self.isStrong(key)
            else { continue }
            entries.append(Entry(id: member["kid"] as? String, key: key))
        }
    }

    private static func isStrong(_ key: JWK) -> Bool {
        guard key.keyType == .rsa else { return true }
        guard let modulus = key.modulus.flatMap({ Base64URL.decode(Array($0.utf8)) }) else { return false }
        return modulus.drop { $0 == 0 }.count >= shortestModulus
    }

    /// Whether a key could have made the signature at all: a token that names an unknown one asks for the set to be read again.
    func knows(_ token: SignedToken) -> Bool {
        !candidates(token).isEmpty
    }

    /// Whether one of the keys made the token's signature, by the algorithm that the token names and the key is for.
    func signed(_ token: SignedToken) async -> Bool {
        for entry in candidates(token) {
            var key = entry.key
            key.algorithm = JWK.Algorithm(rawValue: token.algorithm)
            key.keyIdentifier = "key"
            guard let collection = try? await JWTKeyCollection().add(jwk: key),
                let algorithm = try? await collection.getKey(for: "key", alg: token.algorithm),
                algorithm.name == token.algorithm,
                (try? algorithm.verify(token.signature, signs: token.signed)) == true
            else { continue }
            return true
        }
        return false
    }

    /// A token that names a key is checked against that one only; one that names none, against those of its kind, three at
    /// most.
    private func candidates(_ token: SignedToken) -> [Entry] {
        let fitting = entries.filter { entry in
            let named = token.keyID == nil || entry.id == token.keyID
            let isOfKind: Bool =
                switch token.algorithm.prefix(2) {
                case "RS", "PS": entry.key.keyType == .rsa
                case "ES": entry.key.keyType == .ecdsa
                case "Ed": entry.key.keyType == .octetKeyPair
                default: false
                }
            return named && isOfKind && (entry.key.algorithm.map { $0.rawValue == token.algorithm } ?? true)
        }
        return Array(fitting.prefix(3))
    }
}
