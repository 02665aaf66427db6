"""The task list of a draft: what is there, what is missing, what is a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, ngettext

from appeals.models import SubjectKind
from appeals.portal import words
from appeals.queries import portal_pages as read

if TYPE_CHECKING:
    from appeals.models import Appeal
    from appeals.portal.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of ui/task_list.html: `state` is done, not_started or optional; `word` replaces the state's own."""

    name: str
    url: str
    state: str
    word: str = ""
    hint: str = ""


def tasks_of(appeal: Appeal, visit: Visit, *, late: bool) -> list[Task]:
    """The tasks of a draft in the order in which most people take them."""
    apl = appeal.reference
    tasks = [Task(name=_("What you want"), url=visit.url("wants", apl), state="done", hint=words.of(words.WANTS, appeal.wants))]
    points = points_of(appeal, visit)
    if len(points) > 1:
        chosen = len(appeal.disputes)
        hint = ngettext("%(n)s of %(all)s points", "%(n)s of %(all)s points", chosen) % {"n": chosen, "all": len(points)}
        tasks.append(
            Task(
                name=_("Which points you disagree with"),
                url=visit.url("points", apl),
                state="done" if chosen else "optional",
                hint=hint if chosen else _("We look at all of them."),
            )
        )
    tasks.append(Task(name=_("What happened"), url=visit.url("story", apl), state="done" if appeal.statement.strip() else "not_started"))
    if late:
        there = bool((appeal.late_reason or "").strip())
        tasks.append(Task(name=_("Why it is late"), url=visit.url("late", apl), state="done" if there else "not_started"))
    return [*tasks, *_choices(appeal, visit)]


def _choices(appeal: Appeal, visit: Visit) -> list[Task]:
    apl = appeal.reference
    files = len(read.evidence_of(appeal))
    added = ngettext("%(n)s file or link", "%(n)s files and links", files) % {"n": files}
    return [
        Task(name=_("What was going on in your life"), url=visit.url("context", apl), state="done" if appeal.context else "optional"),
        Task(
            name=_("Files that show it"), url=visit.url("evidence", apl), state="done" if files else "optional", hint=added if files else ""
        ),
        Task(name=_("How we should answer you"), url=visit.url("contact", apl), state="done" if appeal.contact else "optional"),
    ]


def points_of(appeal: Appeal, visit: Visit) -> list[tuple[int, str]]:
    """The points of the reason that this appeal can dispute: those of a measure, none of a closing or a hold."""
    return read.citations_of(visit.case) if appeal.subject_kind == SubjectKind.SUSPENSION else []
