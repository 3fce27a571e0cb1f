public import BookingCore

/// A set of resources that is invited as one: whoever writes to its address gets the one that fits best.
public struct RoomGroup: Hashable, Sendable, Codable {
    /// Shares its namespace with nothing else.
    public var id: String
    public var names: LocalizedText
    /// Lower case, without `mailto:`.
    public var address: String
    /// In the order in which equal ones are taken.
    public var members: [ResourceID]

    public init(id: String, names: LocalizedText, address: String, members: [ResourceID]) {
        self.id = id
        self.names = names
        self.address = address
        self.members = members
    }
}
