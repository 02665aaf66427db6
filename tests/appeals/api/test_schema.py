"""The published description: whole, true to the addresses that are served, and true to its own examples."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern
from drf_spectacular.validation import validate_schema

from accounts.api_keys import SCOPES
from appeals.api import bodies, schema, urls
from appeals.api.inputs import Input
from appeals.api.schema import EXAMPLES, description
from appeals.queries.gate import SENTENCES
from appeals.web.problems import KNOWN, MEDIA_TYPE
from appeals.workflow import SuspensionState
from tests.appeals.api.caller import BASE, PROBLEM, Caller, validator

EVERYWHERE = {"401", "403", "405", "422", "429", "500", "503"}
WITH_BODY = {"400", "413", "415", "422"}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, said) for path, methods in description()["paths"].items() for method, said in methods.items()]


def test_the_description_is_valid_and_made_without_a_warning(tmp_path: Any) -> None:
    file = tmp_path / "schema.json"

    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(file))

    made = json.loads(file.read_text())
    validate_schema(made)
    assert (made["openapi"], made["info"]["title"]) == ("3.1.0", "Redress")


def test_threads_that_ask_first_at_once_wait_for_one_making(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []

    def slowly() -> dict[str, Any]:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.002)
        inside.pop()
        return {}

    monkeypatch.setattr(schema, "_made", slowly)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: description(), range(8)))

    assert most == [1] * 8


def test_anyone_may_read_the_description(db: None) -> None:
    answer = Caller(secret="").get("schema/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == json.loads(json.dumps(description()))


def test_every_address_that_is_served_is_described_and_no_other() -> None:
    def shape(route: str) -> str:
        return re.sub(r"<(?:str:)?(\w+)>", r"{\1}", route)

    served = {BASE + shape(str(one.pattern)) for one in urls.urlpatterns if isinstance(one, URLPattern)}
    assert served - {f"{BASE}<path:_rest>"} == set(description()["paths"])


def test_methods_are_those_that_the_addresses_take() -> None:
    described = {(path, method.upper()) for path, method, _said in operations()}
    served = {
        (BASE + re.sub(r"<(?:str:)?(\w+)>", r"{\1}", str(one.pattern)), method)
        for one in urls.urlpatterns
        if hasattr(one.callback, "cls")
        for method in one.callback.cls.deeds
    }
    assert described == served


def test_every_operation_names_its_scope_and_every_status() -> None:
    for path, method, said in operations():
        if path == f"{BASE}schema/":
            assert "security" not in said
            continue
        ((scopes,),) = [list(one.values()) for one in said["security"]]
        assert len(scopes) == 1
        assert scopes[0] in SCOPES
        assert f"Scope: `{scopes[0]}`." in said["description"]
        wanted = EVERYWHERE | ({"404"} if "{" in path else set()) | (WITH_BODY if method in {"post", "put"} else set())
        assert wanted <= set(said["responses"]), (path, method)


def test_every_problem_has_the_one_form_and_says_its_slugs() -> None:
    for path, method, said in operations():
        for status, answer in said["responses"].items():
            if int(status) < 400:
                assert set(answer["content"]) == {"application/json"}, (path, method)
                continue
            assert answer["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/ProblemAnswer"}
            slugs = re.findall(r"`([a-z-]+)`: ", answer["description"])
            assert slugs
            assert {KNOWN[slug][0] for slug in slugs} == {int(status)}


def test_every_answer_names_its_request() -> None:
    missing = [
        (path, status)
        for path, _method, said in operations()
        for status, answer in said["responses"].items()
        if "X-Request-Id" not in answer["headers"]
    ]
    assert missing == []


def test_operations_have_names_of_their_own_and_a_summary() -> None:
    named = [(said["operationId"], bool(said["summary"]), said["tags"]) for _path, _method, said in operations()]
    assert len({name for name, _summary, _tags in named}) == len(named)
    assert [name for name, summary, _tags in named if not summary] == []
    assert {tag for _name, _summary, tags in named for tag in tags} == {
        "accounts",
        "appeals",
        "closures",
        "schema",
        "sections",
        "suspensions",
    }


def test_writes_without_an_id_of_the_marketplace_take_an_idempotency_key() -> None:
    takes = {
        said["operationId"] for _path, _method, said in operations() if any(one["in"] == "header" for one in said.get("parameters", []))
    }
    assert takes == {"add_exhibit", "lift_suspension", "confirm_effect", "refuse_effect", "propose_closure", "withdraw_closure"}


def test_no_body_takes_a_field_that_is_not_described() -> None:
    schemas = description()["components"]["schemas"]
    forms = {name for name, one in vars(bodies).items() if isinstance(one, type) and issubclass(one, Input) and one is not Input}
    assert {name for name in schemas if name.endswith("Body")} == forms
    assert [name for name in sorted(forms) if schemas[name]["additionalProperties"] is not False] == []


def test_words_are_listed() -> None:
    schemas = description()["components"]["schemas"]
    assert schemas["SuspensionRow"]["properties"]["state"]["enum"] == [str(state) for state in SuspensionState]
    assert schemas["MissingAnswer"]["properties"]["code"]["enum"] == list(SENTENCES)
    assert schemas["ProblemAnswer"]["properties"]["type"]["enum"] == [f"/api/v1/docs/errors/{slug}/" for slug in KNOWN]


def test_no_mark_of_the_generator_is_left() -> None:
    assert "x-spec-enum" not in json.dumps(description())


@pytest.mark.parametrize("name", sorted(json.loads(EXAMPLES.read_text())))
def test_an_example_is_what_the_description_says(name: str) -> None:
    example = json.loads(EXAMPLES.read_text())[name]
    (said,) = [said for _path, _method, said in operations() if said["operationId"] == name]
    status = min(code for code in said["responses"] if code.startswith("2"))

    answer = said["responses"][status]["content"]["application/json"]
    assert list(validator(answer["schema"]).iter_errors(example["answer"])) == []
    assert answer["examples"]["Answer"]["value"] == example["answer"]
    assert whole(answer["schema"], example["answer"])
    if "requestBody" in said:
        (sent,) = said["requestBody"]["content"].values()
        assert list(validator(sent["schema"]).iter_errors(example["body"])) == []
        assert sent["examples"]["Body"]["value"] == example["body"]


def whole(schema: dict[str, Any], value: Any) -> bool:
    """Whether an example shows every field, and no field that is not described."""
    known = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]["properties"]
    return set(value) == set(known)


def test_every_operation_with_an_answer_has_an_example() -> None:
    named = {said["operationId"] for _path, _method, said in operations()}
    assert named - {"read_schema"} == set(json.loads(EXAMPLES.read_text()))


def test_a_problem_is_described_as_it_is_written(db: None) -> None:
    answer = Caller("closures:write").post("closures/", {"colour": "red"})

    said = {"$ref": "#/components/schemas/ProblemAnswer"}
    assert answer["Content-Type"] == PROBLEM
    assert list(validator(said).iter_errors(answer.json())) == []
    assert list(validator(said).iter_errors({"status": 422})) != []
