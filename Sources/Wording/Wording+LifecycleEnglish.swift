/// The life of a booking in English.
enum EnglishLifecycleWords {
    static func sentence(_ note: LifecycleNote, _ resource: String) -> String {
        switch note {
        case .approved: "\(resource): the request was approved."
        case .managerComment(let text): "Message from the manager: \(text)"
        case .noShow(let range): "\(resource): nobody checked in, the time is released (\(range))."
        case .slotFreed: "\(resource): the time that you were waiting for has become free."
        case .endedEarly(let time): "\(resource): ended early (\(time)), the rest is free again."
        case .laterDatesRefused(let dates): "\(resource): these dates of the series are taken: \(dates)."
        case .displaced: "\(resource): another request for this time was approved."
        case .datesRefused(let dates, let count):
            "\(resource): \(count == 1 ? "this date is" : "these dates are") declined by a manager: \(dates)."
        case .takenBack: "\(resource): a manager took this time back."
        case .awaitsAnswer: "\(resource): this request waits for your answer."
        case .handedOver(let person): "\(resource): the booking is not cancelled; \(person) organizes it from now on."
        case .noneFree: "\(resource): no room of the group can be booked."
        case .transferred(let from, let to): "\(resource): the booking passes from \(from) to \(to)."
        case .identifierInUse:
            "\(resource): booking declined. Another event already uses this identifier (UID); create a new event."
        case .togetherRefused(let other):
            "\(resource): the booking is not kept. It was asked for together with “\(other)”, which was declined."
        }
    }
}
