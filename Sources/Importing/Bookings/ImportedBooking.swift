/// A booking as a file describes it, in the words of the API.
public struct ImportedBooking: Hashable, Sendable {
    /// Where it begins in the file, counted from 1.
    public var line: Int
    /// What may name resources: ids, addresses or names, those of people among them. Every resource is asked for.
    public var resources: [String] = []
    /// What names the resource where none of ``resources`` does.
    public var place: String?
    public var title = ""
    public var description: String?
    /// A date, a local time, or an instant in UTC.
    public var start = ""
    public var end = ""
    /// An IANA name; nil: the resource's.
    public var timeZone: String?
    public var recurrence: [String] = []
    public var dates: [String] = []
    public var excluded: [String] = []
    /// A person's id or an address.
    public var organizer: String?
    public var units: Int?
    public var uid: String?
    public var isPrivate = false

    public init(line: Int) {
        self.line = line
    }
}

/// Why a part of a file is no booking.
public struct ImportFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    /// A column's or a property's name; empty: the whole.
    public var field: String
    public var sentence: String

    public init(line: Int, field: String = "", _ sentence: String) {
        self.line = line
        self.field = field
        self.sentence = sentence
    }

    public var description: String {
        (["line \(line)"] + (field.isEmpty ? [] : [field]) + [sentence]).joined(separator: ": ")
    }
}

/// Gives a file's octets piece by piece; nil: there are no more.
public typealias PieceReader = () throws -> [UInt8]?

/// Octets one after the other, with no more than one piece in memory.
struct OctetReader {
    private let read: PieceReader
    private var piece: [UInt8] = []
    private var place = 0
    private(set) var line = 1

    init(_ read: @escaping PieceReader) {
        self.read = read
    }

    mutating func next() throws -> UInt8? {
        while place == piece.count {
            guard let more = try read() else { return nil }
            piece = more
            place = 0
        }
        let octet = piece[place]
        place += 1
        if octet == UInt8(ascii: "\n") { line += 1 }
        return octet
    }
}
