import BookingCore
import ICalendar

/// LOCATION of an event that got one of a group's rooms: the room's name, behind what a person wrote there.
struct LocationText {
    private let parts: [String]

    init(_ text: String?) {
        parts = (text ?? "").components(by: ", ")
    }

    /// With the room's name in the place of the names that stood for it before.
    func naming(_ choice: OrganizerRound.GroupChoice) -> String {
        let own = choice.room.names.all
        if !own.isDisjoint(with: parts), choice.former.subtracting(own).isDisjoint(with: parts) {
            return parts.joined(separator: ", ")
        }
        var named = false
        var result: [String] = []
        for part in parts {
            guard choice.former.contains(part) || own.contains(part) else {
                result.append(part)
                continue
            }
            if !named { result.append(choice.room.names.fr) }
            named = true
        }
        return (named ? result : result + [choice.room.names.fr]).joined(separator: ", ")
    }

    /// Without the names that stood for a room.
    func without(_ names: Set<String>) -> String? {
        let rest = parts.filter { !names.contains($0) }
        return rest.isEmpty ? nil : rest.joined(separator: ", ")
    }

    func names(any names: Set<String>) -> Bool { !names.isDisjoint(with: parts) }
}

extension String {
    /// The non-empty pieces between `separator`.
    fileprivate func components(by separator: String) -> [String] {
        var result: [String] = []
        var rest = self[...]
        while let found = rest.firstRange(of: separator) {
            if found.lowerBound > rest.startIndex { result.append(String(rest[..<found.lowerBound])) }
            rest = rest[found.upperBound...]
        }
        if !rest.isEmpty { result.append(String(rest)) }
        return result
    }
}

extension LocalizedText {
    /// In every language.
    var all: Set<String> { Set([fr, en].filter { !$0.isEmpty }) }
}

extension CalendarObject {
    /// The event with the chosen room's name wherever the room will be, and without it where it said no.
    func showing(_ choice: OrganizerRound.GroupChoice) -> CalendarObject {
        var object = self
        object.updateMain { component in
            guard let answer = component.attendee(choice.names)?.participationStatus else { return }
            let text = LocationText(component.location)
            switch answer {
            case .accepted, .tentative: component.location = text.naming(choice)
            default: component.location = text.without(choice.former.union(choice.room.names.all))
            }
        }
        return object
    }

    /// A client that sends the event as it wrote it at first means no other place by that: the name of the room that it
    /// was given since stays.
    func keepingLocation(of choice: OrganizerRound.GroupChoice, after old: CalendarObject) -> CalendarObject {
        var object = self
        let names = choice.room.names.all
        object.updateMain { component in
            guard component.attendee(choice.names) != nil else { return }
            let id = component.first("RECURRENCE-ID")
            let before = old.main.first { $0.first("RECURRENCE-ID") == id } ?? old.master
            guard LocationText(before?.location).names(any: names),
                !LocationText(component.location).names(any: names)
            else { return }
            component.location = LocationText(component.location).naming(choice)
        }
        return object
    }
}
