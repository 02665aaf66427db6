"""Recording a measure: cited sections with dated facts, the measure, what was before, what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.drafts import CitationDraft, FactDraft, SignalDraft, SuspensionDraft
from appeals.console.acts import ActForm
from appeals.console.forms.clients import client_draft, client_fields
from appeals.console.forms.fields import DayField, answer_field, end_of, pick, pick_several, select
from appeals.console.forms.measuring import HOLD_NAMES, hold_draft, hold_fields
from appeals.console.forms.shape import MOST_CITATIONS, MOST_CLIENTS, MOST_FACTS, MOST_HOLDS, Shape
from appeals.console.forms.withholding import ALL, NAMES, until, withholding_fields
from appeals.console.wording import ABILITIES, MEASURES, SOURCES, word
from appeals.deadlines import zone_of
from appeals.models import Automation, Disclosure, Measure
from appeals.templatetags import when
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from appeals.console.desk import Desk
    from appeals.queries.console_accounts import Candidate

# A person records here, so a person decided.
AUTOMATION = {
    str(Automation.NONE): _("No software: a person decided"),
    str(Automation.PARTIAL): _("Software proposed it, a person decided"),
}


class RecordForm(ActForm):
    """The whole measure on one page, without any script: each press for another row shows the page again."""

    shape = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    measure = pick(_("Measure"), {str(one): word(MEASURES, one) for one in Measure})
    removes = pick_several(_("What it takes away"), ABILITIES, help_text=_("Nothing for a warning."))
    ends_on = DayField(label=_("It ends on"), required=False, help_text=_("At the end of that day where the person lives."))
    review_day = DayField(
        label=_("Or a person looks again on"), required=False, help_text=_("At most 90 days on. For a measure without an end.")
    )
    none_reason = answer_field(
        _("Why was there no warning before?"),
        rows=2,
        required=False,
        help_text=_("The person reads this. Needed where you choose no earlier case."),
    )
    ladder_reason = answer_field(
        _("Why is it heavier than the ladder suggests?"), rows=2, required=False, help_text=_("Only staff read this. Needed only if it is.")
    )
    source = select(_("Why did we look?"), SOURCES)
    source_reference = WordsField(most=200, label=_("Number of the report or order"), required=False)
    automated_detection = forms.BooleanField(label=_("Software found it"), required=False)
    automated_decision = pick(_("Who decided?"), AUTOMATION)
    disclosure = pick(_("What is the person told?"), ALL, initial=str(Disclosure.FULL), required=False)
    detector = WordsField(most=64, label=_("Name of the detector"), required=False)
    signal = WordsField(lines=True, most=2_000, label=_("What it saw"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, candidate: Candidate, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidate = candidate
        self.rows = shape
        self.zone = zone_of(candidate.account.time_zone)
        self.fields |= withholding_fields(required=False)
        sections = [(one.version.section.key, one.version.title) for one in candidate.suggestions]
        for place, count in enumerate(shape.facts):
            self.fields[f"section_{place}"] = select(_("Section"), sections, required=place == 0)
            self.fields[f"explanation_{place}"] = answer_field(_("Why does this break it?"), rows=3, required=place == 0)
            self.fields[f"law_{place}"] = WordsField(most=300, label=_("The law, if it is about the law"), required=False)
            for number in range(count):
                first = place == 0 and number == 0
                self.fields[f"day_{place}_{number}"] = DayField(label=_("Day"), required=first)
                self.fields[f"what_{place}_{number}"] = answer_field(_("What happened"), rows=2, required=first)
                self.fields[f"item_{place}_{number}"] = WordsField(most=200, label=_("Which contract, job or file"), required=False)
        for place in range(shape.holds):
            self.fields |= hold_fields(f"_{place}", required=False)
        for place in range(shape.clients):
            self.fields |= client_fields(f"_{place}")
        earlier = [
            (one.reference, " · ".join((one.reference, word(MEASURES, one.measure), when.words(one.starts_at, "day", when.zone_of(None)))))
            for one in self._counting()
        ]
        self.fields["prior"] = pick_several(_("Earlier cases that this builds on"), earlier)
        self.initial["shape"] = shape.written()

    def _counting(self) -> list[Any]:
        return [one for one in self.candidate.earlier if one.state != "overturned"]

    # What the template walks over.

    def citation_rows(self) -> Iterator[dict[str, Any]]:
        """Each citation with its fields and its facts."""
        for place, count in enumerate(self.rows.facts):
            yield {
                "number": place + 1,
                "section": self[f"section_{place}"],
                "explanation": self[f"explanation_{place}"],
                "law": self[f"law_{place}"],
                "facts": [
                    {
                        "number": at + 1,
                        "day": self[f"day_{place}_{at}"],
                        "what": self[f"what_{place}_{at}"],
                        "item": self[f"item_{place}_{at}"],
                    }
                    for at in range(count)
                ],
                "more": f"fact-{place}" if count < MOST_FACTS else "",
            }

    def hold_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each amount to hold."""
        return [[self[f"{name}_{place}"] for name in hold_fields()] for place in range(self.rows.holds)]

    def client_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each client with an open contract."""
        return [[self[f"{name}_{place}"] for name in client_fields()] for place in range(self.rows.clients)]

    @property
    def withholds(self) -> bool:
        """Whether some reasons are held back: then a second person answers before anything is in force."""
        return (self.cleaned_data["disclosure"] or Disclosure.FULL) != Disclosure.FULL

    @property
    def takes_citation(self) -> bool:
        """Whether there is room for another citation."""
        return len(self.rows.facts) < MOST_CITATIONS

    @property
    def takes_hold(self) -> bool:
        """Whether there is room for another hold."""
        return self.rows.holds < MOST_HOLDS

    @property
    def takes_client(self) -> bool:
        """Whether there is room for another client."""
        return self.rows.clients < MOST_CLIENTS

    def clean(self) -> dict[str, Any] | None:
        """What was begun is finished or left empty: nothing that was typed gets lost."""
        for place, count in enumerate(self.rows.facts):
            self._whole([f"section_{place}", f"explanation_{place}"], _("Fill this in, or leave the whole section empty."))
            for number in range(count):
                self._whole([f"day_{place}_{number}", f"what_{place}_{number}"], _("A fact has a day and what happened."))
                if self.cleaned_data.get(f"day_{place}_{number}") and not self.cleaned_data.get(f"section_{place}"):
                    self.add_error(f"section_{place}", _("Say which section this breaks."))
        for place in range(self.rows.holds):
            names = [f"{name}_{place}" for name in ("kind", "amount", "currency", "why")]
            self._whole(names, _("Fill this in, or leave the whole amount empty."))
        for place in range(self.rows.clients):
            if self.cleaned_data.get(f"contract_{place}") or self.cleaned_data.get(f"contract_ends_{place}"):
                self._named(place)
        return super().clean()

    def _whole(self, names: list[str], message: Any) -> None:
        """All of these fields or none of them."""
        given = [bool(self.cleaned_data.get(name)) for name in names]
        if any(given):
            for name in (name for name, there in zip(names, given, strict=True) if not there and name not in self.errors):
                self.add_error(name, message)

    def _named(self, place: int) -> None:
        """A contract is somebody's."""
        if not self.cleaned_data.get(f"client_{place}") and f"client_{place}" not in self.errors:
            self.add_error(f"client_{place}", _("Say whose contract it is, or leave the whole client empty."))

    # What the verb takes.

    def draft(self, desk: Desk) -> SuspensionDraft:
        """What was typed, for the verb: it starts now, decided by the person at the desk."""
        given = self.cleaned_data
        signals = (SignalDraft(detector=given["detector"] or "console", detail={"text": given["signal"]}),)
        return SuspensionDraft(
            account=self.candidate.account.external_id,
            measure=given["measure"],
            starts_at=desk.now,
            citations=tuple(self._citation(at) for at in self._cited()),
            removes=tuple(given["removes"]),
            ends_at=end_of(given["ends_on"], self.zone),
            review_on=end_of(given["review_day"], self.zone),
            prior_warnings=tuple(given["prior"]),
            no_warning_reason=given["none_reason"],
            ladder_reason=given["ladder_reason"],
            source=given["source"],
            source_reference=given["source_reference"] or None,
            automated_detection=given["automated_detection"],
            automated_decision=given["automated_decision"],
            decided_by=desk.user.staff_id,
            decided_at=desk.now,
            disclosure=given["disclosure"] or Disclosure.FULL,
            disclosure_basis=given["basis"] or None,
            disclosure_review_on=until(given, self.zone),
            holds=tuple(hold_draft(given, self.zone, f"_{at}") for at in self._held()),
            counterparties=tuple(client_draft(given, f"_{at}") for at in range(self.rows.clients) if given[f"client_{at}"]),
            signals=signals if given["signal"] or given["detector"] else (),
        )

    def _citation(self, at: int) -> CitationDraft:
        given = self.cleaned_data
        law = given[f"law_{at}"]
        facts = tuple(
            FactDraft(occurred_on=given[f"day_{at}_{one}"], what=given[f"what_{at}_{one}"], item_label=given[f"item_{at}_{one}"])
            for one in self._happened(at)
        )
        return CitationDraft(
            section=given[f"section_{at}"],
            explanation=given[f"explanation_{at}"],
            facts=facts,
            ground="illegal" if law else "terms",
            legal_ground=law or None,
        )

    def _cited(self) -> list[int]:
        return [at for at in range(len(self.rows.facts)) if self.cleaned_data[f"section_{at}"]]

    def _happened(self, at: int) -> list[int]:
        return [one for one in range(self.rows.facts[at]) if self.cleaned_data[f"day_{at}_{one}"]]

    def _held(self) -> list[int]:
        return [at for at in range(self.rows.holds) if self.cleaned_data[f"kind_{at}"]]

    def names(self) -> Mapping[str, str]:
        """Where the verb's complaints belong on the page."""
        found = {
            "ends_at": "ends_on",
            "review_on": "review_day",
            "warnings.none_reason": "none_reason",
            "citations": "section_0",
            **NAMES,
            **{f"warnings.prior[{place}]": "prior" for place in range(len(self.candidate.earlier))},
        }
        if self.is_valid():
            found |= dict(self._row_names())
        return found

    def _row_names(self) -> Iterator[tuple[str, str]]:
        for place, at in enumerate(self._cited()):
            head = f"citations[{place}]"
            yield f"{head}.explanation", f"explanation_{at}"
            yield f"{head}.legal_ground", f"law_{at}"
            yield f"{head}.facts", f"day_{at}_0"
            yield from ((f"{head}.{part}", f"section_{at}") for part in ("section", "version"))
            for number, one in enumerate(self._happened(at)):
                yield f"{head}.facts[{number}].occurred_on", f"day_{at}_{one}"
                yield f"{head}.facts[{number}].what", f"what_{at}_{one}"
        for place, at in enumerate(self._held()):
            for part in ("kind", "amount", "currency"):
                yield f"holds[{place}].{part}", f"{part}_{at}"
            yield from ((f"holds[{place}].{part}", f"{name}_{at}") for part, name in HOLD_NAMES.items())
