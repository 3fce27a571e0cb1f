public import CalendarTime
public import Logging
public import Scheduling
import Synchronization

/// Sends what transactions have left to be sent, at least once, while the server runs.
///
/// Messages of one subscription and one resource go one after the other; a receiver that hangs holds up no other one. The
/// worker is woken by commits, and looks at the clock when the next attempt is due.
public struct OutboxWorker: Sendable {
    private let dispatch: WebhookDispatch
    private let events: EventService
    private let caller: any WebhookCaller
    private let now: @Sendable () -> Instant
    private let logger: Logger
    private let lanes = Lanes()

    /// Calls at once, in all and to one subscription.
    private static let mostCalls = 32
    private static let mostCallsOfWebhook = 4
    /// Seconds after which the clock is looked at, however far the next attempt is: it may jump.
    private static let longestWait: Int64 = 30
    private static let pruning: Int64 = 3_600

    public init(
        dispatch: WebhookDispatch, events: EventService, caller: any WebhookCaller,
        now: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.dispatch = dispatch
        self.events = events
        self.caller = caller
        self.now = now
        self.logger = logger
    }

    /// Works until the task is cancelled. What is under way then is sent again later.
    public func run() async {
        await withDiscardingTaskGroup { group in
            var pruned: Instant?
            while !Task.isCancelled {
                let seen = dispatch.signal.count
                let present = now()
                if pruned.map({ present < $0 || present >= $0.adding(Self.pruning) }) ?? true {
                    await prune()
                    pruned = present
                }
                let next = await begin { call in group.addTask { await attempt(call) } }
                let wait = min(
                    max(1, (next?.seconds ?? .max) - min(present.seconds, next?.seconds ?? 0)), Self.longestWait)
                await dispatch.signal.wait(beyond: seen, atMost: .seconds(wait))
            }
            group.cancelAll()
        }
    }

    /// Sends what is due, and returns when all of it was answered or not.
    func deliverDue() async {
        await withDiscardingTaskGroup { group in
            _ = await begin { call in group.addTask { await attempt(call) } }
        }
    }

    /// Begins the attempts that are due.
    ///
    /// - Returns: when the next one is.
    private func begin(_ start: (WebhookDispatch.Call) -> Void) async -> Instant? {
        do {
            let present = now()
            lanes.forgetLeft()
            for call in try await dispatch.next() {
                guard call.message.nextAttemptAt <= present else { return call.message.nextAttemptAt }
                if lanes.enter(call.message, most: Self.mostCalls, ofWebhook: Self.mostCallsOfWebhook) { start(call) }
            }
            return nil
        } catch {
            logger.warning("messages wait to be sent: \(error)")
            return now().adding(5)
        }
    }

    private func attempt(_ call: WebhookDispatch.Call) async {
        let outcome = await caller.call(call, at: now())
        // What was cut off by the end of the server is no failure of the receiver's.
        if !Task.isCancelled || outcome == .accepted { await settle(call.message, outcome) }
        lanes.leave(call.message)
        // The next one of its resource, or one that had no room.
        dispatch.signal.raise()
    }

    private func settle(_ message: WebhookMessage, _ outcome: WebhookDispatch.Outcome) async {
        do {
            if let why = try await dispatch.settle(message, outcome) {
                logger.error("webhook \(message.webhook) is disabled: \(why.rawValue)")
            }
            if case .failed(let reason, _) = outcome {
                logger.notice("webhook \(message.webhook), message \(message.identity): \(reason)")
            }
        } catch {
            logger.warning("webhook \(message.webhook): what came of a call is not written down: \(error)")
        }
    }

    private func prune() async {
        do {
            try await dispatch.prune()
            try await events.prune()
        } catch {
            logger.warning("what was sent long ago is kept: \(error)")
        }
    }
}

/// What is under way: one message of each subscription and resource.
private final class Lanes: Sendable {
    private struct Lane: Hashable {
        let webhook: String
        let resource: String

        init(_ message: WebhookMessage) {
            webhook = "\(message.webhook)"
            resource = "\(message.resource)"
        }
    }

    private struct State {
        var open: Set<Lane> = []
        /// Lanes left since somebody began to read what waits: what was read of them may be what has just been settled.
        var left: Set<Lane> = []
    }

    private let state = Mutex(State())

    /// Before what waits is read from the store.
    func forgetLeft() { state.withLock { $0.left.removeAll() } }

    func enter(_ message: WebhookMessage, most: Int, ofWebhook: Int) -> Bool {
        state.withLock { state in
            let lane = Lane(message)
            guard state.open.count < most, !state.open.contains(lane), !state.left.contains(lane),
                state.open.count(where: { $0.webhook == lane.webhook }) < ofWebhook
            else { return false }
            state.open.insert(lane)
            return true
        }
    }

    func leave(_ message: WebhookMessage) {
        state.withLock { state in
            state.open.remove(Lane(message))
            state.left.insert(Lane(message))
        }
    }
}
