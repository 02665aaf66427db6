"""The signs that stand beside a word: drawn shapes, so that every font and phone shows the same."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_LINE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'

# Each shape fills a box of 16 by 16. Shapes that point along the line of reading are in MIRRORED.
SHAPES = {
    "you": '<circle cx="8" cy="8" r="5.5"/>',
    "wait": (f'<circle cx="8" cy="8" r="6" {_LINE} stroke-width="1.8"/><path d="M8 8V3.6A4.4 4.4 0 0 1 12.4 8Z"/>'),
    "review": '<path d="M4 2.4 13.6 8 4 13.6Z"/>',
    "paused": '<path d="M4 2.5h3v11H4zM9 2.5h3v11H9z"/>',
    "ok": f'<path {_LINE} stroke-width="2.4" d="m2.8 8.8 3.4 3.4 7-8"/>',
    "changed": (
        f'<path {_LINE} stroke-width="2" d="M2.4 6.2c1.9-2.2 3.7-2.2 5.6 0s3.7 2.2 5.6 0M2.4 10.9c1.9-2.2 3.7-2.2 5.6 0s3.7 2.2 5.6 0"/>'
    ),
    "stays": '<rect x="2.8" y="2.8" width="10.4" height="10.4" rx="1"/>',
    "bad": f'<path {_LINE} stroke-width="2.4" d="m3.6 3.6 8.8 8.8m0-8.8-8.8 8.8"/>',
    "late": '<path d="M8 1.8 15 14H1Z"/>',
    "closed": f'<rect x="3" y="3" width="10" height="10" rx="1" {_LINE} stroke-width="1.8"/>',
    "next": f'<circle cx="8" cy="8" r="5.2" {_LINE} stroke-width="1.8"/>',
    "none": f'<path {_LINE} stroke-width="2.4" d="M3.5 8h9"/>',
    "back": f'<path {_LINE} stroke-width="2.2" d="M10 3 5 8l5 5"/>',
    "forward": f'<path {_LINE} stroke-width="2.2" d="m6 3 5 5-5 5"/>',
    "up": f'<path {_LINE} stroke-width="2.2" d="m3 10 5-5 5 5"/>',
    "down": f'<path {_LINE} stroke-width="2.2" d="m3 6 5 5 5-5"/>',
    "info": f'<circle cx="8" cy="8" r="6.4" {_LINE} stroke-width="1.6"/><path d="M7 7h2v5H7zM7 4h2v2H7z"/>',
    "lock": (f'<path {_LINE} stroke-width="1.8" d="M5 7V5a3 3 0 0 1 6 0v2"/><rect x="3" y="7" width="10" height="7" rx="1"/>'),
    "search": f'<path {_LINE} stroke-width="2" d="m10.4 10.4 3.8 3.8"/><circle cx="6.8" cy="6.8" r="4.6" {_LINE} stroke-width="2"/>',
    "mail": f'<path {_LINE} stroke-width="1.6" d="M1.8 3.5h12.4v9H1.8zm.4.4L8 8.6l5.8-4.7"/>',
    "people": (
        '<circle cx="5.6" cy="5.2" r="2.6"/><path d="M.8 13.2a4.8 4.8 0 0 1 9.6 0Z"/>'
        f'<path {_LINE} stroke-width="1.6" d="M10.6 3.1a2.3 2.3 0 0 1 0 4.4m1.7 2a4 4 0 0 1 2.7 3.4"/>'
    ),
    "print": (f'<path {_LINE} stroke-width="1.6" d="M4.5 6V2h7v4m-7 5.5H2V6h12v5.5h-2.5M4.5 9.5h7V14h-7z"/>'),
}
MIRRORED = frozenset({"review", "back", "forward"})

_BRAND = (
    '<svg class="mark" aria-hidden="true" focusable="false" width="32" height="32" viewBox="0 0 32 32">'
    '<rect class="mark-ground" width="32" height="32" rx="6"/>'
    '<path class="mark-shape" d="M14.6 6h2.8v3H25v2.6h-7.6V23H22v2.8H10V23h4.6V11.6H7V9h7.6z'
    'M3.9 14.4h8.6a4.3 4.3 0 0 1-8.6 0zM19.5 14.4h8.6a4.3 4.3 0 0 1-8.6 0z"/></svg>'
)


def draw(name: str) -> SafeString:
    """Return the sign called `name` as a drawing that screen readers skip; KeyError if there is none."""
    flip = " flip" if name in MIRRORED else ""
    return format_html(
        '<svg class="sign{}" aria-hidden="true" focusable="false" width="16" height="16" viewBox="0 0 16 16">{}</svg>',
        flip,
        mark_safe(SHAPES[name]),  # noqa: S308 - a constant of this file
    )


def brand() -> SafeString:
    """Return the product's mark: a level balance."""
    return mark_safe(_BRAND)  # noqa: S308 - a constant of this file
