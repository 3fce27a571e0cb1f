import Glibc

/// Who owns a file, who may use it, and what it is.
///
/// Kept where neither Foundation nor NIO is imported: their modules declare `stat` once more, and which one is meant would
/// depend on how the program is built.
public struct FileFacts: Hashable, Sendable {
    public let owner: UInt32
    /// The permission bits, `0o600` for the owner's alone.
    public let permissions: UInt32
    /// Octets.
    public let size: Int64
    public let isDirectory: Bool
    public let isSocket: Bool

    /// - Parameter followsLinks: whether a symbolic link stands for what it names.
    /// - Returns: nil where there is nothing, or nothing that may be looked at; `errno` says why.
    public init?(of path: String, followsLinks: Bool = true) {
        var facts = stat()
        guard (followsLinks ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
        owner = facts.st_uid
        permissions = facts.st_mode & 0o7777
        size = Int64(facts.st_size)
        isDirectory = facts.st_mode & S_IFMT == S_IFDIR
        isSocket = facts.st_mode & S_IFMT == S_IFSOCK
    }
}
