/// What a policy lets one organizer do.
struct Permission {
    /// Requests within the rules are decided at once.
    var books: Bool
    /// Requests within the rules go to a manager.
    var asks: Bool
    /// Requests outside the rules go to a manager.
    var asksOutsideRules: Bool
    /// Whatever comes of it, a manager has to say yes.
    var needsManager: Bool

    /// Somebody who answers for the resource books as those who may; the rules hold for them all the same.
    init(of request: BookingRequest, by policy: BookingPolicy) {
        func includes(_ audience: Audience) -> Bool {
            audience.contains(request.organizerIDs, isInternal: request.isInternal)
        }
        books = request.isManager || includes(policy.bookInPolicy)
        asksOutsideRules = includes(policy.requestOutOfPolicy)
        asks = includes(policy.requestInPolicy) || asksOutsideRules
        needsManager = !books || (!request.isInternal && policy.externalOrganizers == .approve)
    }

    /// Neither of it: the answer is no whatever is asked.
    var isNothing: Bool { !books && !asks }
}
