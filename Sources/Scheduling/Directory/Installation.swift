public import BookingCore

/// Everything that an installation begins with: what a provisioning file describes.
public struct Installation: Sendable {
    public var site: Site
    public var people: [Person]
    public var groups: [PersonGroup]
    /// With resolved policies.
    public var resources: [Resource]
    public var roomGroups: [RoomGroup]
    /// The policies that resources share.
    public var policies: [NamedPolicy]
    /// Password credentials, hashed already.
    public var credentials: [Credential]

    public init(
        site: Site, people: [Person], groups: [PersonGroup], resources: [Resource], roomGroups: [RoomGroup] = [],
        policies: [NamedPolicy] = [], credentials: [Credential] = []
    ) {
        self.site = site
        self.people = people
        self.groups = groups
        self.resources = resources
        self.roomGroups = roomGroups
        self.policies = policies
        self.credentials = credentials
    }
}
