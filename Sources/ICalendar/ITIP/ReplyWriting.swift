import CalendarTime

/// Writes REPLY components about one object (RFC 5546 §3.2.3).
struct ReplyWriting {
    let source: ObjectTimes
    let attendee: CalendarAddress
    let context: ITIPContext

    /// - Parameter recurrenceID: the original start of the instance that is answered; nil for the series or event.
    /// - Returns: nil where the object has no such component, no such instance, or no organizer.
    func message(recurrenceID: Instant?, status: ParticipationStatus, comment: String?) -> ITIPMessage? {
        let found =
            if let recurrenceID {
                source.overrides[recurrenceID] ?? source.derivedInstance(at: recurrenceID)
            } else {
                source.object.master
            }
        guard let about = found, let organizer = source.object.organizer else { return nil }
        let component = component(about: about, organizer: organizer, status: status, comment: comment)
        return ITIPMessage(
            method: .reply, object: source.object.message(.reply, of: [component]), organizer: organizer,
            sender: attendee,
            recipient: organizer, significant: true,
            scheduleForceSend: about.first("ORGANIZER")?[parameter: SchedulingParameter.forceSend] != nil)
    }

    /// ORGANIZER and ATTENDEE are echoed byte for byte, SEQUENCE and RECURRENCE-ID as asked, DTSTAMP is fresh.
    private func component(
        about: CalendarComponent, organizer: CalendarAddress, status: ParticipationStatus, comment: String?
    ) -> CalendarComponent {
        var kept: Set<String> = ["UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "LOCATION"]
        // How far a task is (RFC 5546 §3.4.3).
        if about.name == "VTODO" { kept.formUnion(["PERCENT-COMPLETE", "COMPLETED", "STATUS"]) }
        var reply = CalendarComponent(about.name, properties: about.properties.filter { kept.contains($0.name) })
        reply.stamp(context.now)
        reply.sequence = about.sequence
        reply.append(about.first("ORGANIZER") ?? CalendarProperty("ORGANIZER", value: organizer.raw))
        var answer =
            about.attendee([attendee.normalized])?.property ?? CalendarProperty("ATTENDEE", value: attendee.raw)
        answer[parameter: "PARTSTAT"] = status.text
        answer[parameter: "RSVP"] = nil
        reply.append(answer)
        reply.removeSchedulingParameters(SchedulingParameter.kept)
        if let comment, !comment.isEmpty { reply.setText("COMMENT", comment) }
        reply.set("REQUEST-STATUS", value: "2.0;Success")
        return reply
    }
}

extension ITIPBroker {
    /// The replies that carry `answers` to the organizer of `request`: one for the series, one per instance that
    /// differs.
    ///
    /// - Parameter request: the invitation, or the attendee's copy.
    /// - Parameter attendee: who answers, as the invitation writes them; the address is echoed from there.
    public static func reply(
        to request: CalendarObject, attendee: CalendarAddress, answers: ReplyAnswers, context: ITIPContext
    ) -> [ITIPMessage] {
        let source = ObjectTimes(request, context)
        let echoed = request.main.lazy.compactMap { $0.attendee([attendee.normalized, attendee.uri])?.address }.first
        let writing = ReplyWriting(source: source, attendee: echoed ?? attendee, context: context)
        var result: [ITIPMessage] = []
        if let master = answers.master {
            result += [writing.message(recurrenceID: nil, status: master, comment: answers.comment)].compactMap { $0 }
        }
        var instances = answers.instances
        if let master = answers.master {
            // An answer to the series does not answer its exceptions for every organizer: they get their own.
            let named = Set(instances.map(\.recurrenceID))
            for (recurrenceID, override) in source.overrides.sorted(by: { $0.key < $1.key }) {
                guard !named.contains(recurrenceID), !override.isCancelled else { continue }
                guard override.attendee([writing.attendee.normalized]) != nil else { continue }
                instances.append(ReplyAnswers.InstanceAnswer(recurrenceID: recurrenceID, status: master))
            }
        }
        for answer in instances {
            guard answer.status != answers.master || source.overrides[answer.recurrenceID] != nil else { continue }
            let message = writing.message(
                recurrenceID: answer.recurrenceID, status: answer.status, comment: answers.comment)
            result += [message].compactMap { $0 }
        }
        return result
    }
}
