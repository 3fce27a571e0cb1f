"""The API's own description, held against every JSON answer that the tests see."""

import functools
import pathlib

import jsonschema
import referencing
import referencing.jsonschema
import yaml

FILE = pathlib.Path(__file__).resolve().parents[3] / "Schema" / "openapi.yaml"
ROOT = "urn:creneau:openapi"


@functools.cache
def description():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@functools.cache
def registry():
    resource = referencing.Resource(contents=description(), specification=referencing.jsonschema.DRAFT202012)
    return referencing.Registry().with_resource(ROOT, resource)


def template(path):
    """The path of the description that a request's path is an instance of; one without parameters wins."""
    parts = path.split("?")[0].strip("/").split("/")
    candidates = []
    for each in description()["paths"]:
        names = each.strip("/").split("/")
        if len(names) == len(parts) and all(n.startswith("{") or n == p for n, p in zip(names, parts)):
            candidates.append(each)
    return min(candidates, key=lambda each: each.count("{"), default=None)


def follow(node, pointer):
    """The node behind references, and its place in the document."""
    while "$ref" in node:
        pointer = node["$ref"].removeprefix("#")
        node = description()
        for part in pointer.strip("/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    return node, pointer


@functools.cache
def validator(path, method, status, media_type):
    """The validator of an answer's body; None where the description promises no body."""
    responses = description()["paths"][path][method]["responses"]
    key = str(status) if str(status) in responses else "default"
    if key not in responses:
        raise KeyError(f"{method} {path} describes no answer {status}")
    place = "/paths/" + path.replace("~", "~0").replace("/", "~1") + f"/{method}/responses/{key}"
    response, place = follow(responses[key], place)
    if "content" not in response:
        return None
    if media_type not in response["content"]:
        raise KeyError(f"{method} {path}, {status}: {media_type} is not described")
    pointer = f"{place}/content/{media_type.replace('/', '~1')}/schema"
    return jsonschema.Draft202012Validator({"$ref": f"{ROOT}#{pointer}"}, registry=registry())


def problem_with(method, path, answer, known=None):
    """What an answer of the API does against its description, under the path `known` if that is said; None if nothing."""
    known = known or template(path)
    if known is None or method.lower() not in description()["paths"][known]:
        return None
    media_type = answer.headers.get("content-type", "").split(";")[0]
    try:
        check = validator(known, method.lower(), answer.status_code, media_type)
    except KeyError as missing:
        return str(missing)
    if check is None:
        return f"{method} {path}: a body where none is described" if answer.content else None
    value = answer.json() if media_type.endswith("json") else answer.text
    errors = [f"{each.json_path}: {each.message}" for each in check.iter_errors(value)]
    return f"{method} {path} ({answer.status_code}) is not as described: {'; '.join(errors[:5])}" if errors else None
