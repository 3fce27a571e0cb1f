import BookingCore
import CalendarTime
import Wording

/// Tells the organizer of a series without end that dates which the booking window has reached could not be had
/// (QUALITY I3).
struct LaterAnswers {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant

    func tell(_ booking: Booking, of resource: Resource) throws {
        try AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: .server, requester: nil
        ).tell(booking, of: resource, comment: nil)
    }
}
