/// What `creneau doctor` compares with.
public enum DoctorSettings {
    public static let nameServer = Setting(
        "doctor.nameServer", SettingForm<String>.text.optional, default: nil,
        "Which name server to ask, as `ADDRESS` or `ADDRESS:PORT`; by default the first of `/etc/resolv.conf`.")

    public static let freeSpace = Setting(
        "doctor.freeSpace", .integer(1...1_000_000), default: 512,
        "The free space, in MiB, below which the disk counts as nearly full.")

    public static let all: [any AnySetting] = [nameServer, freeSpace]
}
