/// The page of all options, in Markdown.
public enum SettingReference {
    public static func page(of catalogue: [any AnySetting] = SettingCatalogue.all) -> String {
        var page = """
            # Options

            One file, YAML, named by `--config` or `$CRENEAU_CONFIG`; without it `/etc/creneau/creneau.yaml` where that is
            there. A variable of the environment counts more than the file, an option of the command line more than both.
            `creneau config check` says what is wrong with a file and on which line; `creneau config show` what holds.

            After a change, `systemctl reload creneau` (SIGHUP) takes over the options that say so; the others need a
            restart. A file that has an error changes nothing. This page is made by `creneau config reference`.

            ```yaml
            \(example(catalogue))
            ```

            """
        for setting in catalogue {
            page += """

                ## `\(setting.name)`

                \(setting.summary)

                - Write: \(setting.expectation)
                - Default: \(setting.isSecret ? "none" : setting.fallbackText.map { "`\($0)`" } ?? "none")
                - Variable: `\(setting.variable)`
                - After a change: \(setting.isReloadable ? "reload" : "restart")

                """
        }
        return page
    }

    /// A file with every option at its default, as far as it has one.
    static func example(_ catalogue: [any AnySetting]) -> String {
        var lines: [String] = []
        var section: [Substring] = []
        for setting in catalogue {
            let parts = setting.name.split(separator: ".")
            let path = Array(parts.dropLast())
            for (depth, name) in path.enumerated() where depth >= section.count || section[depth] != name {
                lines.append(String(repeating: "  ", count: depth) + name + ":")
                section = Array(path.prefix(depth + 1))
            }
            section = path
            let indentation = String(repeating: "  ", count: path.count)
            let name = parts.last ?? ""
            lines.append(
                setting.fallbackText.map { "\(indentation)\(name): \($0)" } ?? "\(indentation)# \(name):")
        }
        return lines.joined(separator: "\n")
    }
}
