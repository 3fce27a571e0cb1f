/// The API's description as one page for people: plain HTML that needs no script.
struct DocumentationPage {
    private let document: JSON

    init(_ document: JSON) {
        self.document = document
    }

    private struct Operation {
        var path: String
        var method: String
        var tag: String
        var shared: [JSON]
        var value: JSON

        var id: String { value["operationId"]?.text ?? method + path }
    }

    var html: String {
        let title = (document["info"]?["title"]?.text ?? "") + " – API"
        let operations = operations
        var page = HTML()
        page.element("head") { head in
            head.void("meta", "charset=\"utf-8\"")
            head.void("meta", "name=\"viewport\" content=\"width=device-width, initial-scale=1\"")
            head.element("title", text: title)
            head.void("link", "rel=\"stylesheet\" href=\"/api/docs/style.css\"")
        }
        page.element("body") { body in
            navigation(operations, &body)
            body.element("main") { main in
                main.element("h1", text: title)
                main.paragraphs(document["info"]?["description"]?.text ?? "")
                main.element("p") { $0.links(["/api/v1/openapi.json", "/api/v1/openapi.yaml"]) }
                for tag in tags {
                    main.element("h2", "id=\"\(HTML.escaped(tag.anchor))\"", text: tag)
                    for operation in operations where operation.tag == tag { write(operation, &main) }
                }
                main.element("h2", "id=\"schemas\"", text: "Schemas")
                for schema in document["components"]?["schemas"]?.members ?? [] { write(schema, &main) }
            }
        }
        return "<!DOCTYPE html>\n<html lang=\"en\">\n" + page.source + "</html>\n"
    }

    private var tags: [String] { document["tags"]?.items.compactMap { $0["name"]?.text } ?? [] }

    private var operations: [Operation] {
        (document["paths"]?.members ?? []).flatMap { path -> [Operation] in
            let shared = path.value["parameters"]?.items ?? []
            let root = path.value["servers"]?.items.first?["url"]?.text ?? "/api/v1"
            return path.value.members.filter { $0.value["responses"] != nil }.map { method in
                Operation(
                    path: (root == "/" ? "" : root) + path.name, method: method.name.uppercased(),
                    tag: method.value["tags"]?.items.first?.text ?? "", shared: shared, value: method.value)
            }
        }
    }

    private func navigation(_ operations: [Operation], _ body: inout HTML) {
        body.element("nav", "aria-label=\"Operations\"") { nav in
            for tag in tags {
                nav.element("p") { $0.link("#" + tag.anchor, tag) }
                nav.element("ul") { list in
                    for operation in operations where operation.tag == tag {
                        list.element("li") { $0.link("#" + operation.id, operation.id) }
                    }
                }
            }
            nav.element("p") { $0.link("#schemas", "Schemas") }
        }
    }

    private func write(_ operation: Operation, _ main: inout HTML) {
        main.element("section", "id=\"\(HTML.escaped(operation.id))\"") { section in
            section.element("h3") { heading in
                heading.element("span", "class=\"method \(operation.method.lowercased())\"", text: operation.method)
                heading.element("code", text: operation.path)
            }
            section.paragraphs(operation.value["summary"]?.text ?? "")
            section.paragraphs(operation.value["description"]?.text ?? "")
            if let scopes = operation.value["x-scopes"]?.items.compactMap(\.text) {
                section.paragraphs("Scopes: " + scopes.map { "`\($0)`" }.joined(separator: ", "))
            }
            let parameters = (operation.shared + (operation.value["parameters"]?.items ?? [])).map(followed)
            if !parameters.isEmpty {
                section.table(["parameter", "in", "type", ""]) { table in
                    for each in parameters {
                        table.row([
                            "`" + (each["name"]?.text ?? "") + "`" + (each["required"] == .bool(true) ? " *" : ""),
                            each["in"]?.text ?? "", each["schema"].map(type) ?? "", each["description"]?.text ?? "",
                        ])
                    }
                }
            }
            if let body = operation.value["requestBody"].map(followed) {
                section.element("h4", text: "Request")
                content(body["content"], &section)
            }
            section.element("h4", text: "Answers")
            for answer in operation.value["responses"]?.members ?? [] {
                let value = followed(answer.value)
                section.element("p") { line in
                    line.element("strong", text: answer.name == "default" ? "otherwise" : answer.name)
                    line.write(value["description"]?.text ?? "")
                }
                content(value["content"], &section)
            }
        }
    }

