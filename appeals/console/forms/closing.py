"""Closing an account for good: the proposal, the review, the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.closure_draft import ClosureDraft
from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, pick, select
from appeals.console.wording import CLOSURE_VIEWS, HOLD_KINDS, HOLD_OUTCOMES, MEASURES, word
from appeals.models import HoldKind, HoldOutcome, Measure
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from appeals.models import Closure, Hold

LIGHTER = (Measure.WARNING, Measure.LIMITATION, Measure.TEMPORARY, Measure.INDEFINITE)
FOR_APPROVED_WORK = (HoldOutcome.RELEASE, HoldOutcome.SURRENDER_BY_LAW)


class ProposalForm(ActForm):
    """Why the account is to be closed, why nothing lighter is enough, what happens to the money."""

    reasons = WordsField(
        lines=True,
        label=_("Why is the account to be closed?"),
        help_text=_("The person reads this. Say what happened and when, in plain words. Do not say how it was found."),
        error_messages={"required": _("Say why the account is to be closed.")},
    )

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, holds: Sequence[Hold], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holds = list(holds)
        for measure in LIGHTER:
            label = _("%(measure)s: why is it not enough?") % {"measure": word(MEASURES, measure)}
            self.fields[f"why_not_{measure}"] = answer_field(label, rows=2, required=False)
        for place, hold in enumerate(self.holds):
            allowed = FOR_APPROVED_WORK if hold.kind == HoldKind.APPROVED_WORK else HoldOutcome
            choices = [(str(one), word(HOLD_OUTCOMES, one)) for one in allowed]
            self.fields[f"outcome_{place}"] = select(_("How does it end?"), choices, required=False)
            self.fields[f"by_{place}"] = DayField(label=_("By which day?"), required=False)

    @property
    def lighter_rows(self) -> list[forms.BoundField]:
        """One field for each lighter measure."""
        return [self[f"why_not_{measure}"] for measure in LIGHTER]

    @property
    def money_rows(self) -> list[dict[str, Any]]:
        """Each open hold with its two fields."""
        return [
            {"hold": hold, "kind": word(HOLD_KINDS, hold.kind), "outcome": self[f"outcome_{place}"], "by": self[f"by_{place}"]}
            for place, hold in enumerate(self.holds)
        ]

    def clean(self) -> dict[str, Any] | None:
        """Half a line about money is no plan."""
        for place in range(len(self.holds)):
            given = [bool(self.cleaned_data.get(name)) for name in (f"outcome_{place}", f"by_{place}")]
            if given == [True, False] and f"by_{place}" not in self.errors:
                self.add_error(f"by_{place}", _("Say by which day."))
            if given == [False, True]:
                self.add_error(f"outcome_{place}", _("Say how it ends."))
        return super().clean()

    def anew(self) -> dict[str, Any]:
        """What is written anew, over which statement."""
        return {"draft": self.draft(), "seen": self.cleaned_data.get("seen")}

    def draft(self) -> ClosureDraft:
        """What was typed, for the verb."""
        given = self.cleaned_data
        lighter = tuple((str(measure), given[f"why_not_{measure}"]) for measure in LIGHTER if given[f"why_not_{measure}"])
        money = tuple(
            (hold.public_id, given[f"outcome_{place}"], given[f"by_{place}"])
            for place, hold in enumerate(self.holds)
            if given[f"outcome_{place}"]
        )
        return ClosureDraft(reasons=given["reasons"], lighter_measures=lighter, money_plan=money)

    def names(self) -> Mapping[str, str]:
        """Where the verb's complaints belong on the page."""
        fields: dict[str, str] = {}
        if self.is_valid():
            draft = self.draft()
            fields |= {
                f"lighter_measures[{place}].why_not": f"why_not_{measure}" for place, (measure, _why) in enumerate(draft.lighter_measures)
            }
            place_of = {hold.public_id: place for place, hold in enumerate(self.holds)}
            for place, (hold, _outcome, _by) in enumerate(draft.money_plan):
                fields |= {f"money_plan[{place}].{part}": f"{part}_{place_of[hold]}" for part in ("outcome", "by")}
        fields["lighter_measures"] = f"why_not_{Measure.WARNING}"
        if self.holds:
            fields["money_plan"] = "outcome_0"
        return fields


def proposal_as_typed(closure: Closure, holds: Sequence[Hold]) -> dict[str, Any]:
    """A written proposal as the initial values of its form."""
    values: dict[str, Any] = {"reasons": closure.reasons}
    values |= {f"why_not_{row['measure']}": row["why_not"] for row in closure.lighter_measures}
    planned = {row["hold"]: row for row in closure.money_plan}
    for place, hold in enumerate(holds):
        row = planned.get(hold.public_id, {})
        values |= {f"outcome_{place}": row.get("outcome", ""), f"by_{place}": row.get("by", "")}
    return values


class JudgedForm(ActForm):
    """What was there when the page was shown: something newer sends the reader back."""

    evidence_rev = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


class CompleteReviewForm(JudgedForm):
    """The judgement of the first person."""

    outcome = pick(_("What is your judgement?"), CLOSURE_VIEWS)
    reasons = answer_field(
        _("Your reasons"),
        help_text=_("At least 40 characters where the account is to be closed. If it stays, the person reads this."),
    )


class ClosureViewForm(ActForm):
    """The second person's own view, before they read the first one's."""

    own_view = pick(_("What is your own view?"), CLOSURE_VIEWS)
    reason = answer_field(_("What leads you to it?"), rows=3, help_text=_("One sentence is enough. Only staff read it."))


class ApproveForm(JudgedForm):
    """The second signature."""

    reasons = answer_field(_("Why do you agree?"), help_text=_("At least 40 characters. Only staff read it."))
