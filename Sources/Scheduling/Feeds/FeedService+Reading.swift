public import BookingCore
public import CalendarTime
import Wording

/// What a feed's reader gets.
public enum FeedAnswer: Sendable {
    /// - Parameters:
    ///   - etag: strong, without quotes.
    ///   - lastModified: when something in the feed last changed.
    case content(text: String, etag: String, lastModified: Instant)
    case notModified(etag: String, lastModified: Instant)
}

/// How a feed is written.
public enum FeedForm: String, Hashable, Sendable {
    /// Series with their rules, in their zones.
    case series
    /// Every instance by itself, in UTC, for readers that know neither RRULE nor VTIMEZONE.
    case instances
    /// The same for today and tomorrow, whatever the feed's window, by time: for a screen.
    case display

    /// The days that are shown, from `today` on.
    fileprivate func days(of feed: Feed) -> ClosedRange<Int> {
        self == .display ? 0...2 : -feed.pastDays...feed.futureDays
    }
}

extension FeedService {
    /// The feed behind `token`, the last path segment without `.ics`. An unchanged feed touches no booking.
    ///
    /// - Parameters:
    ///   - ifNoneMatch: entity tags that the reader has, `*`: any; nil: the request has no such condition.
    ///   - ifModifiedSince: counts only without `ifNoneMatch` (RFC 9110 §13.1.3).
    /// - Throws: ``SchedulingError/notFound`` for a wrong, rotated or revoked token.
    public func render(
        token: String, language code: LanguageCode?, form: FeedForm = .series, ifNoneMatch: [String]?,
        ifModifiedSince: Instant? = nil
    ) async throws -> FeedAnswer {
        let now = environment.now()
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            let feed = try Self.feed(behind: token, in: snapshot)
            let subject = try FeedSubject(of: feed, in: snapshot, zones: zones)
            let siteLanguage = try snapshot.site()?.language
            let language = (code ?? subject.language ?? siteLanguage).flatMap(Language.init(rawValue:)) ?? .fr
            let today = subject.zone.civil(at: now).date
            let etag = Digest.etag(
                of: """
                    \(subject.version) \(language.rawValue) \(today.iso8601) \(feed.privacy.rawValue) \
                    \(FeedRenderer.version) \(zones.version) \(form.rawValue) \(feed.pastDays) \(feed.futureDays) \
                    \(try snapshot.storeEpoch()) \(feed.id)
                    """)
            func midnight(_ days: Int) -> Instant {
                subject.zone.instant(of: CivilDateTime(startOf: today.adding(days: days)))
            }
            // What a reader sees changes with the bookings and with the day. A second that is not over may bring more.
            let changed = max(midnight(0), try subject.lastChange(in: snapshot) ?? midnight(0))
            let modified = min(changed, now.adding(-1))
            let isKnown = ifNoneMatch.map { $0.contains(etag) || $0.contains("*") }
            if isKnown ?? (ifModifiedSince.map { changed <= $0 } ?? false) {
                return .notModified(etag: etag, lastModified: modified)
            }
            let days = form.days(of: feed)
            let window = TimeRange(start: midnight(days.lowerBound), end: midnight(days.upperBound))
            let bookings = try subject.bookings(in: window, snapshot)
            let renderer = FeedRenderer(
                name: subject.name.text(language), language: language, privacy: feed.privacy, zone: subject.zone,
                expandsUTC: form != .series, window: window,
                places: try Self.places(of: bookings, language, in: snapshot))
            return .content(text: renderer.render(bookings), etag: etag, lastModified: modified)
        }
    }

    private static func places(
        of bookings: [Booking], _ language: Language, in snapshot: any BookingSnapshot
    ) throws -> [ResourceID: String] {
        var places: [ResourceID: String] = [:]
        for id in Set(bookings.map(\.resource)) { places[id] = try snapshot.resource(id)?.names.text(language) }
        return places
    }
}

extension LocalizedText {
    fileprivate func text(_ language: Language) -> String { language == .fr ? fr : en }
}
