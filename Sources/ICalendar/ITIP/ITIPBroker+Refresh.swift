import CalendarTime

extension ITIPBroker {
    /// An attendee's copy, or a message, with the answers that stand in the organizer's event.
    ///
    /// RFC 6638 §3.2.10 calls this an inconsequential change: it asks nothing of the attendee and leaves the Schedule-Tag
    /// alone. Only PARTSTAT is taken over, per component. Where the others answered one instance by itself, the copy gets
    /// an override for it that says nothing else, and loses it when they agree with the series again. Instances that the
    /// attendee is not in stay out.
    ///
    /// - Parameter owner: the normalized addresses of whose copy it is: their own answer stays.
    public static func refreshing(
        _ copy: CalendarObject, with event: CalendarObject, owner: Set<String>, context: ITIPContext
    ) -> CalendarObject {
        let source = ObjectTimes(event, context)
        let stored = ObjectTimes(copy, context)
        var result = copy
        result.updateMain { component in
            let known: CalendarComponent?
            if component.first("RECURRENCE-ID") == nil {
                // Who is invited only from an override for THISANDFUTURE on has a series that says what it says.
                let future = source.futures.lazy.compactMap { source.overrides[$0] }.first { $0.attendee(owner) != nil }
                known = event.master?.attendee(owner) == nil ? future ?? event.master : event.master
            } else {
                let recurrenceID = stored.recurrenceID(of: component)
                known = recurrenceID.flatMap { source.overrides[$0] ?? source.derivedInstance(at: $0) }
            }
            if let known, !component.isCancelled { component.takeParticipation(of: known, except: owner) }
        }
        guard let master = result.master, !master.isCancelled else { return result }
        let refreshed = ObjectTimes(result, context)
        let superfluous = refreshed.overrides.filter {
            source.overrides[$0.key] == nil && refreshed.isRedundant($0.value)
        }
        if !superfluous.isEmpty {
            let gone = Set(superfluous.values)
            result.main.removeAll { gone.contains($0) }
        }
        let excluded = refreshed.instants("EXDATE", of: master)
        for (recurrenceID, override) in source.overrides.sorted(by: { $0.key < $1.key }) {
            guard refreshed.overrides[recurrenceID] == nil, !override.isCancelled, !override.isThisAndFuture,
                !excluded.contains(recurrenceID), owner.isEmpty || override.attendee(owner) != nil,
                let derived = refreshed.derivedInstance(at: recurrenceID)
            else { continue }
            var instance = derived
            instance.takeParticipation(of: override, except: owner)
            if instance != derived, refreshed.hasInstance(at: recurrenceID) { result.main.append(instance) }
        }
        return result
    }

    /// A copy that its owner had deleted and a program brings back, with what everybody has answered since; where it says
    /// NEEDS-ACTION for its owner, with their answer as the organizer knows it.
    public static func returning(
        _ copy: CalendarObject, with event: CalendarObject, owner: Set<String>, context: ITIPContext
    ) -> CalendarObject {
        let source = ObjectTimes(event, context)
        var result = refreshing(copy, with: event, owner: owner, context: context)
        let times = ObjectTimes(result, context)
        result.updateMain { component in
            let recurrenceID = times.recurrenceID(of: component)
            let known = recurrenceID.map { source.overrides[$0] ?? source.derivedInstance(at: $0) } ?? event.master
            if let known { component.keepAnswer(of: known, by: owner) }
        }
        return result
    }

    /// What an attendee's client sent, with the other attendees' answers as they stand in the stored copy: a client that
    /// has not seen the last refresh reverts nothing, and nobody answers for somebody else (RFC 6638 §3.2.10).
    ///
    /// An override that was only there for somebody else's answer comes back.
    ///
    /// - Parameter writer: the attendee's normalized addresses.
    static func keepingAnswers(
        of stored: CalendarObject, in sent: CalendarObject, writer: Set<String>, context: ITIPContext
    ) -> CalendarObject {
        let old = ObjectTimes(stored, context)
        let new = ObjectTimes(sent, context)
        var result = sent
        result.updateMain { component in
            guard let known = old.counterpart(of: component, in: new) else { return }
            component.takeParticipation(of: known, except: writer)
            component.keepAnswer(of: known, by: writer)
        }
        guard let master = result.master, stored.master != nil else { return result }
        let merged = ObjectTimes(result, context)
        let excluded = merged.instants("EXDATE", of: master)
        for (recurrenceID, override) in old.overrides.sorted(by: { $0.key < $1.key }) {
            guard merged.overrides[recurrenceID] == nil, !override.isCancelled, !override.isThisAndFuture,
                !excluded.contains(recurrenceID), let derived = merged.derivedInstance(at: recurrenceID)
            else { continue }
            var instance = derived
            instance.takeParticipation(of: override, except: writer)
            if instance != derived { result.main.append(instance) }
        }
        return result
    }
}

extension CalendarComponent {
    /// Nobody takes an answer back: a client that says NEEDS-ACTION for its user where they have answered, here or by
    /// another client, knows an older version.
    fileprivate mutating func keepAnswer(of known: CalendarComponent, by own: Set<String>) {
        guard let answer = known.attendee(own)?.participationStatus, answer != .needsAction,
            attendee(own)?.participationStatus == .needsAction
        else { return }
        self.answer(own, answer)
    }

    /// Takes over what the attendees of `known` said, but for `own` (normalized addresses).
    ///
    /// An answer that is the same in another spelling is left as it is written.
    fileprivate mutating func takeParticipation(of known: CalendarComponent, except own: Set<String>) {
        let lines = known.properties.filter { $0.name == "ATTENDEE" }
        guard !lines.isEmpty else { return }
        var answers: [String: CalendarProperty] = [:]
        for line in lines.reversed() { answers[CalendarAddress(line).normalized] = line }
        for index in properties.indices where properties[index].name == "ATTENDEE" {
            let address = CalendarAddress(properties[index])
            guard !address.matches(own), let line = answers[address.normalized] ?? answers[address.uri] else {
                continue
            }
            let status = Attendee(line).participationStatus
            if Attendee(properties[index]).participationStatus != status {
                properties[index][parameter: "PARTSTAT"] = status.text
            }
        }
    }
}
