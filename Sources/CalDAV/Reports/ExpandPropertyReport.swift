import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `expand-property` (RFC 3253 §3.8): properties of what the hrefs in a property point to, in place.
enum ExpandPropertyReport {
    private static let depth = 3
    /// Resources in one answer.
    private static let most = 1_000

    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        let node = try await request.tree.node(request.resource, as: request.principal)
        var expansion = Expansion(request: request, reader: PropertyReader(me: request.principal), left: most)
        let answer = try await expansion.answer(root, of: node, depth: 0)
        var writer = request.multistatus()
        writer.response(node.resource.href, answer)
        return writer.finish()
    }

    private struct Expansion {
        let request: DAVRequest
        let reader: PropertyReader
        var left: Int
        var valuesLeft = DAVLimits.expandedValues

        mutating func answer(_ parent: XMLElement, of node: DAVNode, depth: Int) async throws -> PropertyAnswer {
            var answer = PropertyAnswer(.prop([]), of: node, reader: reader)
            for property in parent.all(.dav("property")).prefix(DAVLimits.properties) {
                let name = XMLName(
                    property[attribute: "namespace"] ?? XMLNamespace.dav, property[attribute: "name"] ?? "")
                guard name.isWellFormed else { throw DAVError.malformed(.report(.namelessProperty)) }
                valuesLeft -= 1
                guard valuesLeft >= 0 else {
                    throw DAVError.condition(
                        .dav("number-of-matches-within-limits"),
                        .report(.tooManyTests(limit: DAVLimits.expandedValues)))
                }
                guard var value = reader.value(name, of: node) else {
                    answer.missing.append(name)
                    continue
                }
                if !property.children.isEmpty, depth < ExpandPropertyReport.depth {
                    value.content = try await expanded(value, property, depth: depth + 1)
                }
                answer.found.append(value)
            }
            return answer
        }

        private mutating func expanded(
            _ value: XMLElement, _ property: XMLElement, depth: Int
        ) async throws -> [XMLElement.Content] {
            var content: [XMLElement.Content] = []
            for part in value.content {
                guard left > 0, case .element(let element) = part, element.name == .dav("href"),
                    let resource = Href.resource(element.text),
                    let node = try? await request.tree.node(resource, as: request.principal)
                else {
                    content.append(part)
                    continue
                }
                left -= 1
                let answer = try await answer(property, of: node, depth: depth)
                content.append(.element(answer.element(href: node.resource.href)))
            }
            return content
        }
    }
}

extension PropertyAnswer {
    /// As a response inside a property.
    fileprivate func element(href: String) -> XMLElement {
        func propstat(_ elements: [XMLElement], _ status: String) -> XMLElement {
            XMLElement(
                .dav("propstat"),
                children: [
                    XMLElement(.dav("prop"), children: elements), XMLElement(.dav("status"), text: status),
                ])
        }
        var children = [XMLElement(.dav("href"), text: href), propstat(found, "HTTP/1.1 200 OK")]
        if !missing.isEmpty { children.append(propstat(missing.map { XMLElement($0) }, "HTTP/1.1 404 Not Found")) }
        return XMLElement(.dav("response"), children: children)
    }
}
