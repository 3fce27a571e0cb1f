/// What programs may ask of the JSON door, as the configuration says at the moment.
public struct APILimits: Sendable {
    /// Requests of one person in a minute; 0: any number.
    public var perMinute: @Sendable () -> Int
    /// Other sites whose pages may call it.
    public var origins: @Sendable () -> [String]

    public init(
        perMinute: @escaping @Sendable () -> Int = { 0 }, origins: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.perMinute = perMinute
        self.origins = origins
    }
}
