import Foundation
import Glibc
import Settings

/// Asks one name server over UDP (RFC 1035), for records that the system's resolver has no call for.
struct NameServer {
    enum Failure: Error {
        /// No answer in time, or one that cannot be read.
        case silent
        /// RFC 1035 §4.1.1, RCODE; 3: there is no such name.
        case refused(Int)
    }

    enum RecordType: UInt16 {
        case mx = 15
        case srv = 33
    }

    let address: ListenAddressText

    /// - Parameter text: `ADDRESS` or `ADDRESS:PORT`; nil: the first of `/etc/resolv.conf`.
    init?(_ text: String?) {
        if let text {
            guard
                let address = ListenAddressText(text)
                    ?? ListenAddressText(text.contains(":") ? "[\(text)]:53" : text + ":53")
            else { return nil }
            self.address = address
            return
        }
        let file = FileManager.default.contents(atPath: "/etc/resolv.conf") ?? Data()
        let server = String(decoding: file, as: UTF8.self).split(separator: "\n").lazy
            .map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
            .first { $0.count >= 2 && $0[0] == "nameserver" }
        guard let server else { return nil }
        address = ListenAddressText(host: String(server[1]), port: 53)
    }

    /// The records' names with their ports (SRV) or preferences (MX).
    func records(_ type: RecordType, of name: String) throws(Failure) -> [(target: String, number: Int)] {
        let identity = UInt16.random(in: .min ... .max)
        guard let question = Self.question(identity, type, name) else { throw .silent }
        let answer = try exchange(question)
        return try DNSAnswer(answer, identity: identity).records(type)
    }

    private static func question(_ identity: UInt16, _ type: RecordType, _ name: String) -> [UInt8]? {
        var octets = [UInt8(identity >> 8), UInt8(identity & 255), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for label in name.utf8.split(separator: UInt8(ascii: ".")) {
            guard label.count < 64 else { return nil }
            octets.append(UInt8(label.count))
            octets += label
        }
        return octets + [0, UInt8(type.rawValue >> 8), UInt8(type.rawValue & 255), 0, 1]
    }

    private func exchange(_ question: [UInt8]) throws(Failure) -> [UInt8] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let target = found else {
            throw .silent
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(target.pointee.ai_family, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { throw .silent }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 3, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard connect(descriptor, target.pointee.ai_addr, target.pointee.ai_addrlen) == 0 else { throw .silent }
        for _ in 0..<2 {
            guard send(descriptor, question, question.count, 0) == question.count else { throw .silent }
            var answer = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &answer, answer.count, 0)
            if count > 0 { return Array(answer.prefix(count)) }
        }
        throw .silent
    }
}

/// An answer of a name server, read with bounds.
struct DNSAnswer {
    private let octets: [UInt8]
    private var place = 12
    private let questions: Int
    private let answers: Int

    init(_ octets: [UInt8], identity: UInt16) throws(NameServer.Failure) {
        guard octets.count >= 12, octets[0] == identity >> 8, octets[1] == identity & 255, octets[2] & 0x80 != 0 else {
            throw .silent
        }
        guard octets[3] & 15 == 0 else { throw .refused(Int(octets[3] & 15)) }
        self.octets = octets
        questions = Int(octets[4]) << 8 | Int(octets[5])
        answers = Int(octets[6]) << 8 | Int(octets[7])
    }

    func records(_ type: NameServer.RecordType) throws(NameServer.Failure) -> [(target: String, number: Int)] {
        var reader = self
        return try reader.read(type)
    }

    private mutating func read(
        _ type: NameServer.RecordType
    ) throws(NameServer.Failure) -> [(target: String, number: Int)] {
        for _ in 0..<questions {
            _ = try name()
            place += 4
        }
        var found: [(String, Int)] = []
        for _ in 0..<answers {
            _ = try name()
            let kind = try number()
            place += 6
            let length = try number()
            let end = place + length
            guard end <= octets.count else { throw .silent }
            if kind == type.rawValue {
                // SRV: priority, weight, port, target (RFC 2782); MX: preference, exchange (RFC 1035 §3.3.9).
                if type == .srv { place += 4 }
                let value = try number()
                found.append((try name(), value))
            }
            place = end
        }
        return found
    }

    private mutating func number() throws(NameServer.Failure) -> Int {
        guard place >= 0, place + 2 <= octets.count else { throw .silent }
        defer { place += 2 }
        return Int(octets[place]) << 8 | Int(octets[place + 1])
    }

    /// RFC 1035 §4.1.4: a pointer leads to an earlier place, and only so often.
    private mutating func name() throws(NameServer.Failure) -> String {
        var labels: [String] = []
        var at = place
        var isElsewhere = false
        for _ in 0..<128 {
            guard at < octets.count else { throw .silent }
            let length = Int(octets[at])
            if length & 0xc0 == 0xc0 {
                guard at + 1 < octets.count else { throw .silent }
                if !isElsewhere { place = at + 2 }
                isElsewhere = true
                at = (length & 0x3f) << 8 | Int(octets[at + 1])
                continue
            }
            if length == 0 {
                if !isElsewhere { place = at + 1 }
                return labels.joined(separator: ".")
            }
            guard length < 64, at + 1 + length <= octets.count else { throw .silent }
            labels.append(String(decoding: octets[(at + 1)...(at + length)], as: UTF8.self))
            at += 1 + length
        }
        throw .silent
    }
}
