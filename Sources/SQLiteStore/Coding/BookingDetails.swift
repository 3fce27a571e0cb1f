import BookingCore
import CalendarTime

/// The stored form of what no query looks at in a booking.
struct BookingDetails {
    var organizer: BookingOrganizer
    var title: String
    var visibility: BookingVisibility
    var units: Int
    var attendeeCount: Int?
    var sequence: Int
    var stamp: Instant
    var group: String?
    var updatedAt: Instant
    var reasons: [Reason]
    var requestedAs: String?
    var managerComment: String?
    var approvedAt: Instant?
    /// True: written when a booking that waited for an answer held all its time, whatever its instances' verdicts.
    var isOfFirstFormat = false

    init(of booking: Booking) {
        organizer = booking.organizer
        title = booking.title
        visibility = booking.visibility
        units = booking.units
        attendeeCount = booking.attendeeCount
        sequence = booking.sequence
        stamp = booking.stamp
        group = booking.group
        updatedAt = booking.updatedAt
        reasons = booking.reasons
        requestedAs = booking.requestedAs
        managerComment = booking.managerComment
        approvedAt = booking.approvedAt
    }

    /// Which of the fields that few bookings have follow.
    private struct Extras: OptionSet {
        let rawValue: UInt8
        static let requestedAs = Extras(rawValue: 1)
        static let managerComment = Extras(rawValue: 2)
        static let approvedAt = Extras(rawValue: 4)
        static let pseudonym = Extras(rawValue: 8)
        static let all: Extras = [.requestedAs, .managerComment, .approvedAt, .pseudonym]
    }

    private var extras: Extras {
        var extras: Extras = []
        if requestedAs != nil { extras.insert(.requestedAs) }
        if managerComment != nil { extras.insert(.managerComment) }
        if approvedAt != nil { extras.insert(.approvedAt) }
        if organizer.pseudonym != nil { extras.insert(.pseudonym) }
        return extras
    }

    func encoded() throws -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: 2)
        writer.write(organizer.personID)
        writer.write(organizer.address)
        writer.write(organizer.name)
        writer.write(title)
        writer.write(visibility.rawValue)
        writer.write(Int64(units))
        writer.write(attendeeCount.map(String.init))
        writer.write(Int64(sequence))
        writer.write(stamp.seconds)
        writer.write(group)
        writer.write(updatedAt.seconds)
        writer.write(try ReasonList.encode(reasons))
        writer.write(byte: extras.rawValue)
        if let requestedAs { writer.write(requestedAs) }
        if let managerComment { writer.write(managerComment) }
        if let approvedAt { writer.write(approvedAt.seconds) }
        if let pseudonym = organizer.pseudonym { writer.write(pseudonym) }
        return writer.bytes
    }

    init(encoded: [UInt8]) throws {
        var reader = ByteReader(encoded)
        let format = try reader.readByte()
        guard format == 1 || format == 2 else { throw ByteReader.Damaged() }
        organizer = BookingOrganizer(
            personID: try reader.readOptionalText(), address: try reader.readText(), name: try reader.readOptionalText()
        )
        title = try reader.readText()
        guard let visibility = BookingVisibility(rawValue: try reader.readText()) else { throw ByteReader.Damaged() }
        self.visibility = visibility
        units = Int(try reader.readInteger())
        attendeeCount = try reader.readOptionalText().flatMap(Int.init)
        sequence = Int(try reader.readInteger())
        stamp = Instant(seconds: try reader.readInteger())
        group = try reader.readOptionalText()
        updatedAt = Instant(seconds: try reader.readInteger())
        reasons = try ReasonList.decode(Array(try reader.readBlock()))
        isOfFirstFormat = format == 1
        if isOfFirstFormat { return }
        let extras = Extras(rawValue: try reader.readByte())
        guard Extras.all.isSuperset(of: extras) else { throw ByteReader.Damaged() }
        if extras.contains(.requestedAs) { requestedAs = try reader.readText() }
        if extras.contains(.managerComment) { managerComment = try reader.readText() }
        if extras.contains(.approvedAt) { approvedAt = Instant(seconds: try reader.readInteger()) }
        if extras.contains(.pseudonym) { organizer.pseudonym = try reader.readText() }
    }
}
