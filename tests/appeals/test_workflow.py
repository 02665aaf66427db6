"""Every action from every state of every machine, against a table written by hand."""

from __future__ import annotations

import pytest

from appeals.workflow import APPEAL, CLOSURE, HOLD, MACHINES, OPEN_APPEAL, PENDING_CLOSURE, SUSPENSION, Action, Machine, public_status

# machine → state → "action>state after" of everything that is legal there; an action without an arrow leaves it as it is.
EXPECTED: dict[str, dict[str, str]] = {
    "suspension": {
        "recorded": "start>in_force add_exhibit add_note tag translate link",
        "in_force": "confirm>in_force change>in_force lift>lifted expire>expired close>closed overturn>overturned "
        "add_exhibit add_note tag message write_back translate link place_hold propose_closure start_appeal",
        "lifted": "overturn>overturned add_note tag message write_back translate link start_appeal",
        "expired": "overturn>overturned add_note tag message write_back translate link start_appeal",
        "closed": "reopen>in_force overturn>overturned add_note tag message write_back translate link start_appeal",
        "overturned": "add_note tag message write_back translate link",
    },
    "appeal": {
        "draft": "edit submit>submitted lapse>lapsed add_evidence",
        "submitted": "edit claim>in_review assign>in_review add_evidence check_evidence withdraw>withdrawn move_date",
        "in_review": "edit assign release>submitted add_evidence check_evidence request_information>waiting_for_appellant "
        "propose_decision>second_check decide>decided withdraw>withdrawn move_date",
        "waiting_for_appellant": "edit add_evidence check_evidence answer>in_review leave_unanswered>in_review give_more_time "
        "withdraw_question>in_review withdraw>withdrawn",
        "second_check": "edit add_evidence check_evidence record_view return>in_review approve>decided withdraw>withdrawn move_date",
        "decided": "",
        "withdrawn": "",
        "lapsed": "",
    },
    "closure": {
        "proposed": "review>in_review refuse>refused withdraw>withdrawn revise release",
        "in_review": "review complete_review>second_approval refuse>refused withdraw>withdrawn revise release",
        "second_approval": "record_view approve>approved return>in_review refuse>refused withdraw>withdrawn revise release",
        "approved": "return>in_review effect>effected",
        "effected": "",
        "refused": "",
        "withdrawn": "",
    },
    "hold": {"held": "confirm move_date end>ended", "ended": ""},
}
STATES = [(machine, str(state)) for machine in MACHINES.values() for state in machine.states]


def expected(machine: Machine, state: str) -> dict[str, str]:
    """What the hand-written table says of a state: every legal action with the state after it."""
    entries = (entry.partition(">") for entry in EXPECTED[machine.name][state].split())
    return {name: after or state for name, _, after in entries}


@pytest.mark.parametrize(("machine", "state"), STATES, ids=lambda value: getattr(value, "name", str(value)))
def test_every_action_leads_where_the_table_says_or_nowhere(machine, state):
    led = {str(action): machine.target(state, action) for action in Action}

    assert {action: after for action, after in led.items() if after is not None} == expected(machine, state)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_the_hand_written_table_names_every_state_and_only_actions_there_are(machine):
    assert set(EXPECTED[machine.name]) == {str(state) for state in machine.states}
    written = {entry.partition(">")[0] for line in EXPECTED[machine.name].values() for entry in line.split()}
    assert written <= {str(action) for action in Action}


def test_every_action_belongs_to_some_machine():
    used = {action for machine in MACHINES.values() for state in machine.states for action in machine.actions_from(state)}

    assert used == set(Action)


@pytest.mark.parametrize(
    ("machine", "terminal"),
    [
        (SUSPENSION, {"overturned"}),
        (APPEAL, {"decided", "withdrawn", "lapsed"}),
        (CLOSURE, {"effected", "refused", "withdrawn"}),
        (HOLD, {"ended"}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_where_nothing_leads_on(machine, terminal):
    assert machine.terminal == terminal


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_every_state_is_reached_from_the_first(machine):
    reached = {str(machine.initial)}
    while more := {after for (before, _), after in machine.transitions.items() if before in reached} - reached:
        reached |= {str(one) for one in more}

    assert reached == {str(state) for state in machine.states}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_actions_are_listed_in_one_order(machine):
    for state in machine.states:
        listed = machine.actions_from(state)
        assert listed == [action for action in Action if action in listed]


def test_what_counts_as_open_and_as_pending():
    assert {str(state) for state in OPEN_APPEAL} == {"submitted", "in_review", "waiting_for_appellant", "second_check"}
    assert {str(state) for state in PENDING_CLOSURE} == {"proposed", "in_review", "second_approval", "approved"}


@pytest.mark.parametrize(
    ("suspension", "measure", "appeal", "drafting", "word"),
    [
        ("in_force", "temporary", None, False, "suspended"),
        ("in_force", "limitation", None, False, "suspended"),
        ("in_force", "warning", None, False, "warned"),
        ("in_force", "temporary", None, True, "draft"),
        ("in_force", "temporary", "withdrawn", False, "suspended"),
        ("in_force", "temporary", "submitted", False, "received"),
        ("in_force", "warning", "in_review", False, "in_review"),
        ("in_force", "temporary", "waiting_for_appellant", False, "info_needed"),
        ("in_force", "temporary", "second_check", False, "second_check"),
        ("in_force", "temporary", "decided", False, "decided"),
        ("lifted", "temporary", None, False, "ended"),
        ("lifted", "temporary", None, True, "ended"),
        ("expired", "warning", None, False, "ended"),
        ("expired", "temporary", "submitted", False, "received"),
        ("overturned", "temporary", "decided", False, "decided"),
        ("overturned", "temporary", None, False, "ended"),
        ("closed", "temporary", None, False, "closed"),
        ("closed", "temporary", "decided", False, "closed"),
        ("closed", "temporary", "in_review", False, "in_review"),
    ],
)
def test_a_case_has_one_public_word(suspension, measure, appeal, drafting, word):
    assert public_status(suspension=suspension, measure=measure, appeal=appeal, drafting=drafting) == word
