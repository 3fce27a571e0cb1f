/// What the command line says while it works; as the raw value in English, with `{1}`, `{2}` for what is known then.
///
/// What a server answers is said by the server; the texts of `--help` are ``CommandHelp``.
public enum CommandMessage: String, CaseIterable, Sendable {
    case nobodyToAsk = "{1} Nobody can be asked here: say --yes if this is meant."
    case typeYes = "{1} Type yes: "
    case nothingDone = "Nothing was done."
    case cancelsBooking = "The booking {1} will be cancelled and its organizer told."
    case revokesToken = "Whoever uses {1} is locked out at once."
    case disablesPerson =
        "{1} cannot log in any more; what they booked stays (`creneau person leave` transfers or frees it)."
    case namePerson = "Name the person with --person."
    case nameOrganizer = "Say for whom with --organizer: this command speaks for whoever runs the server."
    case endOrLength = "Say either --end or --length."
    case badLength = "--length is like 90m, 1h30, 2h or 2d, not “{1}”."
    case badStart = "“{1}” is no date (2026-12-01) and no time (2026-12-01T09:00, 2026-12-01T09:00:00+01:00)."
    case lengthNeedsForm = "The length of whole days is like 2d; of times, like 90m or 1h30."
    case nothingToChange = "Say what is to be changed: see --help."
    case newPersonNeeds = "{1} is new: give --name and at least one --address."
    case newGroupNeeds = "{1} is new: give --name."
    case noSuchPerson = "There is nobody with the id {1}."
    case startMissing = "Say when it begins with --start."
    case dryRun = "Nothing was stored (--dry-run). It would be:"
    case alternatives = "Instead:"
    case typePassword = "New password: "
    case typeOldPassword = "Old password: "
    case typeAgain = "Again: "
    case passwordsDiffer = "The two passwords differ; nothing was done."
    case noPassword = "There is no password on standard input."
    case passwordSet = "{1} has a new password; sessions that were open are closed."
    case yes = "yes"
    case rotatesFeed = "The address of the feed {1} is dead at once for everybody who reads it."
    case rotatesSecret = "What the receiver of {1} knows signs nothing any more."
    case importInterrupted = "Interrupted. Import the file again to go on: what is there already is not booked twice."
}

extension Wording {
    /// - Parameter values: for `{1}`, `{2}` and so on.
    public static func text(_ message: CommandMessage, _ values: [String] = [], language: Language) -> String {
        fill(language == .fr ? message.french : message.rawValue, values)
    }

    /// Puts the values where `{1}`, `{2}` stand; what is in a value stays as it is.
    static func fill(_ text: String, _ values: [String]) -> String {
        let parts = text.split(separator: "{", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: parts.first.map(String.init) ?? "") { text, part in
            guard let end = part.firstIndex(of: "}"), let place = Int(part[..<end]), values.indices.contains(place - 1)
            else {
                text += "{" + part
                return
            }
            text += values[place - 1] + part[part.index(after: end)...]
        }
    }
}
