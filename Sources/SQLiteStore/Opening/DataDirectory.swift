import Glibc
import Scheduling

/// The directory that holds one database, claimed for this process.
///
/// The claim is an advisory lock on a file beside the database: the kernel drops it when the process ends, however it
/// ends.
final class DataDirectory: Sendable {
    let path: String
    private let lockDescriptor: Int32

    var databasePath: String { path + "/creneau.sqlite" }

    /// Makes the directory (0700) and the database file (0600) where they are missing, and takes the lock.
    init(claiming path: String, makesDatabase: Bool = true) throws(StoreError) {
        self.path = path
        try Self.makeDirectory(path)
        lockDescriptor = try Self.lock(path + "/creneau.lock")
        // Only under the lock: closing any descriptor of the database file would drop the locks that SQLite holds on
        // it.
        guard makesDatabase else { return }
        do throws(StoreError) {
            try Self.makeFile(databasePath)
        } catch {
            close(lockDescriptor)
            throw error
        }
    }

    deinit {
        close(lockDescriptor)
    }

    private static func makeDirectory(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw .cannotOpen("\(path) cannot be made: \(problem())") }
        guard let facts = FileFacts(of: path), facts.isDirectory else {
            throw .cannotOpen("\(path) is not a directory")
        }
        guard facts.owner != geteuid() || facts.permissions & 0o077 == 0 || chmod(path, 0o700) == 0 else {
            throw .cannotOpen("\(path) is open to others: \(problem())")
        }
    }

    private static func lock(_ path: String) throws(StoreError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen("\(path) cannot be opened: \(problem())") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = isTaken ? "another server uses this database\(holder(descriptor))" : problem()
            close(descriptor)
            throw .cannotOpen("\(path): \(reason)")
        }
        // The number is for people who look for the other server; the lock itself does not depend on it.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return descriptor
    }

    private static func holder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return "" }
        let digits = buffer.prefix(count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }

    private static func makeFile(_ path: String) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen("\(path) cannot be opened: \(problem())") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw .cannotOpen("\(path) is open to others: \(problem())") }
    }

    private static func problem() -> String { String(cString: strerror(errno)) }
}
