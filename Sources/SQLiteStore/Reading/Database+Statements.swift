import Foundation
import GRDB
import Scheduling

/// Every statement is prepared once for each connection. Values are bound, never written into the text.
extension Database {
    func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws {
        let statement = try cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(arguments.map(Self.whole)))
    }

    func first<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ read: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(Self.whole)))
        return try rows.next().map(read)
    }

    /// The rows' values. The statement is done before the result is used, so `read` must not query.
    func all<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ read: (Row) throws -> Value
    ) throws -> [Value] {
        let statement = try cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(Self.whole)))
        var values: [Value] = []
        while let row = try rows.next() { values.append(try read(row)) }
        return values
    }

    /// A text is bound as a C string, which a NUL would end: `camille\0x` would be found as `camille`. Bound as octets it is
    /// equal to no text.
    private static func whole(_ argument: (any DatabaseValueConvertible)?) -> (any DatabaseValueConvertible)? {
        guard let text = argument as? String, text.utf8.contains(0) else { return argument }
        return Data(text.utf8)
    }
}

extension Row {
    /// The octets of a column.
    func bytes(_ index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { $0.map { Array($0) } ?? [] }
    }
}

extension StoreError {
    /// What an error of SQLite or of a decoder means to the caller.
    static func wrapping(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: return error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_BUSY,
                .SQLITE_LOCKED, .SQLITE_PERM, .SQLITE_ABORT, .SQLITE_INTERRUPT:
                return .notWritable(error.message ?? "\(error.resultCode)")
            default: return .damaged(error.message ?? "\(error.resultCode)")
            }
        default: return .damaged("\(error)")
        }
    }

    /// The same for what a transaction body threw: its own errors reach the caller as they are.
    static func translating(_ error: any Error) -> any Error {
        switch error {
        case is DatabaseError, is RowDecodingError, is ByteReader.Damaged, is DecodingError: wrapping(error)
        default: error
        }
    }
}