    private func content(_ content: JSON?, _ section: inout HTML) {
        for each in content?.members ?? [] {
            let schema = each.value["schema"] ?? .null
            section.element("p", "class=\"type\"") { line in
                line.write(each.name + " ")
                if let name = schema.reference { line.link("#schema-" + name, name) } else { line.write(type(schema)) }
            }
            if schema.reference == nil { properties(followed(schema), &section) }
            for example in each.value["examples"]?.members ?? [] {
                let shown = followed(example.value)["value"] ?? .null
                section.element("details") { details in
                    details.element("summary", text: "Example: " + example.name)
                    details.element("pre") { $0.text(shown.indented()) }
                }
            }
        }
    }

    private func write(_ schema: JSON.Member, _ main: inout HTML) {
        main.element("section", "id=\"schema-\(HTML.escaped(schema.name))\"") { section in
            section.element("h3", text: schema.name)
            section.paragraphs(schema.value["description"]?.text ?? "")
            if schema.value["properties"] == nil { section.element("p", "class=\"type\"", text: type(schema.value)) }
            properties(schema.value, &section)
            let choices = (schema.value["oneOf"]?.items ?? []).filter { $0["const"] != nil }
            if !choices.isEmpty {
                section.table(["value", ""]) { table in
                    for each in choices {
                        table.row(["`" + (each["const"]?.text ?? "") + "`", each["description"]?.text ?? ""])
                    }
                }
            }
        }
    }

    private func properties(_ schema: JSON, _ section: inout HTML) {
        guard let properties = schema["properties"]?.members, !properties.isEmpty else { return }
        let required = Set((schema["required"]?.items ?? []).compactMap(\.text))
        section.table(["field", "type", ""]) { table in
            for each in properties {
                table.row([
                    "`" + each.name + "`" + (required.contains(each.name) ? " *" : ""), type(each.value),
                    each.value["description"]?.text ?? "",
                ])
            }
        }
    }

    // MARK: Reading the description

    private func followed(_ value: JSON) -> JSON {
        guard let pointer = value["$ref"]?.text, pointer.hasPrefix("#/") else { return value }
        return pointer.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
    }

    /// A schema's type in one line.
    private func type(_ schema: JSON) -> String {
        if let name = schema.reference { return name }
        if let choices = schema["oneOf"]?.items {
            return choices.allSatisfy { $0["const"] != nil }
                ? "one of the values" : choices.map(type).joined(separator: " or ")
        }
        if let parts = schema["allOf"]?.items { return parts.map(type).joined(separator: ", ") }
        if let values = schema["enum"]?.items { return values.map { "`\($0.shown)`" }.joined(separator: ", ") }
        var words = schema["type"].map { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) } ?? []
        if let item = schema["items"] { words = words.map { $0 == "array" ? "list of " + type(item) : $0 } }
        var line = words.joined(separator: " or ")
        if let format = schema["format"]?.text { line += " (\(format))" }
        for (name, sign) in [("minimum", "≥"), ("maximum", "≤"), ("default", "default")] {
            if let value = schema[name] { line += ", \(sign) \(value.shown)" }
        }
        return line
    }
}

extension HTML {
    fileprivate mutating func link(_ address: String, _ words: String) {
        element("a", "href=\"\(Self.escaped(address))\"", text: words)
    }

    fileprivate mutating func links(_ addresses: [String]) {
        for address in addresses { link(address, address) }
    }

    fileprivate mutating func table(_ heads: [String], _ rows: (inout HTML) -> Void) {
        element("table") { table in
            table.element("thead") { head in
                head.element("tr") { row in for each in heads { row.element("th", "scope=\"col\"", text: each) } }
            }
            table.element("tbody", "", rows)
        }
    }

    fileprivate mutating func row(_ cells: [String]) {
        element("tr") { row in for each in cells { row.element("td", text: each) } }
    }
}

extension String {
    fileprivate var anchor: String { "tag-" + lowercased().replacing(" ", with: "-") }
}
