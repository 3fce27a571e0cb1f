import Accounts
import Logging
import Scheduling
import ServiceLifecycle

/// Stores every minute which tokens and app passwords were used, and once more when the server ends.
struct CredentialUseWorker: Service {
    let uses: CredentialUses
    let store: any BookingStore
    let logger: Logger
    var period = Duration.seconds(60)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: period)
                await write()
            }
        }
        await write()
    }

    private func write() async {
        do {
            try await uses.write(to: store)
        } catch {
            logger.warning("when tokens were last used is stored later: \(error)")
        }
    }
}
