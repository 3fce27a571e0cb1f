public import CalendarTime

/// An attendee's answers to one object: one for the series, and those of the instances that differ from it.
public struct ReplyAnswers: Hashable, Sendable {
    /// The answer to one instance.
    public struct InstanceAnswer: Hashable, Sendable {
        /// The original start of the instance.
        public var recurrenceID: Instant
        public var status: ParticipationStatus

        public init(recurrenceID: Instant, status: ParticipationStatus) {
            self.recurrenceID = recurrenceID
            self.status = status
        }
    }

    /// For the series, or the single event; nil when only some instances are answered.
    public var master: ParticipationStatus?
    public var instances: [InstanceAnswer]
    /// COMMENT of every reply: the reason in a person's words.
    public var comment: String?

    public init(master: ParticipationStatus?, instances: [InstanceAnswer] = [], comment: String? = nil) {
        self.master = master
        self.instances = instances
        self.comment = comment
    }

    /// Answers whose master carries the most frequent one, and whose instances are the others.
    ///
    /// With equal counts the master says the more cautious one, so that a client that shows only the series promises
    /// nothing: DECLINED, then NEEDS-ACTION, TENTATIVE, ACCEPTED.
    public static func mostFrequent(_ all: [InstanceAnswer], comment: String? = nil) -> ReplyAnswers {
        let counts = Dictionary(all.map { ($0.status, 1) }, uniquingKeysWith: +)
        let chosen = counts.max { ($0.value, caution($0.key)) < ($1.value, caution($1.key)) }?.key
        return ReplyAnswers(master: chosen, instances: all.filter { $0.status != chosen }, comment: comment)
    }

    private static func caution(_ status: ParticipationStatus) -> Int {
        switch status {
        case .declined: 4
        case .needsAction: 3
        case .tentative: 2
        case .accepted: 1
        case .delegated, .other: 0
        }
    }

    func status(of recurrenceID: Instant) -> ParticipationStatus? {
        instances.first { $0.recurrenceID == recurrenceID }?.status
    }
}
