/// What somebody who follows a check-in link is told.
public enum CheckInNotice: Hashable, Sendable, CaseIterable {
    /// One may check in now.
    case open
    case early, late
    case done
    /// The booking is no more.
    case gone
}

extension Wording {
    public static func checkIn(_ notice: CheckInNotice, language: Language) -> (sentence: String, button: String) {
        switch language {
        case .fr: (frenchNotice(notice), "Confirmer ma présence")
        case .en: (englishNotice(notice), "Check in")
        }
    }

    private static func frenchNotice(_ notice: CheckInNotice) -> String {
        switch notice {
        case .open: "Confirmez que la réservation est bien utilisée."
        case .early: "Il est trop tôt pour confirmer votre présence ; revenez un peu avant le début."
        case .late: "Il est trop tard pour confirmer votre présence."
        case .done: "Votre présence est confirmée. Merci."
        case .gone: "Cette réservation n’existe plus."
        }
    }

    private static func englishNotice(_ notice: CheckInNotice) -> String {
        switch notice {
        case .open: "Confirm that the booking is being used."
        case .early: "It is too early to check in; come back shortly before the beginning."
        case .late: "It is too late to check in."
        case .done: "You are checked in. Thank you."
        case .gone: "This booking is no more."
        }
    }
}
