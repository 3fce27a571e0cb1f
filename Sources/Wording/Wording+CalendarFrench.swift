/// What is wrong with calendar data, in French: clauses that follow a colon.
enum FrenchCalendarWords {
    static func clause(_ fault: CalendarFault) -> String {
        switch fault {
        case .lineTooLong(let limit): "la ligne dépasse \(limit) octets ; repliez les lignes longues"
        case .nestedTooDeep(let limit): "les composants sont imbriqués sur plus de \(limit) niveaux"
        case .tooMany(let part, let limit): "il y a plus de \(limit) \(name(part))"
        case .notUTF8: "le texte n’est pas en UTF-8"
        case .controlCharacter(let code): "un caractère de contrôle s’y trouve (code \(code)) ; retirez-le"
        case .notACalendar: "l’objet ne commence pas par BEGIN:VCALENDAR"
        case .malformedLine(let fault): line(fault)
        case .unbalanced(let found, let open?): "END:\(found) se trouve là où END:\(open) est attendu"
        case .unbalanced(let found, nil): "END:\(found) ne ferme rien"
        case .notClosed(let component): "\(component) commence ici et ne finit pas ; l’objet est peut-être tronqué"
        case .contentAfterEnd: "du texte suit END:VCALENDAR ; envoyez un seul objet"
        case .methodPresent(let method):
            "l’objet porte METHOD:\(Wording.short(method)), réservé aux messages ; enregistrez-le sans METHOD"
        case .noComponent: "l’objet ne contient ni événement, ni tâche, ni journal"
        case .mixedComponents(let names):
            "l’objet mélange \(Wording.few(names)) ; n’y mettez qu’une sorte de composant"
        case .mixedUIDs(let uids): "l’objet mélange les UID \(Wording.few(uids)) ; n’y mettez qu’un UID"
        case .severalMasters(let uid): "l’UID \(Wording.short(uid)) a plusieurs composants sans RECURRENCE-ID"
        case .duplicateInstance(let id): "deux composants modifient la même occurrence \(Wording.short(id))"
        case .differentOrganizers: "toutes les occurrences d’un événement ont le même organisateur (ORGANIZER)"
        case .unsupportedComponent(let name): "les composants \(Wording.short(name)) ne sont pas conservés ici"
        default: value(fault)
        }
    }

    private static func value(_ fault: CalendarFault) -> String {
        switch fault {
        case .invalidValue(let property, let value):
            "la propriété \(property) a une valeur qui n’est pas valable, « \(Wording.short(value)) »"
        case .noSuchTime(let property, let value):
            "la propriété \(property) donne une date ou une heure qui n’existe pas, « \(Wording.short(value)) »"
        case .beforeMinimumDate(let property, let value):
            "la propriété \(property) est trop ancienne, « \(Wording.short(value)) » ; la première date est 1900-01-01"
        case .afterMaximumDate(let property, let value):
            "la propriété \(property) est trop lointaine, « \(Wording.short(value)) » ; la dernière date est 2100-01-01"
        case .missing(let property, let component): "la propriété \(property) manque dans \(component)"
        case .repeated(let property, let component):
            "la propriété \(property) se trouve plus d’une fois dans \(component)"
        case .beforeStart(let property): "la propriété \(property) précède le début"
        case .endBeforeStart(nil): "la fin précède le début"
        case .endBeforeStart(let instance?): "la fin de l’occurrence \(Wording.short(instance)) précède son début"
        case .endAndDuration: "il y a à la fois une fin et une durée (DURATION) ; gardez l’une des deux"
        case .mixedValueTypes(let property):
            "les propriétés \(property) et DTSTART mélangent une date et une date avec heure"
        case .invalidRule(let value, let why):
            "la règle de récurrence « \(Wording.short(value)) » n’est pas valable"
                + (why.map { " (\(FrenchRuleWords.clause($0)))" } ?? "")
        case .exceptionRule: "la propriété EXRULE n’est pas acceptée ; utilisez EXDATE"
        case .unknownZone(let name):
            "le fuseau horaire « \(Wording.short(name)) » est inconnu ; "
                + "utilisez un nom IANA tel que Europe/Paris, ou ajoutez un VTIMEZONE"
        default: "elles ne peuvent pas être lues"
        }
    }

    private static func line(_ fault: CalendarFault.ContentLineFault) -> String {
        switch fault {
        case .continuesNothing: "la ligne commence par une espace, mais ne continue rien"
        case .noName: "la ligne ne commence pas par le nom d’une propriété"
        case .noColon: "la ligne n’a pas de deux-points entre nom et valeur ; l’objet est peut-être tronqué"
        case .parameterWithoutName: "un paramètre n’a pas de nom"
        case .parameterWithoutValue(let name): "le paramètre \(Wording.short(name)) n’a pas de valeur"
        case .openQuote(let name): "le guillemet du paramètre \(Wording.short(name)) n’est pas fermé"
        case .textAfterQuote(let name): "du texte suit le guillemet fermant du paramètre \(Wording.short(name))"
        }
    }

    private static func name(_ part: CalendarFault.CountedPart) -> String {
        switch part {
        case .properties: "propriétés"
        case .alarms: "alarmes"
        case .attendees: "participants"
        case .zones: "fuseaux horaires (VTIMEZONE)"
        }
    }
}
