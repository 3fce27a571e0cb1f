import Logging
import ServiceLifecycle
import Settings
import UnixSignals

/// Reads the file of options again when the process is sent SIGHUP, and says what came of it.
///
/// A file with a fault changes nothing.
struct SettingsReloader: Service {
    let live: LiveSettings
    let read: @Sendable () throws -> Settings
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                let outcome = live.reload(try read())
                for name in outcome.waiting { logger.warning("the option \(name) is taken over by a restart only") }
                let taken = outcome.taken.isEmpty ? "no option changed" : outcome.taken.joined(separator: ", ")
                logger.notice("options read again: \(taken)")
            } catch {
                logger.error("the options stay as they were: \(error)")
            }
        }
    }
}
