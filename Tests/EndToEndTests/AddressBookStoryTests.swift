import Testing

extension EndToEndTests {
    /// The room directory as an address book (RFC 6352) and as LDIF (RFC 2849), read by others' programs.
    @Suite struct AddressBookStoryTests {
        @Test(arguments: ["vdirsyncer", "evolution", "ldif"])
        func `a client's copy of the directory follows what an administrator changes`(client: String) async throws {
            try await ClientProgram(name: "address_book", arguments: [client]).run()
        }
    }
}
