public import Scheduling

/// One database under test, with the nodes that serve it.
public protocol StoreInstallation: Sendable {
    /// Whether a second node may serve the database while the first does.
    var servesSeveralNodes: Bool { get }

    /// Starts a node. On a database that is served by one node only, a second one throws ``StoreError/cannotOpen(_:)``.
    func openNode() async throws -> any BookingStore
}

/// One promise of the store protocols.
public struct ContractCase: Sendable, CustomStringConvertible {
    public let description: String
    private let check: @Sendable (any StoreInstallation) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (any StoreInstallation) async throws -> Void) {
        self.description = description
        self.check = check
    }

    /// A case that needs one node, which is closed afterwards.
    static func oneNode(
        _ description: String, _ check: @escaping @Sendable (any BookingStore) async throws -> Void
    ) -> ContractCase {
        ContractCase(description) { installation in
            let store = try await installation.openNode()
            do {
                try await check(store)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    /// Checks the promise on a fresh, empty database.
    public func run(on installation: any StoreInstallation) async throws {
        try await check(installation)
    }
}

/// What every store must keep, as cases that a store's tests run: `@Test(arguments: StoreContract.cases)`.
public enum StoreContract {
    public static let cases: [ContractCase] =
        transactionCases + lockCases + resourceCases + bookingCases + queryCases + scheduleCases + directoryCases
        + delegationCases + waitingCases + versionCases + calendarCases + outlineCases + syncCases + recordCases
        + concurrencyCases + nodeCases
}
