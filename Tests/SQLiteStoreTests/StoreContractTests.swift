import StoreContract
import Testing

@Suite struct StoreContractTests {
    @Test(arguments: StoreContract.cases)
    func `SQLite keeps the contract`(_ promise: ContractCase) async throws {
        try await promise.run(on: SQLiteInstallation())
    }

    @Test(arguments: StoreContract.cases)
    func `the store in memory keeps the contract`(_ promise: ContractCase) async throws {
        try await promise.run(on: MemoryDatabase())
    }
}
