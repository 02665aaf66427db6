"""The house rules that a reader should be able to trust: sizes, names, who writes, who sends."""

from __future__ import annotations

import ast
import gc
import re
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = TypeVar("Node", bound=ast.AST)

ROOT = Path(__file__).resolve().parents[2]
TOP = {"accounts", "appeals", "config", "docs", "notifications", "tests"}
CODE = ("accounts", "appeals", "config", "notifications")
DOORS = ("api", "portal", "console")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "services", "signals", "manager"}
LONGEST_FUNCTION = 40
# A sample case or a step of the tour is one tale, told in the order of its days; it may fill two screens.
LONGEST_TALE = 80
TALES = ("config/demo/stories/", "config/tour/")


@cache
def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).is_file()]


def modules(*folders: str) -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in folders and "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


class Code:
    """The product's modules, read and walked once for all that is asked of them."""

    def __init__(self) -> None:
        self.trees = {path: ast.parse(path.read_text()) for path in modules(*CODE)}
        self.nodes: dict[type[ast.AST], list[tuple[Path, ast.AST]]] = defaultdict(list)
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                self.nodes[type(node)].append((path, node))

    def each(self, *kinds: type[Node]) -> list[tuple[Path, Node]]:
        """Every node of these kinds, with its module."""
        return [cast("tuple[Path, Node]", one) for kind in kinds for one in self.nodes[kind]]


@pytest.fixture(scope="module")
def code() -> Iterator[Code]:
    # Nothing of what is read is garbage before the last question: looking for some took more than half of the time.
    gc.disable()
    yield Code()
    gc.enable()


def test_the_top_level_folders_are_the_given_ones():
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}

    assert {name for name in folders if not name.startswith(".")} == TOP


def test_no_file_is_longer_than_a_reader_s_patience():
    too_long = {
        named(path): lines
        for path in modules(*CODE, "tests")
        if (lines := len(path.read_text().splitlines())) > (500 if path.relative_to(ROOT).parts[0] == "tests" else 300)
    }

    assert too_long == {}


def test_no_function_is_longer_than_a_screen(code):
    too_long = {
        f"{named(path)}:{node.name}": length
        for path, node in code.each(ast.FunctionDef, ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1)
        > (LONGEST_TALE if named(path).startswith(TALES) else LONGEST_FUNCTION)
    }

    assert too_long == {}


def test_no_module_is_named_after_nothing():
    assert [named(path) for path in modules(*CODE) if path.stem in FORBIDDEN_NAMES] == []


def test_a_front_door_holds_no_manager_and_saves_nothing(code):
    found = [
        f"{named(path)}:{node.lineno}"
        for path, node in code.each(ast.Attribute)
        if node.attr in {"objects", "_default_manager", "save", "delete", "raw"}
        if path.relative_to(ROOT).parts[:1] == ("appeals",) and path.relative_to(ROOT).parts[1] in DOORS
    ]

    assert found == []


def test_a_state_is_written_in_one_place_alone(code):
    writers = {
        named(path)
        for path, node in code.each(ast.Assign, ast.AugAssign)
        if path.relative_to(ROOT).parts[:2] != ("appeals", "management")
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr in {"state", "event_seq"} and _names_a_row(target)
    }

    assert writers == {"appeals/actions/transition.py"}


def _names_a_row(target: ast.Attribute) -> bool:
    """Whether the thing assigned to is a row of a case, by its name (a clock and evidence have other writers)."""
    return isinstance(target.value, ast.Name) and target.value.id in {
        "row", "case", "appeal", "closure", "hold", "effect", "locked", "subject", "suspension", "request", "self_row",
    }  # fmt: skip


def test_a_state_is_never_updated_in_bulk_by_a_verb(code):
    found = [
        f"{named(path)}:{node.lineno}"
        for path, node in code.each(ast.Call)
        if "actions" in path.parts
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update"}
        and any(keyword.arg == "event_seq" for keyword in node.keywords)
    ]

    assert found == []


def test_only_the_outbox_sends_a_task(code):
    senders = {
        named(path) for path, node in code.each(ast.Attribute) if node.attr in {"delay", "apply_async", "delay_on_commit", "send_task"}
    }

    assert senders == {"notifications/outbox.py"}


def test_no_time_lives_in_the_broker():
    found = [named(path) for path in modules(*CODE) if re.search(r"\b(eta|countdown)\s*=", path.read_text())]

    assert found == []


def test_verbs_ask_the_database_for_the_time(code):
    found = [
        f"{named(path)}:{node.lineno}"
        for path, node in code.each(ast.Attribute)
        if node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"timezone", "datetime", "date"}
        and path.relative_to(ROOT).parts[0] in {"appeals", "accounts"}
        and "management" not in path.parts
    ]

    assert found == []


def test_nothing_listens_to_signals_or_overrides_save(code):
    listeners = [named(path) for path, node in code.each(ast.ImportFrom) if (node.module or "").startswith("django.db.models.signals")]
    overridden = [
        f"{named(path)}:{node.name}"
        for path, node in code.each(ast.FunctionDef)
        if node.name in {"save", "delete"} and "models" in path.parts and path.stem != "admin"
    ]

    assert listeners == []
    assert overridden == []


def test_every_module_says_what_lives_there(code):
    assert [named(path) for path, tree in code.trees.items() if ast.get_docstring(tree) is None and path.stat().st_size] == []


def test_templates_carry_no_style_and_no_script_of_their_own():
    inline = re.compile(r"""<[a-z][^>{%]*\s(style|on[a-z]+)\s*=\s*["']|<script(?![^>]*\bsrc=)|<style""")

    assert [named(path) for path in tracked("*.html") if inline.search(path.read_text())] == []


def test_no_stylesheet_knows_left_from_right():
    physical = re.compile(r"\b(margin|padding|border)-(left|right)\b|\b(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)")

    assert [named(path) for path in tracked("*.css") if physical.search(path.read_text())] == []
