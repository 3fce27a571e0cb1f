import ArgumentParser
import Foundation

/// Where the database is.
struct DataOption: ParsableArguments {
    @Option(help: "The data directory (default: $CRENEAU_DATA, else ./var).")
    var data: String?

    var directory: String {
        data ?? ProcessInfo.processInfo.environment["CRENEAU_DATA"] ?? "./var"
    }
}
