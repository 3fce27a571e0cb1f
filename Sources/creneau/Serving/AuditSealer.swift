import Logging
import Scheduling
import ServiceLifecycle

/// Puts a root over the audit's chains every hour, and once more when the server ends.
struct AuditSealer: Service {
    let audit: AuditService
    let logger: Logger
    var period = Duration.seconds(3_600)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: period)
                await seal()
            }
        }
        await seal()
    }

    private func seal() async {
        do {
            if let root = try await audit.seal() {
                logger.info(
                    "the audit is sealed",
                    metadata: ["root": "\(root.number)", "chains": "\(root.heads.count)"])
            }
        } catch {
            logger.warning("the audit could not be sealed: \(error)")
        }
    }
}
