import Foundation

extension ServerOptions {
    /// Whether the command speaks for whoever runs the server, who is no person with bookings and tokens.
    var isLocal: Bool {
        token == nil && url == nil && ProcessInfo.processInfo.environment["CRENEAU_URL"] == nil
    }
}
