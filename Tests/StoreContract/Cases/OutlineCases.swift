import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let outlineCases: [ContractCase] = [
        .oneNode("outlines are the objects without their texts") { store async throws in
            try await fill(store)
            for query in [
                ObjectQuery(), ObjectQuery(component: "VEVENT"), ObjectQuery(component: "VTODO"),
                ObjectQuery(component: "VEVENT", window: Sample.range(9, 10)),
            ] {
                let (outlines, objects) = try await store.withSnapshot { snapshot in
                    (
                        try snapshot.outlines(in: Sample.calendar, matching: query),
                        try snapshot.objects(
                            in: Sample.calendar, component: query.component, window: query.window)
                    )
                }
                #expect(outlines == objects.map(ObjectOutline.init))
            }
        },
        .oneNode("a known instance decides whether a window is met, an extent else") { store async throws in
            try await fill(store)
            let windows: [(TimeRange, [String])] = [
                (Sample.range(8, 9), ["wide"]), (Sample.range(9, 10), ["exact", "wide"]),
                (Sample.range(10, 11), ["wide"]), (Sample.range(12, 13), ["point", "wide"]),
                (Sample.range(11, 12), ["wide"]), (Sample.range(200, 201), []),
            ]
            for (window, expected) in windows {
                let query = ObjectQuery(component: "VEVENT", window: window)
                let found = try await store.withSnapshot { try $0.outlines(in: Sample.calendar, matching: query) }
                #expect(found.map(\.name) == expected, "\(window)")
            }
        },
        .oneNode("a part of the UID finds, ASCII case set aside and nothing else") { store async throws in
            try await fill(store)
            for (part, expected) in [
                ("UID-É", ["exact"]), ("uid-é", []), ("Uid-", ["exact", "point", "task", "wide"]), ("%", []),
                ("", ["exact", "point", "task", "wide"]),
            ] as [(String, [String])] {
                let query = ObjectQuery(uidPart: part)
                let found = try await store.withSnapshot { try $0.outlines(in: Sample.calendar, matching: query) }
                #expect(found.map(\.name) == expected, "\(part)")
            }
        },
        .oneNode("members by name, those that there are") { store async throws in
            try await fill(store)
            let found = try await store.withSnapshot {
                try $0.objects(named: ["task", "none", "exact", "task", "a\"],[\\"], in: Sample.calendar)
            }
            #expect(found.map(\.name).sorted() == ["exact", "task"])
            #expect(try await store.withSnapshot { try $0.objects(named: [], in: Sample.calendar) } == [])
        },
        .oneNode("changes without texts are the changes") { store async throws in
            try await fill(store)
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) { transaction in
                try transaction.delete("wide", in: Sample.calendar)
            }
            for (since, limit) in [(0, 100), (0, 2), (2, 100), (3, 1), (5, 10)] as [(Int64, Int)] {
                let (whole, outlined) = try await store.withSnapshot { snapshot in
                    (
                        try snapshot.changes(in: Sample.calendar, since: since, limit: limit),
                        try snapshot.outlinedChanges(in: Sample.calendar, since: since, limit: limit)
                    )
                }
                #expect(outlined?.changed == whole?.changed.map(ObjectOutline.init))
                #expect(outlined?.removed == whole?.removed && outlined?.upTo == whole?.upTo)
                #expect(outlined?.isTruncated == whole?.isTruncated)
            }
        },
    ]

    /// One event of which the instance is known, one without length, one of which only the extent is, and a task.
    private static func fill(_ store: any BookingStore) async throws {
        var exact = Sample.object("exact", in: Sample.calendar, uid: "uid-É", from: -15, to: 34)
        exact.instance = Sample.range(9, 10)
        var point = Sample.object("point", in: Sample.calendar, uid: "uid-p", from: -12, to: 36)
        point.instance = Sample.range(12, 12)
        let wide = Sample.object("wide", in: Sample.calendar, uid: "uid-w", from: -15, to: 34)
        var task = Sample.object("task", in: Sample.calendar, uid: "UID-t")
        task.component = "VTODO"
        try await store.make(Sample.collection(), exact, point, wide, task)
    }
}
