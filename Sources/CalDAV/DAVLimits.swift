import Scheduling

/// QUALITY, Limits: what this door announces and keeps.
enum DAVLimits {
    /// Octets of one calendar object.
    static let objectSize = 1024 * 1024
    static let attendees = 500
    /// Of a bounded recurrence set.
    static let instances = CalendarService.maximumInstances
    /// Members in one answer.
    static let members = 10_000
    /// Octets of one answer.
    static let answer = 8 * 1024 * 1024
    static let hrefs = 5_000
    static let properties = 500
    /// In one filter.
    static let filterElements = 100
    /// In one search for principals.
    static let searchedProperties = 20
    /// Values in one expand-property.
    static let expandedValues = 20_000
    /// Octets of the dead properties of one collection, and how many.
    static let deadOctets = 256 * 1024
    static let deadProperties = 100
    /// Octets of those of one calendar object.
    static let objectDeadOctets = 64 * 1024
    /// Seconds of a free/busy request's window.
    static let freeBusyWindow: Int64 = 5 * 366 * 86_400
}
