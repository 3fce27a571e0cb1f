extension Array where Element: Equatable {
    /// Whether `part` stands somewhere in it without a gap; an empty one stands everywhere.
    ///
    /// By Knuth, Morris and Pratt: both texts come from clients, and their product may be beyond all patience.
    func contains(run part: [Element]) -> Bool {
        guard !part.isEmpty else { return true }
        guard count >= part.count else { return false }
        // For each place the length of the longest beginning of `part` that ends there.
        var borders = [Int](repeating: 0, count: part.count)
        var length = 0
        for index in part.indices.dropFirst() {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for element in self {
            while length > 0, element != part[length] { length = borders[length - 1] }
            if element == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
