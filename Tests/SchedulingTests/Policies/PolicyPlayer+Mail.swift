import BookingCore
import ICalendar
import StoreContract

@testable import Scheduling

/// The door for messages from outside: what a mail server will bring is handed to the scheduling round as it is.
extension PolicyPlayer {
    func receive(_ text: [UInt8], of event: PolicyEvent) async throws {
        let (environment, now) = (town.environment, town.clock.now)
        let address = town.address(of: event.organizer)
        let object = try CalendarObject(parsing: text)
        try await town.store.withTransaction(locking: []) { transaction in
            let round = OrganizerRound(
                transaction: transaction, environment: environment, now: now, door: .caldav, requester: nil,
                organizer: BookingOrganizer(personID: nil, address: address), addresses: [address], organizerID: nil)
            _ = try round.carryOut(from: nil, to: object)
        }
    }
}
