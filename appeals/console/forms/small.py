"""Forms of one question: a reason, a note, a question to the person, a new date."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, pick
from appeals.console.wording import HOLD_OUTCOMES
from appeals.models import HoldKind, HoldOutcome
from appeals.web.texts import WordsField


class ReadReasonForm(ActForm):
    """A reason that the person reads."""

    reason = answer_field(_("Why?"), help_text=_("The person reads this."))


class StaffReasonForm(ActForm):
    """A reason that only staff read."""

    reason = answer_field(_("Why?"), help_text=_("Only staff read this."))


class LiftForm(ReadReasonForm):
    """Ending a measure early."""

    our_mistake = forms.BooleanField(
        required=False, label=_("It was our mistake"), help_text=_("Then the letter says so, and that we are sorry.")
    )


class QuestionForm(ActForm):
    """One question to the person: what, why, and what a good answer looks like."""

    question = answer_field(
        _("What do you need to know?"), rows=3, help_text=_("One question. It follows the words: “We need one thing from you:”")
    )
    why = answer_field(_("Why do you ask?"), rows=3, help_text=_("Without this the question is not sent."))
    example = answer_field(_("What helps as an answer?"), rows=3, required=False)
    weeks = forms.TypedChoiceField(
        label=_("How long may they take?"),
        choices=[(1, _("One week")), (2, _("Two weeks")), (3, _("Three weeks"))],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
        help_text=_("They can take seven more days by one press. After that they ask you."),
    )


class MovePromiseForm(ReadReasonForm):
    """A new date for what we promised."""

    until = DayField(label=_("New date"), help_text=_("Until the end of that day where the person lives."))
    field_order = ("once", "until", "reason")


class MoreTimeForm(ReadReasonForm):
    """More time for an answer, or not."""

    until = DayField(
        required=False,
        label=_("New date to answer"),
        help_text=_("Until the end of that day where the person lives. Left empty, the date stays, and the person reads why."),
    )
    field_order = ("once", "until", "reason")


class MoveDateForm(ReadReasonForm):
    """A new date for held money."""

    until = DayField(label=_("New date"), help_text=_("Until the end of that day where the person lives. A date moves twice at most."))
    field_order = ("once", "until", "reason")


class EndHoldForm(ReadReasonForm):
    """How held money ends."""

    outcome = pick(_("What happens to the money?"), HOLD_OUTCOMES)
    field_order = ("once", "outcome", "reason")

    def for_kind(self, kind: str) -> EndHoldForm:
        """The same form with what the kind of money allows: approved work is paid, or handed over by law."""
        field = self.fields["outcome"]
        if kind == HoldKind.APPROVED_WORK and isinstance(field, forms.ChoiceField):
            allowed = {str(HoldOutcome.RELEASE), str(HoldOutcome.SURRENDER_BY_LAW)}
            field.choices = [(code, label) for code, label in HOLD_OUTCOMES.items() if str(code) in allowed]
        return self


class OriginalForm(ActForm):
    """Opening a file as it was sent."""

    reason = WordsField(
        label=_("Why do you need the original?"), help_text=_("The reason and your name are kept. The view copy is enough for most work.")
    )
