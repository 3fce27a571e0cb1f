import CalendarTime
import ICalendar

extension CalendarService {
    /// `max-instances`: how many instances a recurrence set that ends may have (RFC 4791 §5.2.8).
    public static let maximumInstances = 3_000

    /// Refuses a recurrence set that ends after more instances than that, and one that costs too much to follow
    /// (RFC 4791 §5.3.2.1). A series without end is kept; it must show that its instances are found without a long search.
    static func requireFewInstances(_ object: CalendarObject, zones: ZoneDatabase) throws(SchedulingError) {
        guard let set = try? object.occurrenceSet(zones: zones, defaultZone: .utc), set.isRecurring else { return }
        let wanted = set.isEndless ? sampledInstances : maximumInstances + 1
        var instances = set.instances(budget: expansionWork)
        var count = 0
        while count < wanted, instances.next() != nil { count += 1 }
        let isEnough = set.isEndless || count <= maximumInstances
        guard isEnough, !instances.isExhausted else { throw .tooManyInstances(limit: maximumInstances) }
    }

    /// Of a series without end.
    private static let sampledInstances = 100
    /// Candidates that are looked at, far below a second of computing (QUALITY, Limits).
    private static let expansionWork = 500_000
}
