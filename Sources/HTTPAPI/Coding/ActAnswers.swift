import BookingCore
import HTTPServing
import HTTPTypes
import Scheduling
import Wording

/// How a request is answered that did something to a booking.
struct ActAnswers: Sendable {
    enum Shape: Sendable {
        /// The booking that was named.
        case one(BookingID)
        /// Every booking that was touched.
        case all
        case nothing
    }

    let language: Language
    let times: TimeText
    let shape: Shape

    func written(_ answer: BookingAnswer) -> WrittenResponse {
        switch answer {
        case .refused(let refusal): Problem.refused(refusal, language: language, times: times).written(language)
        case .booked(let views), .pending(let views), .waitlisted(let views): written(views)
        }
    }

    private func written(_ views: [BookingView]) -> WrittenResponse {
        switch shape {
        case .nothing: return WrittenResponse(status: .noContent, headers: [:], body: [])
        case .all: return .json(["bookings": .array(views.map { $0.json(language) })], status: .ok)
        case .one(let id):
            guard let view = views.first(where: { $0.booking.id == id }) ?? views.first else {
                return .json(["bookings": []], status: .ok)
            }
            return .json(
                view.json(language), status: .ok, headers: [.eTag: EntityTag(view.etag).description])
        }
    }
}
