import SQLiteStore

/// One thing that was looked at.
struct Finding {
    enum Level: String {
        /// As it should be.
        case ok
        /// Nothing to be looked at here.
        case note
        case warning
        case error
    }

    var check: String
    var level: Level
    /// What was found.
    var message: String
    /// What to do; empty where there is nothing.
    var advice = ""

    var document: [String: Any] {
        ["check": check, "level": level.rawValue, "message": message, "advice": advice]
    }
}

extension StoreFault.Check {
    /// What was looked at, where nothing is wrong.
    var summary: String {
        switch self {
        case .file: "the database is whole"
        case .references: "what rows name is there"
        case .index: "bookings are found at their own times"
        case .exclusivity: "nothing is booked twice"
        case .numbers: "change numbers go up"
        case .objects: "what is booked is in the rooms' calendars"
        case .records: "what is booked was decided"
        case .directory: "addresses and credentials belong to somebody"
        case .deadlines: "what was due was done"
        case .outbox: "messages leave"
        case .clock: "the clock has not gone back"
        case .zones: "the zone data is that of the last start"
        }
    }

    var level: Finding.Level {
        switch self {
        case .deadlines, .outbox, .zones, .directory, .clock: .warning
        default: .error
        }
    }

    var advice: String {
        switch self {
        case .file, .references:
            "stop the server, keep a copy of the data directory, and restore the newest good backup (creneau restore)"
        case .index, .numbers, .objects, .records:
            "this should not happen: keep a backup and report it; cancelling and booking again repairs one booking"
        case .exclusivity:
            "ask those who booked; it is right only if the resource allowed conflicts or had more units when they did"
        case .directory: "save the person again, or revoke the credential"
        case .deadlines: "start the server; if it runs, look into its log for bookings that are tried again"
        case .outbox: "see that mail and webhooks can leave this machine"
        case .clock: "set the clock; the server goes on rightly once it has caught up"
        case .zones: "nothing, if the next start says nothing about new conflicts"
        }
    }
}
