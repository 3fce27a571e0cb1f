import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let queryCases: [ContractCase] = [
        .oneNode("finds the bookings that take time in a window, half-open") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(
                Sample.booking(1, [Sample.range(8, 10)]), Sample.booking(2, [Sample.range(10, 12)]),
                Sample.booking(3, [Sample.range(12, 13)]), Sample.booking(4, [Sample.range(0, 100)]),
                Sample.booking(5, [Sample.range(-24 * 700, 24 * 700)]),
                Sample.booking(6, [Sample.range(-100, -99), Sample.range(11, 12)]),
                Sample.booking(7, [Sample.range(-100, -99), Sample.range(40, 41)]))
            let ids = try await store.withSnapshot {
                try $0.bookings(BookingQuery(window: Sample.range(10, 12))).map(\.id.rawValue)
            }
            #expect(ids == [5, 4, 2, 6])
            let empty = try await store.withSnapshot { try $0.bookings(BookingQuery(window: Sample.range(10, 10))) }
            #expect(empty.isEmpty)
        },
        .oneNode("leaves out what takes no time unless it is asked for") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(
                Sample.booking(1, [Sample.range(9, 10)], state: .cancelled),
                Sample.booking(2, [Sample.range(9, 10)], verdict: .declined([.notPermitted])),
                Sample.booking(3, [Sample.range(9, 10)], state: .tentative),
                Sample.booking(4, [Sample.range(9, 9)]))
            try await store.withSnapshot { snapshot throws in
                var query = BookingQuery(window: Sample.range(9, 12))
                #expect(try snapshot.bookings(query).map(\.id.rawValue) == [3])
                query.includesInactive = true
                #expect(try snapshot.bookings(query).map(\.id.rawValue) == [1, 2, 3, 4])
            }
        },
        .oneNode("restricts by resources and by organizer") { store async throws in
            try await store.make(Sample.room("a"), Sample.room("b"), Sample.room("c"))
            try await store.keep(
                Sample.booking(1, on: "a", [Sample.range(1, 2)]),
                Sample.booking(2, on: "b", [Sample.range(1, 2)], organizer: "bruno"),
                Sample.booking(3, on: "c", [Sample.range(1, 2)], organizer: "bruno"),
                Sample.booking(4, on: "c", [Sample.range(-9, -8), Sample.range(0, 2)], organizer: "bruno"))
            try await store.withSnapshot { snapshot throws in
                let window = Sample.range(0, 5)
                func ids(_ resources: [ResourceID]?, _ organizer: String?) throws -> [Int64] {
                    try snapshot.bookings(BookingQuery(window: window, resources: resources, organizer: organizer))
                        .map(\.id.rawValue)
                }
                #expect(try ids(nil, nil) == [4, 1, 2, 3])
                #expect(try ids(["a", "b", "absente"], nil) == [1, 2])
                #expect(try ids([], nil) == [])
                #expect(try ids(nil, "person:bruno") == [4, 2, 3])
                #expect(try ids(["b"], "person:bruno") == [2])
                #expect(try ids(["a"], "person:bruno") == [])
            }
        },
        .oneNode("pages through a window without leaving out or repeating any") { store async throws in
            try await store.make(Sample.room("a"), Sample.room("b"))
            for number in Int64(1)...23 {
                let start = (number * 7) % 11
                try await store.keep(
                    Sample.booking(number, on: number % 2 == 0 ? "a" : "b", [Sample.range(start, start + 2)]))
            }
            for organizer in [nil, "person:camille"] {
                try await store.withSnapshot { snapshot throws in
                    var query = BookingQuery(window: Sample.range(-5, 50), organizer: organizer, limit: 1000)
                    let all = try snapshot.bookings(query)
                    #expect(all.count == 23)
                    for limit in [1, 4, 23] {
                        query.limit = limit
                        query.after = nil
                        var pages: [Booking] = []
                        while true {
                            let page = try snapshot.placedBookings(query)
                            #expect(page.count <= limit)
                            if page.isEmpty { break }
                            pages += page.map(\.booking)
                            query.after = page.last?.position
                        }
                        #expect(pages == all)
                        query.after = nil
                        #expect(try snapshot.allBookings(query) == all)
                    }
                }
            }
        },
        .oneNode("goes on behind a place whose booking has moved or is gone") { store async throws in
            try await store.make(Sample.room("salle"))
            for number in Int64(1)...6 {
                try await store.keep(Sample.booking(number, [Sample.range(number, number + 1)]))
            }
            var query = BookingQuery(window: Sample.range(0, 50), limit: 3)
            query.after = try await store.withSnapshot { [query] in try $0.placedBookings(query) }.last?.position
            var cancelled = Sample.booking(2, [Sample.range(2, 3)])
            cancelled.state = .cancelled
            try await store.keep(Sample.booking(3, [Sample.range(40, 41)]), cancelled)
            query.limit = 100
            let rest = try await store.withSnapshot { [query] in try $0.bookings(query).map(\.id.rawValue) }
            #expect(rest == [4, 5, 6, 3])
        },
        .oneNode("finds a series past its decided instances") { store async throws in
            try await store.make(Sample.room("salle"))
            var booking = Sample.booking(1, [Sample.range(9, 10)])
            booking.series.rules = [try RecurrenceRule(parsing: "FREQ=WEEKLY")]
            booking.decidedThrough = Sample.at(20)
            var cancelled = booking
            cancelled.id = BookingID(rawValue: 2)
            cancelled.uid = "autre"
            cancelled.state = .cancelled
            try await store.keep(booking, cancelled)
            try await store.withSnapshot { snapshot throws in
                for organizer in [nil, "person:camille"] {
                    func ids(_ from: Int64, _ to: Int64) throws -> [Int64] {
                        try snapshot.bookings(BookingQuery(window: Sample.range(from, to), organizer: organizer))
                            .map(\.id.rawValue)
                    }
                    #expect(try ids(9 + 168, 10 + 168) == [1])
                    #expect(try ids(9 + 1680, 11 + 1680) == [1])
                    #expect(try ids(11 + 168, 20 + 168) == [])
                }
            }
        },
    ]
}
