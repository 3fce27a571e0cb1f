import CalendarTime
import Scheduling

extension MemoryTransaction {
    func save(_ collection: CalendarCollection) throws {
        try require([.collection(collection.id)])
        var calendar = state.calendars[collection.id] ?? MemoryState.Calendar()
        calendar.number += 1
        if calendar.collection == nil, calendar.number > 1 { calendar.rememberedFrom = calendar.number }
        calendar.collection = collection
        state.calendars[collection.id] = calendar
    }

    func delete(_ collection: CollectionID) throws {
        try require([.collection(collection)])
        guard let calendar = calendar(collection) else { return }
        state.calendars[collection] = MemoryState.Calendar(number: calendar.number + 1)
    }

    func save(
        _ properties: [CalendarCollection.DeadProperty], of name: String, in collection: CollectionID
    ) throws {
        try require([.collection(collection)])
        guard var calendar = calendar(collection), calendar.objects[name] != nil else {
            throw StoreError.damaged("there is no object \(name) in \(collection)")
        }
        calendar.properties[name] = properties.isEmpty ? nil : properties
        state.calendars[collection] = calendar
    }

    @discardableResult
    func put(_ object: StoredObject) throws -> StoredObject {
        try require([.collection(object.collection)])
        guard var calendar = calendar(object.collection) else {
            throw StoreError.damaged("there is no collection \(object.collection)")
        }
        calendar.number += 1
        var stored = object
        stored.changeNumber = calendar.number
        calendar.objects[object.name] = stored
        calendar.removed[object.name] = nil
        state.calendars[object.collection] = calendar
        return stored
    }

    @discardableResult
    func delete(_ name: String, in collection: CollectionID) throws -> Bool {
        try require([.collection(collection)])
        guard var calendar = calendar(collection), calendar.objects.removeValue(forKey: name) != nil else {
            return false
        }
        calendar.number += 1
        calendar.removed[name] = calendar.number
        calendar.properties[name] = nil
        state.calendars[collection] = calendar
        return true
    }
}
