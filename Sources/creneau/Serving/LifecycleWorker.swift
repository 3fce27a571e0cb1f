import CalendarTime
import Logging
import Scheduling
import ServiceLifecycle

/// Does what time alone asks for while the server runs.
///
/// It looks at the wall clock every second and never sleeps longer, so that a clock that jumps, or a machine that slept,
/// is noticed. A look costs a comparison; the store is asked again every few seconds, for what was booked meanwhile.
struct LifecycleWorker: Service {
    let lifecycle: LifecycleService
    let now: @Sendable () -> Instant
    let logger: Logger

    /// Bookings that are dealt with in one go.
    private static let batch = 200
    /// Seconds after which the store is asked again.
    private static let interval: Int64 = 2

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }

    private func work() async {
        var next: Instant?
        var asked: Instant?
        while !Task.isCancelled {
            let present = now()
            let isDue = next.map { $0 <= present } ?? false
            let isStale = asked.map { present < $0 || present >= $0.adding(Self.interval) } ?? true
            if isDue || isStale {
                do {
                    next = try await lifecycle.nextDeadline()
                    asked = present
                    if let deadline = next, deadline <= present, try await deal() {
                        // There may be more; others get their turn between two batches.
                        await Task.yield()
                        next = present
                        continue
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("bookings that are due wait: \(error)")
                    (next, asked) = (nil, present)
                }
            }
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    /// Whether something was done.
    private func deal() async throws -> Bool {
        let events = try await lifecycle.runDue(limit: Self.batch)
        var isProgress = false
        for event in events {
            switch event.kind {
            case .failed(let error): logger.error("booking \(event.booking) is tried again later: \(error)")
            default: isProgress = true
            }
        }
        return isProgress
    }
}
