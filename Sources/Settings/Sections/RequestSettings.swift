/// What programs may ask for, and from where.
public enum RequestSettings {
    public static let perMinute = Setting(
        "requests.perMinute", .integer(0...1_000_000), default: 6_000, reload: true,
        "How many requests one person's programs may make of the JSON API in a minute; 0 for any number.")

    public static let origins = Setting(
        "requests.origins",
        .list(of: "origins like https://planning.ville.example") { isOrigin($0) }, default: [], reload: true,
        "The other sites whose pages may call the JSON API from a browser (CORS); by default none.")

    public static let all: [any AnySetting] = [perMinute, origins]

    /// A scheme and an authority, as browsers write them.
    private static func isOrigin(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && (parts[0] == "https:" || parts[0] == "http:") && parts[1].isEmpty
            && !parts[2].isEmpty
            && parts[2].allSatisfy {
                $0.isASCII && !$0.isUppercase && ($0.isLetter || $0.isNumber || "-.:[]".contains($0))
            }
    }
}
