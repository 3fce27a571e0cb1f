import HTTPTypes
import NIOCore

/// One hop as a proxy tells it: who asked it, and how.
struct ForwardedHop: Hashable, Sendable {
    /// Nil where the proxy does not say, hides it (`unknown`, `_hidden`), or says something that is no address.
    var client: SocketAddress?
    var scheme: String?
    var authority: String?
}

/// What proxies tell about a request, oldest hop first.
enum ForwardedFields {
    /// Hops that are read; a longer list is cut at its untrusted end.
    static let mostHops = 32

    static let names: [HTTPField.Name] = [
        .forwarded, .forwardedFor, .forwardedProto, .forwardedHost, .forwardedPort, .forwardedServer,
    ]

    /// The `X-Forwarded-For`, `-Proto` and `-Host` fields. Where Proto or Host have fewer values than For, the last ones are
    /// those of the last hops, and one value stands for all.
    static func legacyHops(_ fields: HTTPFields) -> [ForwardedHop] {
        let clients = list(fields, .forwardedFor)
        let schemes = list(fields, .forwardedProto)
        let authorities = list(fields, .forwardedHost)
        let count = max(clients.count, schemes.isEmpty && authorities.isEmpty ? 0 : 1)
        return (0..<count).map { index in
            ForwardedHop(
                client: element(clients, index, of: count).flatMap(address),
                scheme: scheme(element(schemes, index, of: count)),
                authority: element(authorities, index, of: count).flatMap(authority))
        }
    }

    private static func element(_ list: [String], _ index: Int, of count: Int) -> String? {
        if list.count == 1, count > 1 { return list[0] }
        let place = index - (count - list.count)
        return list.indices.contains(place) ? list[place] : nil
    }

    private static func list(_ fields: HTTPFields, _ name: HTTPField.Name) -> [String] {
        fields[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .suffix(mostHops).map { String($0.trimmingSpace) }
    }

    /// The `Forwarded` field (RFC 7239 §4). A value that does not parse hides everything before it.
    static func standardHops(_ fields: HTTPFields) -> [ForwardedHop] {
        let text = fields[values: .forwarded].joined(separator: ",")
        var hops: [ForwardedHop] = []
        for element in split(text, at: ",").suffix(mostHops) {
            guard let hop = hop(element) else {
                hops = [ForwardedHop()]
                continue
            }
            hops.append(hop)
        }
        return hops
    }

    private static func hop(_ text: Substring) -> ForwardedHop? {
        var hop = ForwardedHop()
        var seen: Set<String> = []
        for pair in split(text, at: ";") where !pair.trimmingSpace.isEmpty {
            guard let equals = pair.firstIndex(of: "=") else { return nil }
            let name = pair[..<equals].trimmingSpace.lowercased()
            guard seen.insert(name).inserted,
                let value = unquoted(pair[pair.index(after: equals)...].trimmingSpace)
            else { return nil }
            switch name {
            case "for": hop.client = address(value)
            case "proto": hop.scheme = scheme(value)
            case "host": hop.authority = authority(value)
            default: break
            }
        }
        return hop
    }

    /// Splits at a separator that stands outside quotation marks.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        let text = Substring(text)
        var parts: [Substring] = []
        var start = text.startIndex
        var quoted = false
        var escaped = false
        for index in text.indices {
            let character = text[index]
            if escaped {
                escaped = false
            } else if quoted, character == "\\" {
                escaped = true
            } else if character == "\"" {
                quoted.toggle()
            } else if character == separator, !quoted {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func unquoted(_ text: Substring) -> String? {
        guard text.first == "\"" else { return text.contains("\"") ? nil : String(text) }
        guard text.count >= 2, text.last == "\"" else { return nil }
        return String(text.dropFirst().dropLast().filter { $0 != "\\" })
    }

    /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
    static func address(_ text: String) -> SocketAddress? {
        guard text.utf8.count <= 64 else { return nil }
        var host = Substring(text)
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return nil }
            host = host[host.index(after: host.startIndex)..<end]
        } else if host.filter({ $0 == ":" }).count == 1, let colon = host.firstIndex(of: ":") {
            host = host[..<colon]
        }
        guard !host.contains("%") else { return nil }
        return try? SocketAddress(ipAddress: String(host), port: 0)
    }

    private static func scheme(_ text: String?) -> String? {
        guard let text = text?.lowercased(), text == "http" || text == "https" else { return nil }
        return text
    }

    private static func authority(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || "-.:[]".utf8.contains(octet)
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 255 ? text : nil
    }
}

extension Substring {
    fileprivate var trimmingSpace: Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var text = drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}

extension HTTPField.Name {
    static let forwarded = knownName("Forwarded")
    static let forwardedFor = knownName("X-Forwarded-For")
    static let forwardedProto = knownName("X-Forwarded-Proto")
    static let forwardedHost = knownName("X-Forwarded-Host")
    static let forwardedPort = knownName("X-Forwarded-Port")
    static let forwardedServer = knownName("X-Forwarded-Server")
}
