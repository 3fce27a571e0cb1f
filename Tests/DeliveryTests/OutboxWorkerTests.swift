import BookingCore
import CalendarTime
import Crypto
import Foundation
import NIOCore
import Scheduling
import StoreContract
import Testing

@testable import Delivery

/// Against a receiver of the test's own that fails, hangs, redirects and recovers.
@Suite struct OutboxWorkerTests {
    /// Verified as a receiver would: with the secret that it was shown, and nothing of ours.
    private static func isSigned(_ call: Receiver.Call, with secret: String) -> Bool {
        guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))) else {
            return false
        }
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(call.id).\(call.timestamp).\(call.body)".utf8), using: SymmetricKey(data: key))
        return call.signature.split(separator: " ").contains("v1,\(Data(code).base64EncodedString())")
    }

    @Test func `a booking is told once, signed with the secret that was shown`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, secret) = try await town.subscribe(receiver.url("/hook?x=1"))
            let id = try #require(try await town.book("jaures", at: 9))
            let worker = town.worker()
            await worker.deliverDue()
            await worker.deliverDue()
            let calls = receiver.calls
            #expect(calls.count == 1)
            let call = try #require(calls.first)
            #expect(call.path == "/hook" && call.id.hasPrefix("msg_"))
            #expect(call.timestamp == "\(town.clock.now.seconds)")
            #expect(Self.isSigned(call, with: secret))
            let body = try #require(
                try JSONSerialization.jsonObject(with: Data(call.body.utf8)) as? [String: Any])
            #expect(body["type"] as? String == "booking.created")
            let data = try #require(body["data"] as? [String: Any])
            #expect(data["booking"] as? String == id.description && data["resource"] as? String == "jaures")
            #expect(data["state"] as? String == "confirmed")
            #expect((data["instances"] as? [[String: Any]])?.first?["start"] as? String == "2027-03-02T09:00:00Z")
            #expect(data["title"] == nil && !call.body.contains("camille"))
            #expect(try await town.states(webhook) == ["delivered 1 "])
            let other = try await town.webhooks.rotate(webhook.id, as: DeliveryTown.admin, door: .json)
            try await town.book("jaures", at: 10)
            await worker.deliverDue()
            let second = try #require(receiver.calls.last)
            #expect(second.id != call.id)
            #expect(Self.isSigned(second, with: other.secret) && !Self.isSigned(second, with: secret))
        }
    }

    @Test func `a receiver that fails gets it later, under the same id, and no one of a resource overtakes another`()
        async throws
    {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, secret) = try await town.subscribe(receiver.url())
            receiver.answer("/in", .status(500), .status(204), .status(404))
            try await town.book("jaures", at: 9)
            let worker = town.worker()
            await worker.deliverDue()
            try await town.book("jaures", at: 10)
            try await town.book("zola", at: 9)
            // The room's second waits for its first; the other room's does not.
            await worker.deliverDue()
            #expect(try await town.states(webhook) == ["waiting 1 500", "waiting 0 ", "delivered 1 "])
            #expect(receiver.calls.count == 2)
            town.clock.advance(by: 3)
            await worker.deliverDue()
            #expect(receiver.calls.count == 2)
            town.clock.advance(by: 4)
            await worker.deliverDue()
            #expect(try await town.states(webhook)[0] == "waiting 2 404")
            town.clock.advance(by: 15)
            await worker.deliverDue()
            #expect(receiver.calls.count == 3)
            town.clock.advance(by: 10)
            await worker.deliverDue()
            await worker.deliverDue()
            #expect(try await town.states(webhook) == ["delivered 3 ", "delivered 1 ", "delivered 1 "])
            let calls = receiver.calls
            try #require(calls.count == 5)
            #expect(calls[0].id == calls[2].id && calls[2].id == calls[3].id && calls[3].id != calls[4].id)
            #expect(calls[0].body == calls[3].body && calls[0].timestamp != calls[3].timestamp)
            #expect(calls.allSatisfy { Self.isSigned($0, with: secret) })
            #expect(try await town.reread(webhook).failingSince == nil)
        }
    }

    @Test func `a receiver that hangs is given up in time, and called again`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, _) = try await town.subscribe(receiver.url("/hangs"))
            receiver.answer("/hangs", .nothing)
            try await town.book("jaures", at: 9)
            await town.worker(timeout: .seconds(1)).deliverDue()
            #expect(try await town.states(webhook) == ["waiting 1 timeout"])
            receiver.answer("/hangs")
            town.clock.advance(by: 600)
            await town.worker().deliverDue()
            #expect(try await town.states(webhook) == ["delivered 2 "])
        }
    }

    @Test func `a receiver that asks for time gets it`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, _) = try await town.subscribe(receiver.url("/busy"))
            receiver.answer("/busy", .retryAfter(600))
            try await town.book("jaures", at: 9)
            let worker = town.worker()
            await worker.deliverDue()
            #expect(try await town.states(webhook) == ["waiting 1 503"])
            town.clock.advance(by: 599)
            await worker.deliverDue()
            #expect(try await town.states(webhook) == ["waiting 1 503"])
            town.clock.advance(by: 1)
            await worker.deliverDue()
            #expect(try await town.states(webhook) == ["delivered 2 "])
        }
    }

    @Test func `it is tried for a day, ever more seldom, then given up, and sent again when somebody says so`()
        async throws
    {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown(allowing: ["127.0.0.1", "receiver.example"])
            let (webhook, _) = try await town.subscribe(receiver.url(host: "receiver.example"))
            try await town.book("jaures", at: 9)
            // Nothing answers at that name.
            let worker = town.worker(resolver: FixedResolver(names: [:]))
            let start = town.clock.now
            var waits: [Int64] = []
            while true {
                await worker.deliverDue()
                let message = try #require(try await town.messages(webhook).first)
                guard message.state == .waiting else { break }
                waits.append(message.nextAttemptAt.seconds - town.clock.now.seconds)
                town.clock.advance(by: waits.last ?? 1)
                try #require(waits.count < 100)
            }
            #expect(town.clock.now == start.adding(86_400))
            #expect((15...30).contains(waits.count))
            #expect((4...6).contains(waits[0]) && (16...24).contains(waits[1]))
            #expect(waits.allSatisfy { (1...8_640).contains($0) } && Set(waits).count > 10)
            #expect(try await town.states(webhook).first?.hasPrefix("abandoned") == true)
            try await town.book("jaures", at: 10)
            let recovered = town.worker(
                allowing: ["receiver.example"], resolver: FixedResolver(names: ["receiver.example": ["127.0.0.1"]]))
            await recovered.deliverDue()
            #expect(receiver.calls.count == 1)
            func replay(_ since: Instant?, delivered: Bool = false) async throws -> Int {
                try await town.webhooks.replay(
                    webhook.id, since: since, includesDelivered: delivered, as: DeliveryTown.admin, door: .json)
            }
            #expect(try await replay(start.adding(1)) == 0)
            #expect(try await replay(nil) == 1)
            await recovered.deliverDue()
            #expect(try await town.states(webhook).allSatisfy { $0.hasPrefix("delivered") })
            #expect(try await replay(nil, delivered: true) == 2)
            await recovered.deliverDue()
            await recovered.deliverDue()
            let ids = receiver.calls.map(\.id)
            try #require(ids.count == 4)
            // Again in their own order.
            #expect(Array(ids[2...]) == [ids[1], ids[0]])
        }
    }

    @Test func `days of nothing but failures end a subscription, as 410 does, until it is enabled`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (failing, _) = try await town.subscribe(receiver.url("/failing"))
            let (gone, _) = try await town.subscribe(receiver.url("/gone"))
            receiver.answer("/gone", .status(410))
            receiver.answer("/failing", .status(500), .status(500), .status(500))
            let worker = town.worker()
            try await town.book("jaures", at: 9)
            await worker.deliverDue()
            #expect(try await town.reread(gone).disabledBecause == .gone)
            town.clock.advance(by: 5 * 86_400 - 1)
            await worker.deliverDue()
            #expect(try await town.reread(failing).disabledAt == nil)
            try await town.book("jaures", at: 10)
            town.clock.advance(by: 1)
            await worker.deliverDue()
            #expect(try await town.reread(failing).disabledBecause == .failing)
            let calls = receiver.calls.count
            try await town.book("jaures", at: 11)
            town.clock.advance(by: 86_400)
            await worker.deliverDue()
            #expect(receiver.calls.count == calls)
            #expect(try await town.messages(gone).count == 1)
            var draft = WebhookService.Draft()
            draft.isEnabled = true
            let enabled = try await town.webhooks.change(failing.id, draft, as: DeliveryTown.admin, door: .json)
            #expect(enabled.disabledAt == nil && enabled.failingSince == nil)
            try await town.book("jaures", at: 12)
            await worker.deliverDue()
            await worker.deliverDue()
            #expect(try await town.messages(failing).last?.state == .delivered)
        }
    }

    @Test func `a redirect is not followed`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, _) = try await town.subscribe(receiver.url("/old"))
            receiver.answer("/old", .redirect(receiver.url("/new")))
            try await town.book("jaures", at: 9)
            await town.worker().deliverDue()
            #expect(receiver.calls.map(\.path) == ["/old"])
            #expect(try await town.states(webhook) == ["waiting 1 307"])
        }
    }

    /// What a name leads to, and whether it is called.
    static let places: [([String], [String], Bool)] = [
        (["127.0.0.1"], ["receiver.example"], true), (["127.0.0.1"], [], false),
        (["127.0.0.1"], ["other.example"], false), (["198.51.100.7", "127.0.0.1"], [], false),
        (["::1"], [], false), (["::ffff:127.0.0.1"], [], false), (["10.0.0.8"], [], false),
        (["169.254.169.254"], [], false), (["fe80::1"], [], false), (["fd00::1"], [], false), ([], [], false),
    ]

    @Test(arguments: places.indices)
    func `a name that leads to a private address is not called, unless it is allowed by name`(
        _ index: Int
    )
        async throws
    {
        let (addresses, allowed, isCalled) = Self.places[index]
        try await Receiver.run { receiver in
            // It was allowed when the subscription was made.
            let town = try await DeliveryTown(allowing: ["receiver.example"])
            // The system's resolver does not know the name: who is called was found by the test's own.
            let (webhook, _) = try await town.subscribe(receiver.url(host: "receiver.example"))
            try await town.book("jaures", at: 9)
            let resolver = FixedResolver(names: ["receiver.example": addresses])
            await town.worker(allowing: allowed, resolver: resolver).deliverDue()
            #expect(receiver.calls.count == (isCalled ? 1 : 0))
            let state = try #require(try await town.states(webhook).first)
            #expect(state.hasPrefix(isCalled ? "delivered" : "waiting 1"))
        }
    }

    @Test func `an https name that leads to a private address is refused before anything is sent`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, _) = try await town.subscribe("https://receiver.example:\(receiver.port)/")
            try await town.book("jaures", at: 9)
            let resolver = FixedResolver(names: ["receiver.example": ["127.0.0.1"]])
            await town.worker(allowing: [], resolver: resolver).deliverDue()
            #expect(try await town.states(webhook) == ["waiting 1 private address"])
        }
    }

    @Test func `a commit wakes the worker, and what is next follows by itself`() async throws {
        try await Receiver.run { receiver in
            let town = try await DeliveryTown()
            let (webhook, _) = try await town.subscribe(receiver.url())
            let worker = town.worker()
            let running = Task { await worker.run() }
            for hour in 9..<15 { try await town.book(hour % 2 == 0 ? "jaures" : "zola", at: hour) }
            while receiver.calls.count < 6 {
                let seen = receiver.signal.count
                if receiver.calls.count < 6 { await receiver.signal.wait(beyond: seen, atMost: .seconds(20)) }
            }
            while try await town.states(webhook).contains(where: { $0.hasPrefix("waiting") }) {
                let seen = town.store.commitSignal.count
                await town.store.commitSignal.wait(beyond: seen, atMost: .milliseconds(100))
            }
            running.cancel()
            await running.value
            let calls = receiver.calls
            #expect(calls.count == 6)
            for room in ["jaures", "zola"] {
                let sent = calls.filter { $0.body.contains("\"\(room)\"") }.map(\.id)
                let written = try await town.messages(webhook).filter { $0.resource.rawValue == room }.map(\.identity)
                #expect(sent == written)
            }
        }
    }
}
