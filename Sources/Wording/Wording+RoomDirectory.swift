public import BookingCore

/// What the directory of rooms says to people.
extension Wording {
    /// What the list is called.
    public static func roomDirectory(_ language: Language) -> String {
        language == .fr ? "Salles et ressources" : "Rooms and resources"
    }

    /// - Parameter organization: empty where it has no name.
    public static func roomDirectoryDescription(of organization: String, language: Language) -> String {
        switch (language, organization.isEmpty) {
        case (.fr, true): "Tout ce qui se réserve. Cette liste est tenue par le serveur."
        case (.fr, false): "Tout ce qui se réserve : \(organization). Cette liste est tenue par le serveur."
        case (.en, true): "Everything that can be booked. This list is kept by the server."
        case (.en, false): "Everything that can be booked: \(organization). This list is kept by the server."
        }
    }

    /// What sort of thing it is.
    public static func name(of kind: ResourceKind, language: Language) -> String {
        switch (kind, language) {
        case (.room, .fr): "Salle"
        case (.room, .en): "Room"
        case (.equipment, .fr): "Matériel"
        case (.equipment, .en): "Equipment"
        case (.vehicle, .fr): "Véhicule"
        case (.vehicle, .en): "Vehicle"
        case (.workspace, .fr): "Poste de travail"
        case (.workspace, .en): "Workspace"
        }
    }

    /// What a room has, where it is one of the common features; else the feature's own word.
    public static func name(ofFeature feature: String, language: Language) -> String {
        let names: [String: (fr: String, en: String)] = [
            "projector": ("vidéoprojecteur", "projector"), "screen": ("écran", "screen"),
            "whiteboard": ("tableau blanc", "whiteboard"), "sound": ("sonorisation", "sound system"),
            "video": ("visioconférence", "video conferencing"), "phone": ("audioconférence", "conference phone"),
            "kitchen": ("cuisine", "kitchen"), "sink": ("point d’eau", "sink"), "plotter": ("traceur", "plotter"),
            "printer": ("imprimante", "printer"), "towbar": ("attelage", "tow bar"),
        ]
        guard let name = names[feature] else { return feature }
        return language == .fr ? name.fr : name.en
    }

    /// `2` is « 2e étage », `0` « rez-de-chaussée »; what is no number stands as it is.
    public static func floor(_ floor: String, language: Language) -> String {
        guard let number = Int(floor) else { return floor }
        switch (language, number) {
        case (.fr, 0): return "rez-de-chaussée"
        case (.fr, 1): return "1er étage"
        case (.fr, 2...): return "\(number)e étage"
        case (.fr, _): return "niveau \(number)"
        case (.en, 0): return "ground floor"
        case (.en, 1...): return "floor \(number)"
        case (.en, _): return "level \(number)"
        }
    }

    /// How many people it holds and what it has, in sentences; empty where there is nothing to say.
    public static func equipment(
        capacity: Int?, units: Int, features: [String], isStepFree: Bool, language: Language
    ) -> String {
        var sentences: [String] = []
        let names = features.map { name(ofFeature: $0, language: language) }.joined(separator: ", ")
        switch language {
        case .fr:
            if let capacity { sentences.append("Capacité : \(capacity) personne\(capacity > 1 ? "s" : "").") }
            if units > 1 { sentences.append("\(units) exemplaires.") }
            if !names.isEmpty { sentences.append("Équipement : \(names).") }
            if isStepFree { sentences.append("Accessible sans marche.") }
        case .en:
            if let capacity { sentences.append("Holds \(capacity) \(capacity == 1 ? "person" : "people").") }
            if units > 1 { sentences.append("\(units) of them.") }
            if !names.isEmpty { sentences.append("Has: \(names).") }
            if isStepFree { sentences.append("Step-free access.") }
        }
        return sentences.joined(separator: " ")
    }
}
