import BookingCore
import HTTPServing
import NIOCore
import SQLiteStore
import Scheduling
import Settings

extension Services {
    /// How the server is doing, for those whom the options let ask.
    func operationRoutes(live: LiveSettings) -> OperationRoutes {
        let (store, directory, requests) = (store, directory, requests)
        return OperationRoutes(
            isAllowed: { client, isLocal in
                Self.mayWatch(client, isLocal: isLocal, readers: live.current[MetricsSettings.readers])
            },
            isReady: { (try? await directory.site()) != nil },
            metrics: {
                var text = MetricsText()
                requests.write(to: &text)
                store.measurements.write(to: &text)
                try await store.sizes().write(to: &text)
                return text
            })
    }

    /// Whoever a proxy asks for is not on this machine, wherever the proxy is.
    static func mayWatch(_ client: SocketAddress?, isLocal: Bool, readers: [String]) -> Bool {
        if isLocal, readers.contains("loopback") { return true }
        guard let octets = (client?.ipAddress).flatMap(NetworkText.octets(of:)) else { return false }
        return readers.compactMap(NetworkText.init).contains { $0.contains(octets) }
    }
}

extension StoreMeasurements {
    fileprivate func write(to text: inout MetricsText) {
        text.family("creneau_decisions_total", "counter", "Decisions, by verdict and reason.")
        let sorted = decisions.sorted {
            ($0.key.verdict.rawValue, $0.key.reason) < ($1.key.verdict.rawValue, $1.key.reason)
        }
        for (kind, count) in sorted {
            text.value(
                "creneau_decisions_total", [("verdict", kind.verdict.rawValue), ("reason", kind.reason)],
                Int64(clamping: count))
        }
        let times: [(String, String, DurationHistogram)] = [
            ("creneau_lock_wait_seconds", "From being asked to being begun, of each transaction.", waits),
            ("creneau_batch_work_seconds", "The work of a batch of transactions, before its commit.", work),
            ("creneau_commit_seconds", "Commits: what the disk took.", commits),
        ]
        for (name, help, histogram) in times {
            text.family(name, "histogram", help)
            text.histogram(name, [], histogram)
        }
        text.counter("creneau_transactions_total", "Transactions that were committed.", transactions)
        text.counter("creneau_lost_batches_total", "Batches that were lost and tried again one by one.", lostBatches)
    }
}

extension StoreSizes {
    fileprivate func write(to text: inout MetricsText) {
        text.gauge("creneau_outbox_depth", "Messages that are still to be sent.", Int64(outbox))
        text.gauge("creneau_waiting_transactions", "Transactions that wait for their turn.", Int64(waitingWrites))
        text.gauge("creneau_waiting_reads", "Readers that wait for their turn.", Int64(waitingReads))
        text.gauge("creneau_index_resources", "Resources whose schedules are in memory.", Int64(schedules))
        text.gauge("creneau_index_instances", "Instances in these schedules.", Int64(scheduledInstances))
        text.gauge("creneau_database_bytes", "Size of the database file.", databaseBytes)
        text.gauge("creneau_database_log_bytes", "Size of the database's log.", logBytes)
    }
}
