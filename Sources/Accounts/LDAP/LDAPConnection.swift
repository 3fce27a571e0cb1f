import CLibldap
import Glibc

/// One entry of a directory server: its DN, and attributes by their names in lower case.
struct LDAPEntry: Hashable, Sendable {
    var dn: String
    var attributes: [String: [[UInt8]]]

    /// The values that are UTF-8 (RFC 4517 §3.3.6).
    func texts(_ name: String) -> [String] {
        (attributes[name.lowercased()] ?? []).compactMap { String(validating: $0, as: UTF8.self) }
    }
}

/// A connection to a directory server, used by one thread at a time: every call blocks, five seconds at most for each answer.
///
/// TLS is not optional: `ldaps`, or StartTLS before anything else is sent (RFC 4511 §4.14), with the server's certificate
/// verified.
final class LDAPConnection {
    static let seconds = 5
    private static let pageSize: Int32 = 500
    /// Entries of one search; a directory with more is asked for a part of itself.
    private static let mostEntries = 200_000
    private static let single: Int32 = 0
    private static let subtree: Int32 = 2
    private static let everyTLS: Int32 = 0x303

    private let handle: OpaquePointer

    /// - Parameter authorities: a PEM file with the authorities that are trusted; nil: the system's.
    init(url: String, authorities: String?) throws(LDAPFailure) {
        var handle: OpaquePointer?
        guard ldap_initialize(&handle, url) == LDAP_SUCCESS, let handle else {
            throw .unreachable("the address is none")
        }
        self.handle = handle
        var version = LDAP_VERSION3
        var limit = timeval(tv_sec: Self.seconds, tv_usec: 0)
        var demand = LDAP_OPT_X_TLS_DEMAND
        var oldest = Self.everyTLS
        var isServer: Int32 = 0
        ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version)
        ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &limit)
        ldap_set_option(handle, LDAP_OPT_TIMEOUT, &limit)
        ldap_set_option(handle, LDAP_OPT_REFERRALS, nil)
        ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand)
        ldap_set_option(handle, LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest)
        if let authorities { ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, authorities) }
        guard ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &isServer) == LDAP_SUCCESS else {
            throw .unreachable("the authorities cannot be read")
        }
        if !url.lowercased().hasPrefix("ldaps://") {
            let code = ldap_start_tls_s(handle, nil, nil)
            guard code == LDAP_SUCCESS else { throw .unreachable(Self.text(code)) }
        }
    }

    deinit {
        ldap_unbind_ext_s(handle, nil, nil)
    }

    /// Binds with a password.
    ///
    /// - Returns: false where the server says that it is the wrong one.
    func bind(dn: String, password: String) throws(LDAPFailure) -> Bool {
        // An empty password binds as nobody, and succeeds (RFC 4513 §5.1.2).
        guard !dn.isEmpty, !password.isEmpty else { return false }
        var octets = Array(password.utf8).map { CChar(bitPattern: $0) }
        let count = octets.count
        let code = octets.withUnsafeMutableBufferPointer { buffer in
            var credential = berval(bv_len: ber_len_t(count), bv_val: buffer.baseAddress)
            return ldap_sasl_bind_s(handle, dn, nil, &credential, nil, nil, nil)
        }
        switch code {
        case LDAP_SUCCESS: return true
        case LDAP_INVALID_CREDENTIALS, LDAP_INAPPROPRIATE_AUTH, LDAP_NO_SUCH_OBJECT, LDAP_UNWILLING_TO_PERFORM,
            LDAP_INVALID_DN_SYNTAX:
            return false
        default: throw .unreachable(Self.text(code))
        }
    }

    /// Every entry below `base` that matches, page by page (RFC 2696).
    func search(base: String, filter: String, attributes: [String]) throws(LDAPFailure) -> [LDAPEntry] {
        var entries: [LDAPEntry] = []
        var cookie: [CChar] = []
        repeat {
            cookie = try page(base, filter, attributes, cookie: cookie) { entries.append($0) }
            guard entries.count <= Self.mostEntries else { throw .tooLarge }
        } while !cookie.isEmpty
        return entries
    }

    /// One entry; nil where it is gone, or may not be seen.
    func entry(_ dn: String, attributes: [String]) throws(LDAPFailure) -> LDAPEntry? {
        var found: LDAPEntry?
        _ = try page(dn, "(objectClass=*)", attributes, scope: Self.single, cookie: []) { found = $0 }
        return found
    }

    private func page(
        _ base: String, _ filter: String, _ attributes: [String], scope: Int32 = subtree,
        cookie: [CChar], _ body: (LDAPEntry) -> Void
    ) throws(LDAPFailure) -> [CChar] {
        var control: UnsafeMutablePointer<LDAPControl>?
        var before = cookie
        let count = before.count
        let made = before.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard count > 0 else { return ldap_create_page_control(handle, Self.pageSize, nil, 1, &control) }
            var value = berval(bv_len: ber_len_t(count), bv_val: buffer.baseAddress)
            return ldap_create_page_control(handle, Self.pageSize, &value, 1, &control)
        }
        guard made == LDAP_SUCCESS, let control else { throw .unreachable(Self.text(made)) }
        defer { ldap_control_free(control) }
        var names: [UnsafeMutablePointer<CChar>?] = attributes.map { strdup($0) } + [nil]
        defer { for name in names { free(name) } }
        var controls: [UnsafeMutablePointer<LDAPControl>?] = [control, nil]
        var limit = timeval(tv_sec: Self.seconds, tv_usec: 0)
        var result: OpaquePointer?
        let code = ldap_search_ext_s(
            handle, base, scope, filter, &names, 0, &controls, nil, &limit, 0, &result)
        defer { ldap_msgfree(result) }
        if code == LDAP_NO_SUCH_OBJECT, scope == Self.single { return [] }
        guard code == LDAP_SUCCESS, let result else { throw .unreachable(Self.text(code)) }
        var message = ldap_first_entry(handle, result)
        while let entry = message {
            if let read = read(entry) { body(read) }
            message = ldap_next_entry(handle, entry)
        }
        return nextCookie(result)
    }

    private func nextCookie(_ result: OpaquePointer) -> [CChar] {
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        guard ldap_parse_result(handle, result, nil, nil, nil, nil, &controls, 0) == LDAP_SUCCESS, let controls else {
            return []
        }
        defer { ldap_controls_free(controls) }
        guard let control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nil) else { return [] }
        var estimate: ber_int_t = 0
        var cookie = berval()
        guard ldap_parse_pageresponse_control(handle, control, &estimate, &cookie) == LDAP_SUCCESS,
            let value = cookie.bv_val
        else { return [] }
        defer { ber_memfree(value) }
        return Array(UnsafeBufferPointer(start: value, count: Int(cookie.bv_len)))
    }

    private func read(_ entry: OpaquePointer) -> LDAPEntry? {
        guard let name = ldap_get_dn(handle, entry) else { return nil }
        defer { ldap_memfree(name) }
        var found = LDAPEntry(dn: String(cString: name), attributes: [:])
        var element: OpaquePointer?
        var attribute = ldap_first_attribute(handle, entry, &element)
        while let current = attribute {
            if let values = ldap_get_values_len(handle, entry, current) {
                let count = Int(ldap_count_values_len(values))
                found.attributes[String(cString: current).lowercased()] = (0..<count).compactMap { index in
                    guard let value = values[index], let start = value.pointee.bv_val else { return nil }
                    return UnsafeBufferPointer(start: start, count: Int(value.pointee.bv_len)).map(
                        UInt8.init(bitPattern:))
                }
                ldap_value_free_len(values)
            }
            ldap_memfree(current)
            attribute = ldap_next_attribute(handle, entry, element)
        }
        ber_free(element, 0)
        return found
    }

    private static func text(_ code: Int32) -> String {
        ldap_err2string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

/// Why the directory server could not be asked.
public enum LDAPFailure: Error, Hashable, Sendable {
    /// What libldap says.
    case unreachable(String)
    /// A search found more than can be held.
    case tooLarge
    /// The account by which this server asks is not let in.
    case refused
}
