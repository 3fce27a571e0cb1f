import Glibc

/// Tells systemd how far the service is (sd_notify(3)): a datagram to the socket that `$NOTIFY_SOCKET` names.
///
/// So `systemctl start` returns when commands and clients are answered, not before.
enum ServiceNotice: String {
    case ready = "READY=1"
    case stopping = "STOPPING=1"

    /// Does nothing where nobody waits for it.
    func send() {
        guard let name = getenv("NOTIFY_SOCKET") else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(String(cString: name).utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.count > 1, path.count < room, [UInt8(ascii: "/"), UInt8(ascii: "@")].contains(path[0]) else {
            return
        }
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path)
            // An abstract name begins with a zero octet.
            if path[0] == UInt8(ascii: "@") { buffer[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let octets = Array(rawValue.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
