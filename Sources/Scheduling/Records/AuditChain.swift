import BookingCore
public import CalendarTime
import Crypto

/// One audit record as stored, in its chain.
public struct AuditEntry: Hashable, Sendable {
    /// The chain's name: the resource's id, or empty for what concerns none.
    public var chain: String
    /// 1 for the first record of the chain.
    public var order: Int64
    public var record: AuditRecord
    /// Nil: written before chains began.
    public var hash: [UInt8]?

    public init(chain: String, order: Int64, record: AuditRecord, hash: [UInt8]?) {
        self.chain = chain
        self.order = order
        self.record = record
        self.hash = hash
    }
}

/// The end of a chain.
public struct AuditHead: Hashable, Sendable {
    public var chain: String
    public var order: Int64
    public var hash: [UInt8]

    public init(chain: String, order: Int64, hash: [UInt8]) {
        self.chain = chain
        self.order = order
        self.hash = hash
    }
}

/// A seal over the ends of all chains that grew since the one before.
public struct AuditRoot: Hashable, Sendable {
    /// 1 for the first.
    public var number: Int64
    public var at: Instant
    /// By chain.
    public var heads: [AuditHead]
    public var hash: [UInt8]

    public init(number: Int64, at: Instant, heads: [AuditHead], hash: [UInt8]) {
        self.number = number
        self.at = at
        self.heads = heads
        self.hash = hash
    }
}

/// The hashes that make a change of the past visible (QUALITY I16): SHA-256 over every field, each with its length, and over the
/// hash before.
public enum AuditChain {
    /// Stands before the first record and the first root.
    public static let origin = [UInt8](repeating: 0, count: 32)

    public static func hash(of record: AuditRecord, chain: String, order: Int64, after previous: [UInt8]) -> [UInt8] {
        var octets = Octets(kind: 1)
        octets.append(previous)
        octets.append(chain)
        octets.append(order)
        octets.append(record.at.seconds)
        octets.append(record.actor)
        octets.append(record.door.rawValue)
        octets.append(record.action.rawValue)
        octets.append(record.booking.map { String($0.rawValue) })
        octets.append(record.subject)
        return Array(SHA256.hash(data: octets.list))
    }

    public static func hash(ofRoot number: Int64, at: Instant, heads: [AuditHead], after previous: [UInt8]) -> [UInt8] {
        var octets = Octets(kind: 2)
        octets.append(previous)
        octets.append(number)
        octets.append(at.seconds)
        for head in heads {
            octets.append(head.chain)
            octets.append(head.order)
            octets.append(head.hash)
        }
        return Array(SHA256.hash(data: octets.list))
    }

    /// Fields one after the other, so that no two lists of fields give the same octets.
    private struct Octets {
        var list: [UInt8]

        init(kind: UInt8) {
            list = [kind]
        }

        mutating func append(_ number: Int64) {
            for shift in stride(from: 56, through: 0, by: -8) {
                list.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
            }
        }

        mutating func append(_ octets: [UInt8]) {
            append(Int64(octets.count))
            list += octets
        }

        mutating func append(_ text: String) { append(Array(text.utf8)) }

        mutating func append(_ text: String?) {
            guard let text else {
                append(Int64(-1))
                return
            }
            append(text)
        }
    }
}
