/// Why an object of valid form cannot be stored or expanded.
public enum CalendarObjectError: Error, Hashable, Sendable {
    // RFC 4791 §4.1, valid-calendar-object-resource.
    case methodPresent(String)
    case noComponent
    case mixedComponents([String])
    case missingUID(component: String)
    case mixedUIDs([String])
    case severalMasters(uid: String)
    /// The instant or date as it stands in the object.
    case duplicateRecurrenceID(String)
    // RFC 6638, same-organizer-in-all-components.
    case differentOrganizers([String])
    // RFC 4791, supported-calendar-component.
    case unsupportedComponent(String)
    // Values, valid-calendar-data.
    /// Neither a zone of tzdata, nor one with a VTIMEZONE that can be used, nor a name that a vendor is known to use.
    case unknownZone(String)
    case missingStart
    case invalidValue(property: String, value: String)
    case invalidRule(value: String, reason: String)
    case exceptionRule
    case endBeforeStart(recurrenceID: String?)
    case mixedValueTypes(property: String)
}

extension CalendarObjectError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .methodPresent(let method):
            "The object carries METHOD:\(method), which is for messages. Store it without METHOD."
        case .noComponent: "The object holds no event, task or journal. Add one."
        case .mixedComponents(let names):
            "The object mixes \(names.joined(separator: ", ")). Store one kind of component per object."
        case .missingUID(let component): "\(component) has no UID. Add one."
        case .mixedUIDs(let uids):
            "The object mixes the UIDs \(uids.prefix(3).joined(separator: ", ")). Store one UID per object."
        case .severalMasters(let uid):
            "The UID \(uid) has more than one component without RECURRENCE-ID. Keep one."
        case .duplicateRecurrenceID(let id): "Two components change the same instance \(id). Keep one."
        case .differentOrganizers(let addresses):
            "The components name different organizers (\(addresses.prefix(3).joined(separator: ", "))). Use one for all."
        case .unsupportedComponent(let name): "\(name) is not kept here. Send a VEVENT."
        case .unknownZone(let name):
            "The time zone \"\(name)\" is not known, and the object does not define it. Use an IANA name such as "
                + "Europe/Paris, or add a VTIMEZONE."
        case .missingStart: "The event has no DTSTART. Add one."
        case .invalidValue(let property, let value):
            "\(property) has the value \"\(value.prefix(60))\", which is not valid."
        case .invalidRule(let value, let reason): "The recurrence rule \"\(value.prefix(60))\" is not valid: \(reason)"
        case .exceptionRule: "EXRULE is not supported (RFC 5545 removed it). Use EXDATE."
        case .endBeforeStart(nil): "The event ends before it starts. Set the end at or after the start."
        case .endBeforeStart(let id?): "The instance \(id) ends before it starts. Set the end at or after the start."
        case .mixedValueTypes(let property):
            "\(property) and DTSTART are not of one type. Use a date for both, or a date with a time for both."
        }
    }
}
