public import CalendarTime

/// What the service takes from its surroundings: nothing here reads a clock, tzdata or randomness by itself.
public struct ServiceEnvironment: Sendable {
    public var now: @Sendable () -> Instant
    public var zones: ZoneDatabase
    /// Cryptographically random octets.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    /// How long past bookings keep names and titles.
    public var retention: @Sendable () -> Retention

    let definitions = TimezoneDefinitions()

    public init(
        now: @escaping @Sendable () -> Instant, zones: ZoneDatabase,
        randomBytes: @escaping @Sendable (Int) -> [UInt8],
        retention: @escaping @Sendable () -> Retention = { .standard }
    ) {
        self.now = now
        self.zones = zones
        self.randomBytes = randomBytes
        self.retention = retention
    }
}
