public import BookingCore
public import CalendarTime

/// A revocable secret address under which a calendar can be read without a login.
///
/// The address carries `id`, and a code derived from the site's secret, the id and the generation: rotating raises the
/// generation, and the old address is dead at once.
public struct Feed: Hashable, Sendable {
    public var id: String
    public var owner: PrincipalID
    /// The most that the feed shows of a booking.
    public var privacy: Privacy
    public var generation: Int
    /// How much of the past is shown, in days.
    public var pastDays: Int
    /// How much of the future is shown, in days.
    public var futureDays: Int
    public var createdAt: Instant

    public init(
        id: String, owner: PrincipalID, privacy: Privacy, generation: Int = 1, pastDays: Int = 30,
        futureDays: Int = 400, createdAt: Instant
    ) {
        self.id = id
        self.owner = owner
        self.privacy = privacy
        self.generation = generation
        self.pastDays = pastDays
        self.futureDays = futureDays
        self.createdAt = createdAt
    }
}
