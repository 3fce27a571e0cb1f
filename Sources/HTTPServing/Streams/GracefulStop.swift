import ServiceLifecycle

/// What an answer without an end must know of the server that gives it.
public enum GracefulStop {
    /// The server ends: an answer that goes on for ever ends now, so that its reader comes back to the next one.
    public static var isUnderWay: Bool { Task.isShuttingDownGracefully }

    /// Runs `body`, and cancels it when the server is asked to stop.
    public static func cancelling(_ body: @escaping @Sendable () async -> Void) async {
        await cancelWhenGracefulShutdown(body)
    }
}
