import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteTransaction {
    func save(_ resource: Resource) throws {
        try check([.resource(resource.id)])
        let addresses = ([resource.address] + resource.aliases).map { $0.lowercased() }
        try requireFree(addresses, for: .resource(resource.id))
        let known = try facts(of: resource.id)
        if let known, try self.resource(resource.id) == resource {
            // Nothing is different from the newest version.
            return try writing { _ in renumber(resource.id, known) }
        }
        try writing { database in
            let data = try JSONEncoder().encode(resource)
            var facts: ResourceFacts
            if let known {
                facts = known
                try database.run("UPDATE resource SET data = ? WHERE no = ?", [data, known.row])
            } else {
                try database.run("INSERT INTO resource (id, data) VALUES (?, ?)", [resource.id.rawValue, data])
                facts = ResourceFacts(row: database.lastInsertedRowID, changeNumber: 0, revision: 0)
                try database.run(
                    "INSERT INTO resource_change (resource, number, revision) VALUES (?, 0, 0)", [facts.row])
            }
            facts.revision = facts.changeNumber + 1
            renumber(resource.id, facts)
            try database.run(
                "INSERT INTO resource_version (resource, number, data) VALUES (?, ?, ?)",
                [facts.row, facts.revision, data])
            working.definitions[resource.id] = .init(revision: facts.revision, resource: resource)
            try replaceParts(of: resource, in: database)
            try replaceAddresses(addresses, of: .resource(resource.id), in: database)
            try bumpDirectory(in: database)
        }
    }

    func touch(_ id: ResourceID) throws {
        try check([.resource(id)])
        let facts = try existing(id)
        try writing { _ in renumber(id, facts) }
    }

    func save(_ booking: Booking) throws {
        try check([.resource(booking.resource)])
        let old = try self.booking(booking.id)
        if let old, old.resource != booking.resource { try check([.resource(old.resource)]) }
        let facts = try existing(booking.resource)
        try writing { database in
            if let old, old.resource != booking.resource { try leave(old, in: database) }
            let staying = old?.resource == booking.resource ? old : nil
            try database.run(BookingRow.save, try BookingRow.values(of: booking, on: facts.row))
            let oldRows = staying.map(InstanceRow.rows(of:)) ?? []
            let newRows = InstanceRow.rows(of: booking)
            for row in oldRows.subtracting(newRows) { try database.run(InstanceRow.delete, row.key(on: facts.row)) }
            for row in newRows.subtracting(oldRows) { try database.run(InstanceRow.insert, row.values(on: facts.row)) }
            renumber(booking.resource, facts) { $0.apply(old: staying, new: booking) }
        }
    }

    /// Takes a booking's time off the resource that it is moved away from.
    private func leave(_ old: Booking, in database: Database) throws {
        let facts = try existing(old.resource)
        for row in InstanceRow.rows(of: old) { try database.run(InstanceRow.delete, row.key(on: facts.row)) }
        renumber(old.resource, facts) { $0.apply(old: old, new: nil) }
    }

    private func existing(_ id: ResourceID) throws -> ResourceFacts {
        guard let facts = try facts(of: id) else { throw StoreError.damaged("there is no resource \(id)") }
        return facts
    }

    /// Raises the resource's change number and carries a schedule that is in memory along; one that is not is read when
    /// somebody asks for it.
    private func renumber(
        _ id: ResourceID, _ facts: ResourceFacts, _ change: (inout ResourceSchedule) -> Void = { _ in }
    ) {
        if var schedule = knownSchedule(of: id, at: facts.changeNumber) {
            working.schedules[id] = nil
            change(&schedule)
            schedule.changeNumber = facts.changeNumber + 1
            working.schedules[id] = schedule
        }
        var facts = facts
        facts.changeNumber += 1
        working.facts[id] = facts
        working.renumbered.insert(id)
    }

    private func replaceParts(of resource: Resource, in database: Database) throws {
        try database.run("DELETE FROM resource_part WHERE whole = ?", [resource.id.rawValue])
        for part in Set(resource.parts) {
            try database.run(
                "INSERT INTO resource_part (part, whole) VALUES (?, ?)", [part.rawValue, resource.id.rawValue])
        }
    }
}
