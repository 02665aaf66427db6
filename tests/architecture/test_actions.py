"""Every action of the machines has a verb that carries it out, and a door that leads there: a page, an address or a tick."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from appeals.authority import RULES
from appeals.workflow import MACHINES, Action

if TYPE_CHECKING:
    from collections.abc import Iterator

APPEALS = Path(__file__).resolve().parents[2] / "appeals"
VERBS = "appeals.actions"
DOORS = ("api", "portal", "console", "management", "tasks.py")
# What a verb calls the thing it acts on, by machine.
SUBJECTS = {"case": "suspension", "suspension": "suspension", "appeal": "appeal", "draft": "appeal", "closure": "closure", "hold": "hold"}
# Asking whether something is possible carries nothing out, and a rehearsal is undone.
ASKING = {"role_refusal", "refusal", "allows"}
REHEARSED = f"{VERBS}.rehearsal"

Carried = tuple[str, Action]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules() -> dict[str, ast.Module]:
    """The modules of verbs by their names."""
    return {f"{VERBS}.{path.stem}": tree_of(path) for path in (APPEALS / "actions").glob("*.py") if path.stem != "__init__"}


def known_names(tree: ast.Module, module: str) -> dict[str, str]:
    """What each name at hand in a module stands for, as far as it is a module of verbs or something in one."""
    own = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    taken = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(VERBS)
        for alias in node.names
    }
    return own | taken


def used(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """The verbs that a piece of code names."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in names:
            yield names[part.id]
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in names:
            yield f"{names[part.value.id]}.{part.attr}"


def reachable() -> set[str]:
    """Every function of the verbs that a door leads to, over however many steps. A function also leads to its module's tables."""
    calls: dict[str, set[str]] = {}
    for module, tree in modules().items():
        names = known_names(tree, module)
        tables = {one for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) for one in used(node, names)}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                calls[f"{module}.{node.name}"] = {*used(node, names), *tables}
    doors = [path for door in DOORS for path in ([APPEALS / door] if door.endswith(".py") else (APPEALS / door).rglob("*.py"))]
    trees = [tree_of(path) for path in doors if VERBS in path.read_text()]
    reached, waiting = set(), {one for tree in trees for one in used(tree, known_names(tree, "door"))}
    while waiting:
        reached |= waiting
        waiting = {after for before in waiting for after in calls.get(before, ())} - reached
    return reached


def carried_by(function: ast.FunctionDef) -> Iterator[tuple[Carried, str]]:
    """What a function does to which machine, and by calling what."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    entered = {machine for call in calls for machine in machines_of(call) if named(call) == "enter"}
    for call in calls:
        for action in actions_in(call):
            for machine in machines_of(call) or entered:
                yield (machine, action), named(call)


def named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def actions_in(call: ast.Call) -> list[Action]:
    attributes = [one for one in call.args if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)]
    return [Action[one.attr] for one in attributes if isinstance(one.value, ast.Name) and one.value.id == "Action"]


def machines_of(call: ast.Call) -> set[str]:
    subjects = [one.id if isinstance(one, ast.Name) else one.attr for one in call.args if isinstance(one, ast.Name | ast.Attribute)]
    return {SUBJECTS[one] for one in subjects if one in SUBJECTS}


def carried_out() -> tuple[set[Carried], set[Carried]]:
    """What verbs that a door leads to are entered for, and what they write a state for."""
    entered: set[Carried] = set()
    written: set[Carried] = set()
    behind_doors = reachable()
    for module, tree in modules().items():
        for node in tree.body:
            if module == REHEARSED or not isinstance(node, ast.FunctionDef) or f"{module}.{node.name}" not in behind_doors:
                continue
            for carried, by in carried_by(node):
                if by not in ASKING:
                    (entered if by == "enter" else written).add(carried)
    return entered, written


def test_every_action_is_carried_out_by_a_verb_that_a_door_leads_to() -> None:
    entered, written = carried_out()
    moves = {(machine.name, action) for machine in MACHINES.values() for _state, action in machine.transitions}
    acts = {(machine.name, action) for machine in MACHINES.values() for action in machine.acts}

    assert sorted(moves - written) == []
    assert sorted(acts - written - entered) == []


def test_nobody_is_given_an_action_that_no_machine_knows() -> None:
    known = {(machine.name, action) for machine in MACHINES.values() for state in machine.states for action in machine.actions_from(state)}

    assert sorted(set(RULES) - known) == []
