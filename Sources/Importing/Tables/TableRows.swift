/// The rows of a table (RFC 4180), one after the other; the first one names the columns.
///
/// Commas, semicolons or tabs separate; the first row tells which. What a spreadsheet would take for a formula may stand
/// behind an apostrophe, as exports write it.
struct TableRows {
    /// Octets.
    private static let largestRow = 1 << 20

    private var octets: OctetReader
    private var separator = UInt8(ascii: ",")
    private let encoding: TableEncoding

    init(_ read: @escaping PieceReader, encoding: TableEncoding = .utf8) {
        octets = OctetReader(read)
        self.encoding = encoding
    }

    /// The first row.
    mutating func head() throws -> [String] {
        guard var head = try row(1, guessing: true) else { throw ImportFault(line: 1, "the file is empty") }
        if let first = head.first, first.hasPrefix("\u{feff}") { head[0] = String(first.dropFirst()) }
        return head
    }

    /// The next row that is not empty, and the line it begins on; nil: there is none.
    mutating func next() throws -> (line: Int, cells: [String])? {
        while true {
            let line = octets.line
            guard let cells = try row(line) else { return nil }
            if cells.contains(where: { !$0.isEmpty }) { return (line, cells) }
        }
    }

    /// The cells of the next row.
    ///
    /// - Parameter guessing: of `,`, `;` and tabs outside of quotes the first one is what separates.
    private mutating func row(_ line: Int, guessing: Bool = false) throws -> [String]? {
        var cells: [String] = []
        var cell: [UInt8] = []
        var (isQuoted, wasQuoted, isGuessing, isRow) = (false, false, guessing, false)
        var count = 0
        while let octet = try octets.next() {
            isRow = true
            count += 1
            guard count <= Self.largestRow else {
                throw ImportFault(line: line, "the row does not end; look for a quote")
            }
            if isQuoted {
                if octet == UInt8(ascii: "\"") { (isQuoted, wasQuoted) = (false, true) } else { cell.append(octet) }
                continue
            }
            if isGuessing, [0x2c, 0x3b, 0x09].contains(octet) { (separator, isGuessing) = (octet, false) }
            switch octet {
            case UInt8(ascii: "\"") where wasQuoted:
                cell.append(octet)
                (isQuoted, wasQuoted) = (true, false)
            case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
            case UInt8(ascii: "\"") where guessing && cell == TableEncoding.mark: isQuoted = true
            case separator:
                cells.append(try text(cell, line))
                (cell, wasQuoted) = ([], false)
            case 0x0d: break
            case 0x0a: return cells + [try text(cell, line)]
            default: cell.append(octet)
            }
        }
        guard !isQuoted else { throw ImportFault(line: line, "a quote is opened and not closed") }
        return isRow ? cells + [try text(cell, line)] : nil
    }

    private func text(_ octets: [UInt8], _ line: Int) throws -> String {
        guard let text = encoding.text(octets) else {
            throw ImportFault(line: line, "the file is not \(encoding.rawValue); save it as UTF-8")
        }
        let isGuarded = text.hasPrefix("'") && text.dropFirst().first.map { "=+-@\t\r".contains($0) } ?? false
        return isGuarded ? String(text.dropFirst()) : text
    }
}
