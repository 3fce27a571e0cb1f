import Importing

/// UIDs for bookings whose file gives none, so that a file which is imported again books nothing twice.
///
/// The same row gets the same UID, the second of two equal rows another one, whatever else is in the file.
struct RowIdentity {
    /// How often each row was seen, by a digest of its content.
    private var seen: [UInt128: Int] = [:]

    mutating func uid(of booking: ImportedBooking, on resource: String) -> String {
        let fields =
            [
                resource, booking.title, booking.start, booking.end, booking.timeZone ?? "", booking.organizer ?? "",
                booking.description ?? "", booking.units.map(String.init) ?? "",
            ] + booking.recurrence + booking.dates + booking.excluded
        let digest = Self.digest(fields)
        seen[digest, default: 0] += 1
        return "\(String(digest, radix: 32))-\(seen[digest, default: 1])@import"
    }

    /// FNV-1a over 128 bits, each field with its length. It need not withstand whoever writes the file: that is who books.
    private static func digest(_ fields: [String]) -> UInt128 {
        var digest: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        func add(_ octet: UInt8) {
            digest = (digest ^ UInt128(octet)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        for field in fields {
            for octet in String(field.utf8.count).utf8 { add(octet) }
            add(0)
            for octet in field.utf8 { add(octet) }
        }
        return digest
    }
}
