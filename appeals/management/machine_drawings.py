"""The machines for the docs, from the tables that the code runs on: a drawing of each, and who may take each action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.authority import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.roles import Role
    from appeals.workflow import Machine

HEAD = """# The machines, action by action

Written by `manage.py draw_machines` from `appeals/workflow.py` and `appeals/authority`; a test compares this page with
the tables. [architecture.md](architecture.md) has the drawings.
"""
START, END = "<!-- drawn by manage.py draw_machines -->\n", "<!-- end of the drawings -->\n"


def redrawn(document: str, machines: Mapping[str, Machine]) -> str:
    """A document with a diagram of each machine between its two marks, in place of what stood there."""
    before, _start, rest = document.partition(START)
    _old, _end, after = rest.partition(END)
    return "\n".join([before + START, *(line for machine in machines.values() for line in _drawing(machine)), END + after])


def tables(machines: Mapping[str, Machine]) -> str:
    """The page of who may take each action of each machine."""
    return "\n".join([HEAD, *(line for machine in machines.values() for line in _table(machine))]) + "\n"


def _drawing(machine: Machine) -> Iterator[str]:
    yield f"### {machine.name.capitalize()}\n"
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {machine.initial}"
    for (state, action), target in machine.transitions.items():
        yield f"    {state} --> {target}: {action}"
    for state in sorted(machine.terminal):
        yield f"    {state} --> [*]"
    yield "```\n"


def _table(machine: Machine) -> Iterator[str]:
    yield f"## {machine.name.capitalize()}\n"
    yield "| action | from | to | who |"
    yield "|---|---|---|---|"
    for (state, action), target in machine.transitions.items():
        yield f"| {action} | {state} | {target} | {_who(machine.name, action)} |"
    for action, states in machine.acts.items():
        yield f"| {action} | {', '.join(sorted(states))} | stays | {_who(machine.name, action)} |"
    yield ""


def _who(machine: str, action: object) -> str:
    who = next((rule for (name, known), rule in RULES.items() if name == machine and known == action), None)
    if who is None:
        return "a part of another verb"
    names = sorted(_role(role) for role in who.roles)
    names += ["the person"] if who.person else []
    names += [f"a helper who may {who.helper}"] if who.helper else []
    names += [f"a key with `{who.scope}`"] if who.scope else []
    names += ["the system"] if who.system else []
    return ", ".join(names)


def _role(role: Role) -> str:
    return str(role).replace("_", " ")
