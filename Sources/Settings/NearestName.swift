/// Finds what somebody meant who wrote a name that there is not.
enum NearestName {
    /// The name with the fewest letters to change, where these are few for its length.
    static func name(to written: String, among names: [String]) -> String? {
        let letters = Array(written.lowercased().prefix(100))
        let best = names.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        if let best, best.distance <= max(2, best.name.count / 3) { return best.name }
        // The option is known, its section was forgotten or is another.
        let last = written.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return names.filter { $0.split(separator: ".").last?.lowercased() == last }.min()
    }

    /// Letters to put in, leave out or replace (Levenshtein).
    static func distance(_ one: [Character], _ two: [Character]) -> Int {
        var row = Array(0...two.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in two.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[two.count]
    }
}
