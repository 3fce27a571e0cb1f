import Synchronization

/// The options of a running server, which may be read again.
public final class LiveSettings: Sendable {
    /// What a reading again did.
    public struct Reloading: Sendable {
        /// Options that hold from now on.
        public var taken: [String]
        /// Options that a restart takes over.
        public var waiting: [String]
    }

    private struct State {
        var settings: Settings
        var followers: [@Sendable (Settings) -> Void] = []
    }

    private let state: Mutex<State>
    private let catalogue: [any AnySetting]

    public init(_ settings: Settings, catalogue: [any AnySetting] = SettingCatalogue.all) {
        state = Mutex(State(settings: settings))
        self.catalogue = catalogue
    }

    public var current: Settings { state.withLock { $0.settings } }

    /// Calls `follower` after each reading, with what holds from then on; also where no option changed, because a file that
    /// an option names may have.
    public func follow(_ follower: @escaping @Sendable (Settings) -> Void) {
        state.withLock { $0.followers.append(follower) }
    }

    /// Takes over what can change while the server runs; everything else stays as it was.
    public func reload(_ read: Settings) -> Reloading {
        let (reloading, present, followers) = state.withLock { state in
            let changed = state.settings.changes(to: read, in: catalogue)
            for setting in changed where setting.isReloadable {
                state.settings.entries[setting.name] = read.entries[setting.name]
            }
            let reloading = Reloading(
                taken: changed.filter(\.isReloadable).map(\.name),
                waiting: changed.filter { !$0.isReloadable }.map(\.name))
            return (reloading, state.settings, state.followers)
        }
        for follower in followers { follower(present) }
        return reloading
    }
}
