extension CommandMessage {
    var french: String {
        switch self {
        case .nobodyToAsk: "{1} Personne ne peut confirmer ici : ajoutez --yes si c’est bien voulu."
        case .typeYes: "{1} Tapez oui : "
        case .nothingDone: "Rien n’a été fait."
        case .cancelsBooking: "La réservation {1} sera annulée et son organisateur prévenu."
        case .revokesToken: "Qui se sert de {1} n’aura plus accès, tout de suite."
        case .disablesPerson:
            "{1} ne pourra plus se connecter ; ses réservations restent (`creneau person leave` les transfère ou les libère)."
        case .namePerson: "Nommez la personne avec --person."
        case .nameOrganizer:
            "Dites pour qui avec --organizer : cette commande parle au nom de qui exploite le serveur."
        case .endOrLength: "Donnez soit --end, soit --length."
        case .badLength: "--length s’écrit comme 90m, 1h30, 2h ou 2d, et non « {1} »."
        case .badStart:
            "« {1} » n’est ni une date (2026-12-01) ni une heure (2026-12-01T09:00, 2026-12-01T09:00:00+01:00)."
        case .lengthNeedsForm: "La durée de journées entières s’écrit comme 2d ; celle d’heures, comme 90m ou 1h30."
        case .nothingToChange: "Dites ce qu’il faut modifier : voir --help."
        case .newPersonNeeds: "{1} n’est pas encore là : donnez --name et au moins une --address."
        case .newGroupNeeds: "{1} n’est pas encore là : donnez --name."
        case .noSuchPerson: "Personne n’a l’identifiant {1}."
        case .startMissing: "Dites quand cela commence avec --start."
        case .dryRun: "Rien n’a été enregistré (--dry-run). Ce serait :"
        case .alternatives: "À la place :"
        case .typePassword: "Nouveau mot de passe : "
        case .typeOldPassword: "Ancien mot de passe : "
        case .typeAgain: "Encore une fois : "
        case .passwordsDiffer: "Les deux mots de passe diffèrent ; rien n’a été fait."
        case .noPassword: "Il n’y a pas de mot de passe sur l’entrée standard."
        case .passwordSet: "{1} a un nouveau mot de passe ; les sessions ouvertes sont fermées."
        case .yes: "oui"
        case .rotatesFeed: "L’adresse du flux {1} cesse aussitôt de répondre à tous ceux qui le lisent."
        case .rotatesSecret: "Le secret que connaît le destinataire de {1} ne signera plus rien."
        case .importInterrupted:
            "Interrompu. Importez de nouveau le fichier pour continuer : ce qui est déjà là n’est pas réservé deux fois."
        }
    }
}
