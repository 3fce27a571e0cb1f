public import Scheduling

/// People and their groups out of a table; the first row names the columns.
public struct PeopleFile: Sendable {
    public struct Row: Hashable, Sendable {
        /// Where it begins in the file, counted from 1.
        public var line: Int
        public var draft: PersonDraft
    }

    /// Octets.
    public static let largest = 8 << 20

    public private(set) var rows: [Row] = []
    /// One for each row that cannot be read.
    public private(set) var faults: [ImportFault] = []
    /// As the file names them, by column.
    private var names: [PeopleColumn: String] = [:]

    /// - Parameters:
    ///   - encoding: nil: UTF-8 where the file can be that, else Windows-1252; what has a mark is what the mark says.
    ///   - ignored: columns that are not read, as the file names them.
    /// - Throws: ``ImportFault`` where the file as a whole cannot be read.
    public init(
        _ octets: [UInt8], encoding: TableEncoding? = nil, ignoring ignored: [String] = []
    ) throws(ImportFault) {
        let octets = TableEncoding.withoutUTF16(octets)
        var pieces = [octets]
        let hasMark = octets.starts(with: TableEncoding.mark)
        var table = TableRows(
            { pieces.popLast() }, encoding: hasMark ? .utf8 : encoding ?? TableEncoding(guessing: octets))
        do {
            let columns = try readHead(try table.head(), ignored)
            while let row = try table.next() { read(row.cells, line: row.line, columns) }
        } catch let fault as ImportFault {
            throw fault
        } catch {
            throw ImportFault(line: 1, "\(error)")
        }
    }

    /// What the file calls the column that a field of a person comes from; empty where it has none.
    public func column(of field: String) -> String {
        switch field {
        case "name": names[.name] ?? names[.familyName] ?? names[.givenName] ?? ""
        case "disabled": names[.disabled] ?? names[.active] ?? ""
        default: PeopleColumn(rawValue: field).flatMap { names[$0] } ?? ""
        }
    }

    private mutating func readHead(_ head: [String], _ ignored: [String]) throws(ImportFault) -> [PeopleColumn?] {
        let ignored = Set(ignored.map { PeopleColumn.key($0) })
        var columns: [PeopleColumn?] = []
        for name in head {
            let key = PeopleColumn.key(name)
            guard !key.isEmpty, !ignored.contains(key) else {
                columns.append(nil)
                continue
            }
            guard let column = PeopleColumn.byKey[key] else {
                let all = PeopleColumn.allCases.map(\.rawValue).joined(separator: ", ")
                throw ImportFault(line: 1, field: name, "no such column; name them: \(all)")
            }
            guard names[column] == nil else { throw ImportFault(line: 1, field: name, "the column is there twice") }
            names[column] = name
            columns.append(column)
        }
        guard names[.id] != nil else { throw ImportFault(line: 1, field: "id", "the column is missing") }
        return columns
    }

    private mutating func read(_ cells: [String], line: Int, _ columns: [PeopleColumn?]) {
        do throws(ImportFault) {
            guard cells.count <= columns.count || cells.dropFirst(columns.count).allSatisfy(\.isEmpty) else {
                throw ImportFault(line: line, "the row has more cells than there are columns")
            }
            var texts: [PeopleColumn: String] = [:]
            for (column, cell) in zip(columns, cells) {
                let text = PeopleColumn.trimmed(cell)
                if let column, !text.isEmpty { texts[column] = text }
            }
            rows.append(Row(line: line, draft: try draft(texts, line)))
        } catch {
            faults.append(error)
        }
    }

    /// An empty cell says nothing.
    private func draft(_ texts: [PeopleColumn: String], _ line: Int) throws(ImportFault) -> PersonDraft {
        func fault(_ column: PeopleColumn, _ sentence: String) -> ImportFault {
            ImportFault(line: line, field: names[column] ?? column.rawValue, sentence)
        }
        func flag(_ column: PeopleColumn) throws(ImportFault) -> Bool? {
            guard let text = texts[column] else { return nil }
            guard let value = PeopleColumn.flag(text) else { throw fault(column, "write yes or no, oui or non") }
            return value
        }
        guard let id = texts[.id] else { throw fault(.id, "the cell is empty") }
        var draft = PersonDraft(id: id.lowercased())
        if texts[.familyName] != nil || texts[.givenName] != nil {
            let parts = [texts[.givenName], texts[.familyName] ?? texts[.name]].compactMap(\.self)
            draft.name = parts.joined(separator: " ")
        } else {
            draft.name = texts[.name]
        }
        draft.addresses = texts[.addresses].map { text in
            PeopleColumn.parts(of: text, at: " \t,;|\n").map { address in
                let address = address.lowercased()
                return address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address
            }
        }
        draft.department = texts[.department]
        if let text = texts[.language] {
            guard let language = PeopleColumn.language(text) else { throw fault(.language, "write fr or en") }
            draft.language = language
        }
        draft.isAdministrator = try flag(.administrator)
        draft.isDisabled = try flag(.disabled)
        if let isActive = try flag(.active) {
            guard draft.isDisabled == nil || draft.isDisabled == !isActive else {
                throw fault(.active, "another column says the opposite")
            }
            draft.isDisabled = !isActive
        }
        draft.groups = texts[.groups].map { PeopleColumn.parts(of: $0, at: ",;|\n") } ?? []
        return draft
    }
}
