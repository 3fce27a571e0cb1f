import CalendarTime
import Scheduling

extension MemorySnapshot {
    func calendar(_ id: CollectionID) -> MemoryState.Calendar? {
        guard let calendar = state.calendars[id], calendar.collection != nil else { return nil }
        return calendar
    }

    func collection(_ id: CollectionID) throws -> CalendarCollection? {
        guard let calendar = calendar(id), var collection = calendar.collection else { return nil }
        collection.changeNumber = calendar.number
        return collection
    }

    func collections(of owner: PrincipalID) throws -> [CalendarCollection] {
        let ids = state.calendars.keys.filter { $0.owner == owner }.sorted()
        return try ids.compactMap { try collection($0) }
    }

    func deadProperties(in collection: CollectionID) throws -> [String: [CalendarCollection.DeadProperty]] {
        calendar(collection)?.properties ?? [:]
    }

    func deadProperties(
        of name: String, in collection: CollectionID
    ) throws -> [CalendarCollection.DeadProperty] {
        calendar(collection)?.properties[name] ?? []
    }

    func object(_ name: String, in collection: CollectionID) throws -> StoredObject? {
        reading(calendar(collection)?.objects[name].map { [$0] } ?? []).first
    }

    func object(uid: String, in collection: CollectionID) throws -> StoredObject? {
        try objects(in: collection, component: nil, window: nil).first { $0.uid == uid }
    }

    func object(uid: String, ownedBy owner: PrincipalID) throws -> StoredObject? {
        let calendars = try collections(of: owner).filter { $0.kind == .calendar }
        let found = try calendars.flatMap { try objects(in: $0.id, component: nil, window: nil) }
            .filter { $0.uid == uid }
        return found.first { $0.scheduleTag != nil } ?? found.first
    }

    func objects(in collection: CollectionID, component: String?, window: TimeRange?) throws -> [StoredObject] {
        reading(members(of: collection, matching: ObjectQuery(component: component, window: window)))
    }

    private func members(of collection: CollectionID, matching query: ObjectQuery) -> [StoredObject] {
        let all = calendar(collection)?.objects.values.sorted { $0.name < $1.name } ?? []
        return all.filter(query.matches)
    }

    func outlines(in collection: CollectionID, matching query: ObjectQuery) throws -> [ObjectOutline] {
        members(of: collection, matching: query).map(ObjectOutline.init)
    }

    func objects(named names: [String], in collection: CollectionID) throws -> [StoredObject] {
        reading(Set(names).compactMap { calendar(collection)?.objects[$0] })
    }

    func outlinedChanges(in collection: CollectionID, since: Int64, limit: Int) throws -> OutlinedChanges? {
        try changes(in: collection, since: since, limit: limit).map { changes in
            OutlinedChanges(
                changed: changes.changed.map(ObjectOutline.init), removed: changes.removed, upTo: changes.upTo,
                isTruncated: changes.isTruncated)
        }
    }

    func changes(in collection: CollectionID, since: Int64, limit: Int) throws -> CollectionChanges? {
        guard let calendar = calendar(collection), since <= calendar.number,
            since == 0 || since >= calendar.rememberedFrom
        else { return nil }
        var steps = calendar.objects.values.filter { $0.changeNumber > since }.map { ($0.changeNumber, $0.name) }
        if since > 0 {
            steps += calendar.removed.filter { $0.value > since }.map { ($0.value, $0.key) }
        }
        steps.sort { $0 < $1 }
        let kept = steps.prefix(max(0, limit))
        let isTruncated = kept.count < steps.count
        return CollectionChanges(
            changed: kept.compactMap { calendar.objects[$0.1] },
            removed: kept.map(\.1).filter { calendar.objects[$0] == nil },
            upTo: isTruncated ? kept.last?.0 ?? since : calendar.number, isTruncated: isTruncated)
    }
}
