/// Where a request came in.
public enum Door: String, Hashable, Sendable, Codable {
    case json, caldav, mail, bridge, commandLine, web, server
}
