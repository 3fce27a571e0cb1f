import Synchronization

/// How many answers without an end may be open, in all and for one person.
public final class StreamPlaces: Sendable {
    /// An open stream. Its place is free when nobody holds this any more, also where the stream was never begun.
    public final class Place: Sendable {
        private let places: StreamPlaces
        private let person: String

        fileprivate init(_ places: StreamPlaces, _ person: String) {
            self.places = places
            self.person = person
        }

        deinit { places.leave(person) }
    }

    private let most: Int
    private let mostOfPerson: Int
    private let open = Mutex<[String: Int]>([:])

    /// - Parameter mostOfPerson: a house's displays may share one account.
    public init(most: Int = 1_000, mostOfPerson: Int = 300) {
        self.most = most
        self.mostOfPerson = mostOfPerson
    }

    /// Streams that are open.
    public var count: Int { open.withLock { $0.values.reduce(0, +) } }

    /// Nil: there are as many as there may be.
    public func take(for person: String) -> Place? {
        let isFree = open.withLock { open in
            let own = open[person] ?? 0
            guard own < mostOfPerson, open.values.reduce(0, +) < most else { return false }
            open[person] = own + 1
            return true
        }
        return isFree ? Place(self, person) : nil
    }

    private func leave(_ person: String) {
        open.withLock { open in
            let left = (open[person] ?? 1) - 1
            open[person] = left > 0 ? left : nil
        }
    }
}
