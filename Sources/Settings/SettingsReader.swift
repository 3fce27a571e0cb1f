import Yams

/// Reads a file of options and the variables above it, and finds everything that is wrong with them.
struct SettingsReader {
    let catalogue: [any AnySetting]
    let file: String
    private(set) var settings = Settings()
    private(set) var faults: [SettingFault] = []

    init(catalogue: [any AnySetting], file: String) {
        self.catalogue = catalogue
        self.file = file
    }

    mutating func read(yaml: String) {
        guard yaml.utf8.count <= Self.largestFile else {
            return fail(1, "", .expected("at most \(Self.largestFile) bytes"))
        }
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return }
            if case .scalar(let scalar) = root, scalar.string.isEmpty { return }
            read(root, path: "", line: 1)
        } catch let error as YamlError {
            fail(error)
        } catch {
            fail(1, "", .notYAML("it cannot be read"))
        }
    }

    private static let largestFile = 1 << 20

    private mutating func read(_ node: Node, path: String, line: Int) {
        guard case .mapping(let mapping) = node else { return fail(line, path, .notASection) }
        for (key, value) in mapping {
            let line = key.mark?.line ?? line
            guard case .scalar(let name) = key else {
                fail(line, path, .expected("a name before the colon"))
                continue
            }
            let field = path.isEmpty ? name.string : path + "." + name.string
            if let setting = catalogue.first(where: { $0.name == field }) {
                read(value, of: setting, line: line)
            } else if catalogue.contains(where: { $0.name.hasPrefix(field + ".") }) {
                if !value.isEmptyPlace { read(value, path: field, line: line) }
            } else {
                fail(line, field, .unknown(nearest: NearestName.name(to: field, among: catalogue.map(\.name))))
            }
        }
    }

    private mutating func read(_ value: Node, of setting: any AnySetting, line: Int) {
        if value.isEmptyPlace { return }
        guard let text = SettingText(value), setting.accepts(text) else {
            return fail(value.mark?.line ?? line, setting.name, .expected(setting.expectation))
        }
        settings.entries[setting.name] = .init(text: text, origin: .file(line: line))
    }

    mutating func read(environment: [String: String]) {
        for setting in catalogue {
            guard let value = environment[setting.variable], !value.isEmpty else { continue }
            guard setting.accepts(.scalar(value)) else {
                faults.append(
                    SettingFault(
                        place: .variable(setting.variable), field: setting.name,
                        problem: .expected(setting.expectation)))
                continue
            }
            settings.entries[setting.name] = .init(text: .scalar(value), origin: .variable(setting.variable))
        }
    }

    private mutating func fail(_ line: Int, _ field: String, _ problem: SettingFault.Problem) {
        faults.append(SettingFault(place: .line(line, file: file), field: field, problem: problem))
    }

    private mutating func fail(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            fail(mark.line, "", .notYAML(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map(String.init(describing:)).sorted().joined(separator: ", ")
            fail(context.mark.line, "", .notYAML("the name \(names) is there twice"))
        default: fail(1, "", .notYAML("it cannot be read"))
        }
    }
}

extension Settings {
    /// Reads the options of a file, and the variables above it.
    ///
    /// - Parameters:
    ///   - yaml: the file's text; nil: there is none.
    ///   - file: what it is called in errors.
    public init(
        yaml: String?, file: String, environment: [String: String],
        catalogue: [any AnySetting] = SettingCatalogue.all
    ) throws(SettingFaults) {
        var reader = SettingsReader(catalogue: catalogue, file: file)
        if let yaml { reader.read(yaml: yaml) }
        reader.read(environment: environment)
        guard reader.faults.isEmpty else { throw SettingFaults(faults: reader.faults) }
        self = reader.settings
    }
}

extension SettingText {
    fileprivate init?(_ node: Node) {
        switch node {
        case .scalar(let scalar): self = .scalar(scalar.string)
        case .sequence(let sequence):
            var items: [String] = []
            for item in sequence {
                guard case .scalar(let scalar) = item else { return nil }
                items.append(scalar.string)
            }
            self = .list(items)
        default: return nil
        }
    }
}

extension Node {
    /// Nothing stands after the colon.
    fileprivate var isEmptyPlace: Bool {
        guard case .scalar(let scalar) = self else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}
