/// A state of a collection that a client can come back to (RFC 6578 §3.1): the store's epoch and the change number.
///
/// After a restore the epoch differs, so that a token made from what was lost is refused and not mistaken.
public struct SyncToken: Hashable, Sendable {
    public let epoch: String
    public let changeNumber: Int64

    public init(epoch: String, changeNumber: Int64) {
        self.epoch = epoch
        self.changeNumber = changeNumber
    }

    /// `epoch-number`.
    public var text: String { "\(epoch)-\(changeNumber)" }

    public init?(_ text: some StringProtocol) {
        guard let dash = text.lastIndex(of: "-"), let number = Int64(text[text.index(after: dash)...]), number >= 0
        else { return nil }
        self.init(epoch: String(text[..<dash]), changeNumber: number)
    }
}
