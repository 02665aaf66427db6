"""Brings the shipped sections and regimes into the database; safe to run again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from appeals.actions import perform
from appeals.actions.rulebook import SectionDraft, publish_regime, publish_section
from appeals.deadlines import shipped_regimes
from appeals.errors import Invalid
from appeals.management.rulebook_files import RulebookError, read_rulebook

if TYPE_CHECKING:
    from appeals.management.rulebook_files import SectionText


class Command(BaseCommand):
    help = "Publishes the sections and regimes that come with the product, where this database lacks them."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            drafts = [draft_of(section) for section in read_rulebook()]
            sections = sum(perform(publish_section, SYSTEM, draft=draft)[1] for draft in drafts)
            regimes = sum(perform(publish_regime, SYSTEM, data=data)[1] for data in shipped_regimes())
        except RulebookError as error:
            raise CommandError(str(error)) from error
        except Invalid as refused:
            raise CommandError("\n".join(f"{one.field}: {one.message}" for one in refused.errors)) from refused
        if options["verbosity"]:
            self.stdout.write(f"Published {sections} section versions and {regimes} regimes; the others were there already.")


def draft_of(section: SectionText) -> SectionDraft:
    """One section version as its verb takes it, with lists and dictionaries as JSON gives them back."""
    source = section.source
    return SectionDraft(
        key=section.key,
        number=section.version,
        position=section.position,
        in_force_from=section.in_force_from,
        title=source.title,
        text=source.text,
        plain_meaning=source.plain_meaning,
        allowed=source.allowed,
        evidence_helps=source.evidence_helps,
        ladder=tuple(json.loads(json.dumps(section.ladder_rows))),
        dsa_category=section.dsa_category,
        dsa_keywords=section.dsa_keywords,
        dsa_other=section.dsa_other,
        safety=section.safety,
        translations=json.loads(json.dumps(section.translations)),
    )
