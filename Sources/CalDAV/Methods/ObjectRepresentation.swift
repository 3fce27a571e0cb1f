import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling

/// A calendar object as an answer's content (RFC 4791 §5.3.4; Schedule-Tag: RFC 6638 §8.2).
struct ObjectRepresentation {
    let object: StoredObject

    var etag: EntityTag { EntityTag(object.etag) }

    /// The fields that a 304 has as well.
    var validators: HTTPFields {
        var headers: HTTPFields = [
            .eTag: etag.description, .lastModified: HTTPDate.text(object.modifiedAt),
            .cacheControl: "private, no-cache",
        ]
        if let tag = object.scheduleTag { headers[.scheduleTag] = "\"\(tag)\"" }
        return headers
    }

    func response(_ status: HTTPResponse.Status = .ok) -> Response {
        var headers = validators
        headers[.contentType] = "text/calendar; charset=utf-8; component=\(object.component)"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: object.text)))
    }

    /// The answer to a write whose client prefers to be shown what is stored now (RFC 8144 §3).
    func preferredResponse(_ status: HTTPResponse.Status) -> Response {
        var response = response(status)
        response.headers[.contentLocation] = DAVResource.object(object.collection, name: object.name).href
        response.headers[.preferenceApplied] = "return=representation"
        return response
    }
}
