import CalendarTime
import Foundation
import GRDB
import Scheduling

/// The row of a collection.
enum CollectionRow {
    static let select = "SELECT owner, name, kind, change_number, created_at, data FROM collection"

    /// What no query looks at.
    struct Details: Codable {
        var displayName: String
        var description: String?
        var color: String?
        var order: String?
        var timeZoneText: String?
        var components: [String]
        var isTransparent: Bool
        var deadProperties: [CalendarCollection.DeadProperty]
        /// Missing in what older versions wrote, as is the next one.
        var defaultCalendar: String?
        var availability: String?
    }

    static func decode(_ row: Row) throws -> CalendarCollection {
        guard let owner = PrincipalID(path: row[0] as String), let kind = CalendarCollection.Kind(rawValue: row[2])
        else {
            throw StoreError.damaged("collection \(row[0] as String)/\(row[1] as String)")
        }
        let details = try JSONDecoder().decode(Details.self, from: row[5] as Data)
        var collection = CalendarCollection(
            id: CollectionID(owner: owner, name: row[1]), kind: kind, displayName: details.displayName,
            components: details.components, createdAt: Instant(seconds: row[4]))
        collection.description = details.description
        collection.color = details.color
        collection.order = details.order
        collection.timeZoneText = details.timeZoneText
        collection.isTransparent = details.isTransparent
        collection.deadProperties = details.deadProperties
        collection.defaultCalendar = details.defaultCalendar
        collection.availability = details.availability
        collection.changeNumber = row[3]
        return collection
    }

    static func data(of collection: CalendarCollection) throws -> Data {
        try JSONEncoder().encode(
            Details(
                displayName: collection.displayName, description: collection.description, color: collection.color,
                order: collection.order, timeZoneText: collection.timeZoneText, components: collection.components,
                isTransparent: collection.isTransparent, deadProperties: collection.deadProperties,
                defaultCalendar: collection.defaultCalendar, availability: collection.availability))
    }
}

/// The row of a calendar object.
enum ObjectRow {
    /// What an outline is made of.
    static let outlineColumns = """
        o.name, o.uid, o.component, o.etag, o.schedule_tag, o.first_start, o.last_end, o.change_number,
        o.modified_at, o.instance_start, o.instance_end, o.instance_zones
        """
    static let columns = outlineColumns + ", o.text"
    static let columnCount = 13
    static let select = "SELECT \(columns) FROM calendar_object AS o"
    static let selectOutline = "SELECT \(outlineColumns), '' FROM calendar_object AS o"

    /// - Parameter zones: the version of the zone data: an instance that was reckoned with another one is not known.
    static func decode(_ row: Row, in collection: CollectionID, zones: String) throws -> StoredObject {
        var instance: TimeRange?
        if (row[11] as String?) == zones, let start = row[9] as Int64?, let end = row[10] as Int64? {
            instance = TimeRange(checking: Instant(seconds: start), end: Instant(seconds: end))
        }
        return StoredObject(
            collection: collection, name: row[0], uid: row[1], text: row[12], component: row[2], etag: row[3],
            scheduleTag: row[4], firstStart: (row[5] as Int64?).map(Instant.init(seconds:)),
            lastEnd: (row[6] as Int64?).map(Instant.init(seconds:)), instance: instance, changeNumber: row[7],
            modifiedAt: Instant(seconds: row[8]))
    }

    static func span(of object: StoredObject) -> Int {
        guard let first = object.firstStart, let last = object.lastEnd else { return SpanClass.unbounded }
        return SpanClass.of(length: last - first)
    }
}
