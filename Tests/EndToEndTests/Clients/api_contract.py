"""The description of the JSON API against the running server, both ways.

Every operation is called with what it describes, and each answer is held against its schema; what is not described is
refused by name; and the run ends with the list of what was never seen.
"""

import re

import api_walk
import contract
import httpx
import jsonschema
import town as doors
from openapi_spec_validator import OpenAPIV31SpecValidator
from town import Town, expect, expect_equal

METHODS = ("get", "put", "post", "patch", "delete")
# A stream that does not end, what needs a directory outside, and what other tests see.
ELSEWHERE = {("checkInByLink", "200"), ("readFeed", "304"), ("followEvents", "200"), ("syncPeople", "200")}


class Recorder:
    """Calls operations by their names and remembers which answers were seen."""

    def __init__(self):
        self.admin, self.camille, self.bruno = Town("admin"), Town("camille.martin"), Town("bruno.petit")
        self.seen = set()

    def __call__(self, person, operation, status, body=None, headers=None, query=None, **names):
        path, method = OPERATIONS[operation]
        where = re.sub(r"{(\w+)}", lambda each: str(names[each[1]]), path)
        root = "" if contract.description()["paths"][path].get("servers") else "/api/v1"
        answer = person.http.request(
            method.upper(), root + where, json=body, headers=headers, params=query or {}
        )
        expect_equal(answer.status_code, status, f"{operation}: {answer.text[:600]}")
        wrong = contract.problem_with(method, where, answer, path)
        expect(wrong is None, wrong)
        self.seen.add((operation, str(status)))
        return answer


def operations():
    for path, item in contract.description()["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method]["operationId"], (path, method)


OPERATIONS = dict(operations())


def is_valid_and_exemplary():
    """The document is OpenAPI 3.1, served as it is written, and its examples are what its schemas say."""
    document = contract.description()
    OpenAPIV31SpecValidator(document).validate()
    url = Town("admin").url
    expect(httpx.get(url + "/api/v1/openapi.json").json() == document, "the served description is not the written one")
    checked = 0

    def walk(node, pointer):
        nonlocal checked
        if isinstance(node, dict):
            if "examples" in node and "schema" in node:
                check = jsonschema.Draft202012Validator(
                    {"$ref": f"{contract.ROOT}#{pointer}/schema"}, registry=contract.registry()
                )
                for name, example in node["examples"].items():
                    value = contract.follow(example, "")[0]["value"]
                    errors = [each.message for each in check.iter_errors(value)]
                    expect(not errors, f"example {name} at {pointer}: {errors[:3]}")
                    checked += 1
            for key, value in node.items():
                walk(value, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, f"{pointer}/{index}")

    walk(document, "")
    expect(checked > 10, f"only {checked} examples")


def is_closed():
    """Every object says which members it has, or what its members are."""
    open_ones = []

    def walk(node, path):
        if isinstance(node, dict):
            if "properties" in node and node.get("additionalProperties") is None and "openapi" not in node["properties"]:
                open_ones.append(path)
            for key, value in node.items():
                walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, f"{path}/{index}")

    walk({key: contract.description()[key] for key in ("paths", "components")}, "")
    expect_equal(open_ones, [], "objects whose members are not closed")


def unknown_names_are_refused(admin):
    """An unknown member of any body is 422 with its name, an unknown parameter 400 with its name, on every operation."""
    for operation, (path, method) in OPERATIONS.items():
        item = contract.description()["paths"][path]
        if item.get("servers"):
            continue
        where = "/api/v1" + re.sub(r"{\w+}", lambda each: "01KBR9Q6T4W2M" if "bookings" in path else "x", path)
        if "requestBody" in item[method]:
            body = contract.follow(item[method]["requestBody"], "")[0]
            schema = contract.follow(next(iter(body["content"].values()))["schema"], "")[0]
            if schema.get("additionalProperties") is not False:
                continue
            shown = next(iter(next(iter(body["content"].values())).get("examples", {}).values()), {"value": {}})
            known = contract.follow(shown, "")[0]["value"]
            answer = admin.http.request(method.upper(), where.replace("/x", "/" + known.get("id", "x")), json=known | {"zzz": 1})
            if answer.status_code == 404 and "{" in path:
                continue
            told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            expect_equal(answer.status_code, 422, f"{operation} with an unknown member: {answer.text[:300]}")
            if known or told["type"].endswith(":unknown-field"):
                expect_equal(told["field"].split(".")[-1], "zzz", f"{operation}: the member that is named")
        else:
            # A stream that is not refused would not end.
            answer = admin.http.request(method.upper(), where, params={"zzz": "1"}, timeout=120)
            if answer.status_code == 404 and "{" in path:
                continue
            expect("json" in answer.headers["content-type"], f"{operation}: {answer.text[:100]}")
            expect_equal(answer.status_code, 400, f"{operation} with an unknown parameter: {answer.text[:300]}")
            expect_equal(answer.json()["field"], "zzz", f"{operation}: the parameter that is named")


def other_methods_are_refused(admin):
    """405 with exactly the methods that are described, on every path below /api/v1."""
    for path, item in contract.description()["paths"].items():
        if item.get("servers"):
            continue
        known = {each.upper() for each in METHODS if each in item}
        known |= {"HEAD"} if "GET" in known else set()
        for method in {"GET", "PUT", "POST", "PATCH", "DELETE"} - known:
            answer = admin.http.request(method, "/api/v1" + re.sub(r"{\w+}", "x", path))
            expect_equal(answer.status_code, 405, f"{method} {path}: {answer.text[:200]}")
            expect_equal(set(answer.headers["allow"].split(", ")), known, f"Allow of {path}")


def main():
    is_valid_and_exemplary()
    is_closed()
    call = Recorder()
    unknown_names_are_refused(call.admin)
    other_methods_are_refused(call.admin)
    api_walk.walk(call)
    described = {
        (operation, status)
        for operation, (path, method) in OPERATIONS.items()
        for status in contract.description()["paths"][path][method]["responses"]
        if status[0] in "23" and status != "default"
    }
    unseen = described - call.seen - ELSEWHERE
    expect_equal(sorted(unseen), [], "answers that are described and that nothing gave")
    print(f"{len(call.seen)} answers of {len(OPERATIONS)} operations are as described")


if __name__ == "__main__":
    doors.run(main, deadline=180)
