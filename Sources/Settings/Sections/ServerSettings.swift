/// Where the server keeps its data and is reached.
public enum ServerSettings {
    public static let data = Setting(
        "data", .path, default: "./var",
        "The directory of the database, made with mode 0700 where it is missing. One server uses it at a time.")

    public static let listen = Setting(
        "listen", .listenAddress, default: ListenAddressText(host: "127.0.0.1", port: 8080),
        "Where to listen, as `ADDRESS:PORT`; IPv6 in brackets, as `[::1]:8080`; port 0 takes a free one.")

    public static let socket = Setting(
        "socket", SettingForm<String>.path.optional, default: nil,
        """
        The Unix socket for commands on this machine, which needs no token for root and the service's own user. \
        By default `creneau.sock` in the data directory; `off` makes none.
        """)

    public static let stopGrace = Setting(
        "stop.grace", .duration(0...600), default: 20,
        "How long requests may go on after the server was told to stop, before their connections are closed.")

    public static let all: [any AnySetting] = [data, listen, socket, stopGrace]
}
