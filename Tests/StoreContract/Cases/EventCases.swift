import BookingCore
import CalendarTime
import Scheduling
import Testing

extension Sample {
    static func event(_ number: Int64, on resource: ResourceID = "salle") -> BookingEvent {
        BookingEvent(
            resource: resource, number: number, booking: BookingID(rawValue: number), action: .bookingCreated,
            at: at(number))
    }

    static func message(
        _ identity: String, of webhook: String = "a", on resource: ResourceID = "salle"
    ) -> WebhookMessage {
        WebhookMessage(
            webhook: webhook, resource: resource, identity: identity, type: "booking.created", body: "{\"é\":1}",
            createdAt: at(1))
    }
}

extension StoreContract {
    static let eventCases: [ContractCase] = [
        .oneNode("events are read behind a position and forgotten from the oldest, never to the last") {
            store async throws in
            #expect(try await store.withSnapshot { try $0.eventBounds() } == EventBounds(forgotten: 0, last: 0))
            try await store.withTransaction(locking: []) { transaction throws in
                for number in 1...5 { try transaction.append(Sample.event(Int64(number))) }
            }
            _ = await failure {
                try await store.withTransaction(locking: []) { transaction throws in
                    try transaction.append(Sample.event(9))
                    throw Abandoned()
                }
            }
            let all = try await store.withSnapshot { try $0.bookingEvents(after: 0, limit: 9) }
            var expected = Sample.event(3)
            expected.position = all[2].position
            #expect(all[2] == expected)
            #expect(all.map(\.number) == [1, 2, 3, 4, 5])
            #expect(all.map(\.position) == all.map(\.position).sorted())
            let some = try await store.withSnapshot { try $0.bookingEvents(after: all[1].position, limit: 2) }
            #expect(some.map(\.number) == [3, 4])
            try await store.withTransaction(locking: []) { try $0.dropEvents(keeping: 2) }
            let bounds = try await store.withSnapshot { try $0.eventBounds() }
            #expect(bounds == EventBounds(forgotten: all[2].position, last: all[4].position))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.dropEvents(keeping: 0)
                try transaction.append(Sample.event(6))
            }
            let rest = try await store.withSnapshot { try $0.bookingEvents(after: 0, limit: 9) }
            #expect(rest.map(\.number) == [5, 6])
            #expect(rest[1].position > all[4].position)
        },
        .oneNode("subscriptions come back as they were saved, and go with their messages") { store async throws in
            let plain = Webhook(id: "a", owner: "camille", url: "https://x.example/", createdAt: Sample.at(1))
            var full = Webhook(
                id: "b", owner: "bruno", url: "https://y.example/é", label: "Écran", events: ["booking.created"],
                resources: ["salle", "autre"], privacy: .full, generation: 3, createdAt: Sample.at(2),
                failingSince: Sample.at(3), disabledAt: Sample.at(4), disabledBecause: .gone)
            let saved = full
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(plain)
                try transaction.save(saved)
                try transaction.append(Sample.message("1", of: "b"))
            }
            #expect(try await store.withSnapshot { try $0.webhooks() } == [plain, full])
            full.disabledAt = nil
            full.disabledBecause = nil
            let enabled = full
            try await store.withTransaction(locking: []) { try $0.save(enabled) }
            #expect(try await store.withSnapshot { try $0.webhook("b") } == full)
            #expect(try await store.withSnapshot { try $0.nextWebhookMessages() }.count == 1)
            try await store.withTransaction(locking: []) { try $0.deleteWebhook("b") }
            #expect(try await store.withSnapshot { try $0.webhook("b") } == nil)
            #expect(
                try await store.withSnapshot { try $0.webhookMessages(of: "b", in: nil, after: 0, limit: 9) }.isEmpty)
        },
        .oneNode("of each subscription and resource the oldest waiting message is next") { store async throws in
            try await store.withTransaction(locking: []) { transaction throws in
                for id in ["a", "b", "c"] {
                    var webhook = Webhook(id: id, owner: "camille", url: "https://x.example/", createdAt: Sample.at(1))
                    if id == "c" { webhook.disabledAt = Sample.at(2) }
                    try transaction.save(webhook)
                }
                try transaction.append(Sample.message("1"))
                try transaction.append(Sample.message("2"))
                try transaction.append(Sample.message("3", on: "autre"))
                try transaction.append(Sample.message("4", of: "b"))
                try transaction.append(Sample.message("5", of: "c"))
            }
            func next() async throws -> [WebhookMessage] {
                try await store.withSnapshot { try $0.nextWebhookMessages() }
            }
            let heads = try await next()
            #expect(heads.map(\.identity) == ["1", "3", "4"])
            #expect(heads[0].body == "{\"é\":1}")
            var later = heads[0]
            later.attempts = 1
            later.nextAttemptAt = Sample.at(50)
            later.lastFailure = "503"
            var done = heads[1]
            done.state = .delivered
            done.settledAt = Sample.at(9)
            let (retried, delivered) = (later, done)
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(retried)
                try transaction.save(delivered)
            }
            // The first one still holds its resource's place.
            #expect(try await next() == [heads[2], retried])
            #expect(try await store.withSnapshot { try $0.webhookMessage(delivered.id) } == delivered)
            let kept = try await store.withSnapshot {
                try $0.webhookMessages(of: "a", in: .delivered, after: 0, limit: 9)
            }
            #expect(kept == [delivered])
            let behind = try await store.withSnapshot {
                try $0.webhookMessages(of: "a", in: nil, after: heads[0].id, limit: 1)
            }
            #expect(behind.map(\.identity) == ["2"])
            try await store.withTransaction(locking: []) { try $0.dropWebhookMessages(settledBefore: Sample.at(9)) }
            #expect(try await store.withSnapshot { try $0.webhookMessage(delivered.id) } == delivered)
            try await store.withTransaction(locking: []) { try $0.dropWebhookMessages(settledBefore: Sample.at(10)) }
            #expect(try await store.withSnapshot { try $0.webhookMessage(delivered.id) } == nil)
            try await store.withTransaction(locking: []) { try $0.save(delivered) }
            #expect(try await store.withSnapshot { try $0.webhookMessage(delivered.id) } == nil)
        },
        .oneNode("a commit wakes those who wait, an undone transaction may") { store async throws in
            let signal = store.commitSignal
            let seen = signal.count
            async let woken: Void = signal.wait(beyond: seen, atMost: .seconds(60))
            try await store.withTransaction(locking: []) { try $0.append(Sample.event(1)) }
            await woken
            #expect(signal.count > seen)
            // What was committed before the wait began counts as well.
            await signal.wait(beyond: seen, atMost: .seconds(60))
            // Nobody waits longer than they want to, nor after they were told to go.
            await signal.wait(beyond: .max, atMost: .zero)
            let waiting = Task { await signal.wait(beyond: .max, atMost: .seconds(60)) }
            waiting.cancel()
            await waiting.value
        },
    ]
}
