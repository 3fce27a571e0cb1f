/// Who is in a group, in person or by a group inside it.
struct NestedGroups {
    /// Members of each group as the server lists them: people and groups, by comparable DN.
    private let members: [String: [String]]

    init(members: [String: [String]]) {
        self.members = members
    }

    /// Every member that is no group. A group that contains itself, by whatever way, is looked at once.
    func people(of group: String) -> Set<String> {
        var found: Set<String> = []
        var seen: Set<String> = [group]
        var open = [group]
        while let current = open.popLast() {
            for member in members[current] ?? [] {
                if members[member] == nil {
                    found.insert(member)
                } else if seen.insert(member).inserted {
                    open.append(member)
                }
            }
        }
        return found
    }
}
