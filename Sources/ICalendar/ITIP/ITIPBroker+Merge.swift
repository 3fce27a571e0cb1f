import CalendarTime

extension ITIPBroker {
    /// Brings the answers that stand in `stored` into a client's `new` version that may not know them yet (RFC 6638
    /// §3.2.10, If-Schedule-Tag-Match).
    ///
    /// Of every component whose time did not move, each attendee's PARTSTAT, SCHEDULE-STATUS and what belongs to them
    /// is the stored one; where the time moved the client's version stands, for
    /// ``organizerMessages(from:to:organizer:context:)`` to reset. Overrides that were only there for an answer come
    /// back, as instances of the new series.
    ///
    /// - Parameter writers: the writer's own normalized addresses, whose answers are theirs to change.
    public static func mergingReplies(
        from stored: CalendarObject, into new: CalendarObject, writers: Set<String>, context: ITIPContext
    ) -> CalendarObject {
        let old = ObjectTimes(stored, context)
        let sent = ObjectTimes(new, context)
        var result = new
        result.updateMain { component in
            guard let known = old.counterpart(of: component, in: sent),
                !sent.content(component).isRescheduled(after: old.content(known))
            else { return }
            component.takeAnswers(of: known, except: writers)
        }
        guard let oldMaster = stored.master, let newMaster = result.master,
            !sent.content(newMaster).isRescheduled(after: old.content(oldMaster))
        else { return result }
        let merged = ObjectTimes(result, context)
        let excluded = merged.instants("EXDATE", of: newMaster)
        for (recurrenceID, override) in old.overrides.sorted(by: { $0.key < $1.key }) {
            guard sent.overrides[recurrenceID] == nil, !excluded.contains(recurrenceID),
                old.content(override) == old.derivedContent(at: recurrenceID),
                var instance = merged.derivedInstance(at: recurrenceID)
            else { continue }
            instance.takeAnswers(of: override, except: writers)
            if !merged.isRedundant(instance) { result.main.append(instance) }
        }
        return result
    }
}

extension CalendarComponent {
    /// Takes over what replies wrote beside the attendees of `known`.
    mutating func takeAnswers(of known: CalendarComponent, except writers: Set<String>) {
        for index in properties.indices where properties[index].name == "ATTENDEE" {
            let address = CalendarAddress(properties[index])
            guard !address.matches(writers), properties[index].scheduleAgent == .server,
                let answered = known.attendee([address.normalized])?.property, answered.scheduleAgent == .server
            else { continue }
            for name in ["PARTSTAT", SchedulingParameter.status, SchedulingParameter.answered] {
                properties[index][parameter: name] = answered[parameter: name]
            }
            if answered[parameter: SchedulingParameter.answered] != nil { properties[index][parameter: "RSVP"] = nil }
        }
    }
}
