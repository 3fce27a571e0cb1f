extension Wording {
    /// In the place of the name of somebody whose data was erased.
    public static func erasedPerson(_ language: Language) -> String {
        switch language {
        case .fr: "personne effacée"
        case .en: "erased person"
        }
    }
}
