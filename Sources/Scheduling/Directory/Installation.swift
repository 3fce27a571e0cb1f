public import BookingCore

/// Everything that an installation begins with: what a provisioning file describes.
public struct Installation: Sendable {
    public var site: Site
    public var people: [Person]
    public var groups: [PersonGroup]
    /// With resolved policies.
    public var resources: [Resource]
    /// Password credentials, hashed already.
    public var credentials: [Credential]

    public init(
        site: Site, people: [Person], groups: [PersonGroup], resources: [Resource], credentials: [Credential] = []
    ) {
        self.site = site
        self.people = people
        self.groups = groups
        self.resources = resources
        self.credentials = credentials
    }
}
