"""What people prove, in words: `{% load proofs %}`. It reads no database."""

from __future__ import annotations

from django import template

from appeals.evidence.countries import kind_label

register = template.Library()


@register.filter
def proof_kind(code: str) -> str:
    """`{{ proof.kind|proof_kind }}`: what was proved, as we call it, or by the marketplace's own name for it."""
    return kind_label(code)
