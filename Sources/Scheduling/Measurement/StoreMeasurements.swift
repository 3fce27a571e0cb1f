public import BookingCore

/// What a store has done since it was opened. Numbers only: no resource, person or booking can be told from them.
public struct StoreMeasurements: Sendable {
    /// A decision's verdict with the codes of its reasons.
    public struct DecisionClass: Hashable, Sendable {
        public var verdict: BookingDecision.Verdict
        /// ``Reason/code``; empty where there was none.
        public var reason: String

        public init(verdict: BookingDecision.Verdict, reason: String) {
            self.verdict = verdict
            self.reason = reason
        }
    }

    /// From being asked to being begun: what a transaction waited for its locks.
    public var waits = DurationHistogram()
    /// The work of a batch of transactions, before its commit.
    public var work = DurationHistogram()
    /// Commits: what the disk took.
    public var commits = DurationHistogram()
    /// Transactions that were answered by these commits.
    public var transactions: UInt64 = 0
    /// Batches that were lost and tried again one by one.
    public var lostBatches: UInt64 = 0
    /// A decision with several reasons counts once for each.
    public var decisions: [DecisionClass: UInt64] = [:]

    public init() {}
}

/// How much a store holds at one moment.
public struct StoreSizes: Hashable, Sendable {
    public var waitingWrites = 0
    public var waitingReads = 0
    /// Messages that are still to be sent.
    public var outbox = 0
    /// Schedules in memory, and the instances in them.
    public var schedules = 0
    public var scheduledInstances = 0
    /// Bytes of the database and of its log.
    public var databaseBytes: Int64 = 0
    public var logBytes: Int64 = 0

    public init() {}
}
