import Glibc
import SQLiteStore

/// Whose the data directory is: root's commands leave nothing there that the service cannot use.
enum DirectoryOwner {
    /// Root goes on as the account that the directory belongs to, if it is another's; nobody else does.
    ///
    /// What is made there belongs to the service from its first octet, also where the command ends half-way.
    static func become(of directory: String) throws(CommandFailure) {
        guard let owner = other(of: directory) else { return }
        guard let entry = getpwuid(owner)?.pointee else {
            throw CommandFailure("\(directory) belongs to an account that is not there (\(owner))")
        }
        guard initgroups(entry.pw_name, entry.pw_gid) == 0, setgid(entry.pw_gid) == 0, setuid(owner) == 0 else {
            throw CommandFailure("cannot go on as the owner of \(directory): \(String(cString: strerror(errno)))")
        }
    }

    /// Root gives the named files, where they are there, to the account that the directory belongs to.
    static func give(_ names: [String], in directory: String) {
        guard let owner = other(of: directory), let group = getpwuid(owner)?.pointee.pw_gid else { return }
        for name in names { lchown(directory + "/" + name, owner, group) }
    }

    private static func other(of directory: String) -> UInt32? {
        guard geteuid() == 0, let facts = FileFacts(of: directory), facts.owner != 0 else { return nil }
        return facts.owner
    }
}
