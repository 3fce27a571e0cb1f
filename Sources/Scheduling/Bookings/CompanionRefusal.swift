import BookingCore

extension BookingSnapshot {
    /// What is booked along with a resource is changed through that resource's booking and by no other way.
    ///
    /// - Throws: ``SchedulingError/goesWith(_:_:)`` to those who have something to say about the booking; to anybody else
    ///   it is as any booking of others.
    func refuseCompanion(_ id: BookingID, for principal: Principal) throws {
        guard let companion = try booking(id), let main = companion.companionOf,
            let resource = try resource(companion.resource),
            AccessRights.owns(companion, principal) || AccessRights.manages(resource, principal)
                || ApprovalInbox.decides(resource, principal)
        else { return }
        let room = try booking(main).flatMap { try self.resource($0.resource) }
        throw SchedulingError.goesWith(main, room?.names ?? resource.names)
    }
}
