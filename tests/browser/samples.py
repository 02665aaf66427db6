"""Sample pages with every part of the interface, in English and Arabic, for looking at and for measuring."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils import timezone, translation

if TYPE_CHECKING:
    from django.http import HttpRequest

HERE = Path(__file__).resolve().parent
NOW = dt.datetime(2026, 11, 21, 12, 5, tzinfo=dt.UTC)
ANSWER_BY = dt.datetime(2026, 12, 4, 21, 59, 59, tzinfo=dt.UTC)
LAST_DAY = dt.datetime(2027, 5, 20, 20, 59, 59, tzinfo=dt.UTC)
KYIV, CAIRO = ZoneInfo("Europe/Kyiv"), ZoneInfo("Africa/Cairo")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "suspended": "Your account is suspended until 20 December 2026, unless we change this.",
        "act": "You can act now",
        "see": "See why, then decide",
        "answer_by": "Answer by",
        "lead": "The name on your ID card and on your profile are different.",
        "say": "It is the same name. One is in Latin letters.\nMy passport shows both.",
        "home": "Your account is suspended",
        "points": "Which points do you disagree with?",
        "point": "Point 1: use your real name",
        "all": "All of them",
        "what": "What happened?",
        "what_hint": "Say it in your own words and in your own language.",
        "missing": "Write what happened. A few words are enough.",
        "file": "ID card front.jpg",
        "cut": "The left side is cut off.",
        "fix": "Put the card on a table and show all four corners.",
        "received": "We have received your appeal",
    },
    "ar": {
        "suspended": "حسابك معلّق حتى 20 ديسمبر 2026، ما لم نغيّر ذلك.",
        "act": "يمكنك التصرف الآن",
        "see": "اعرف السبب ثم قرّر",
        "answer_by": "أجب قبل",
        "lead": "الاسم في بطاقة الهوية لا يطابق الاسم في ملفك.",
        "say": "إنه الاسم نفسه. أحدهما بالحروف اللاتينية.",
        "home": "تم تعليق حسابك",
        "points": "ما النقاط التي لا توافق عليها؟",
        "point": "النقطة 1: استخدم اسمك الحقيقي",
        "all": "كل النقاط",
        "what": "ماذا حدث؟",
        "what_hint": "اكتب بكلماتك وبلغتك.",
        "missing": "اكتب ما حدث. تكفي بضع كلمات.",
        "file": "بطاقة ID card.jpg",
        "cut": "الجانب الأيسر مقصوص.",
        "fix": "ضع البطاقة على طاولة وأظهر الزوايا الأربع.",
        "received": "استلمنا طعنك",
    },
}


@cache
def engine() -> DjangoTemplates:
    """Return a template engine that knows the product's templates and these samples."""
    return DjangoTemplates({
        "NAME": "samples", "DIRS": [HERE / "templates", HERE.parents[1] / "appeals" / "templates"], "APP_DIRS": False,
        "OPTIONS": {
            "libraries": {"ui": "appeals.templatetags.ui", "static": "django.templatetags.static"},
            "context_processors": ["django.template.context_processors.request"],
        },
    })  # fmt: skip


def appeal_form(words: dict[str, str], data: dict[str, Any] | None) -> forms.Form:
    """Return a form with one field of every kind."""
    points = forms.MultipleChoiceField(
        label=words["points"], choices=[("0", words["point"]), ("all", words["all"])], widget=forms.CheckboxSelectMultiple
    )
    wants = forms.ChoiceField(
        label="What do you want?",
        choices=[("overturn", "I disagree"), ("lighter", "It happened, I ask for less"), ("other", "It was not me")],
        widget=forms.RadioSelect,
    )
    wants.choice_hints = {"lighter": "We check if a shorter time is enough.", "other": "Someone else used the account."}  # type: ignore[attr-defined]
    fields: dict[str, forms.Field] = {
        "points": points,
        "wants": wants,
        "statement": forms.CharField(
            label=words["what"], help_text=words["what_hint"], max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
            error_messages={"required": words["missing"]},
        ),
        "email": forms.EmailField(label="E-mail", required=False),
        "code": forms.CharField(label="Code", widget=forms.TextInput(attrs={
            "class": "input-code", "inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"})),
        "language": forms.ChoiceField(label="Language", choices=[("en", "English"), ("ar", "العربية")]),
        "file": forms.FileField(label="A document", help_text="JPG, PNG, HEIC, WebP or PDF, up to 15 MB.", required=False),
        "truth": forms.BooleanField(label="What I write is true, as far as I know."),
    }  # fmt: skip
    form: forms.Form = type("AppealForm", (forms.Form,), fields)(data)
    return form


def stages() -> list[dict[str, Any]]:
    """Return the five stages of a case that waits for the person."""
    return [
        {"name": "Notice sent", "state": "done", "at": dt.date(2026, 11, 20)},
        {"name": "Your answer", "state": "now", "at": ANSWER_BY, "note": ""},
        {"name": "First check", "state": "next", "note": "1 working day after your answer"},
        {"name": "Review by a person", "state": "next", "note": ""},
        {"name": "Decision", "state": "next", "at": dt.date(2026, 12, 18)},
    ]


def evidence(words: dict[str, str]) -> list[dict[str, Any]]:
    """Return one file with a failed check and one that is fine."""
    checks = [
        {"label": "Opens", "result": "passed"},
        {"label": "Text readable", "result": "passed"},
        {"label": "All corners visible", "result": "failed", "reason": words["cut"], "fix": words["fix"]},
        {"label": "Name matches the profile", "result": "waiting"},
        {"label": "Signature or QR code", "result": "not_needed"},
    ]
    return [
        {"name": words["file"], "size": 1240313, "at": NOW, "state": "replace", "checks": checks, "purpose": "Proof of identity",
         "fingerprint": "9f86d081884c7d659a2f", "sha256": "9f86d081884c7d659a2f"},
        {"name": "passport.pdf", "size": 388112, "at": NOW, "state": "accepted", "checks": checks[:2], "purpose": "Proof of identity",
         "fingerprint": "2c26b46b68ffc68ff99b", "sha256": "2c26b46b68ffc68ff99b"},
    ]  # fmt: skip


def entries(words: dict[str, str]) -> list[dict[str, Any]]:
    """Return a timeline, newest first."""
    return [
        {"title": "You opened the notice", "at": NOW, "who": "You"},
        {"title": "We sent the notice", "at": NOW - dt.timedelta(hours=23), "who": "Trust and safety", "text": words["lead"]},
        {"title": "Reviewer note", "at": NOW - dt.timedelta(days=1), "who": "Reviewer 14", "internal": True},
    ]


def queue() -> list[dict[str, Any]]:
    """Return rows of a queue: late, soon, on time, paused."""

    def due(hours: int) -> dt.datetime:
        return NOW + dt.timedelta(hours=hours)

    rows = [
        ("APL-7K3M-92QX", "in_review", "false-identity", "uk", due(-3), False, "Us", "Reviewer 2"),
        ("APL-2HD9-PP4W", "second_check", "off-platform-payment", "en", due(5), False, "Us", "nobody"),
        ("APL-9VV2-1CQK", "submitted", "padded-hours", "es", due(52), False, "Us", "You"),
        ("APL-4R8T-0WZN", "waiting_for_appellant", "account-sharing", "ar", due(140), True, "Person", "You"),
    ]
    names = ("ref", "state", "rule", "language", "due_at", "resting", "waits", "owner")
    return [dict(zip(names, row, strict=True)) for row in rows]


def gate() -> list[dict[str, Any]]:
    """Return a closure gate with three things left."""
    return [
        {"label": "A person reviewed everything that was sent", "met": True},
        {"label": "Lighter measures were considered", "met": True},
        {"label": "The person's time to answer is over", "met": False, "detail": "It runs until", "until": ANSWER_BY},
        {"label": "A second person agrees", "met": False, "detail": "Not the reviewer, and nobody who decided a measure."},
        {"label": "The letter is in the person's language", "met": False},
    ]


def context(lang: str, *, bad: bool) -> dict[str, Any]:
    """Return what all sample pages are rendered with; `bad` sends the form empty."""
    words = WORDS[lang]
    return {
        "t": words, "now": NOW, "due_at": ANSWER_BY, "last_day": LAST_DAY, "case_reference": "SUS-7K3M-92QX",
        "stages": stages(), "files": evidence(words), "entries": entries(words), "rows": queue(), "gate": gate(),
        "form": appeal_form(words, {} if bad else None), "has_errors": bad,
        "filter_form": type("Filter", (forms.Form,), {
            "rule": forms.ChoiceField(label="Rule", choices=[("", "Any"), ("a", "false-identity")], required=False),
            "language": forms.ChoiceField(label="Language", choices=[("", "Any"), ("uk", "Українська")], required=False),
            "waits": forms.ChoiceField(label="Waits on", choices=[("", "Any")], required=False)})({}),
        "find": type("Find", (forms.Form,), {"who": forms.CharField(
            label="Your e-mail, or the reference of your case", help_text="For example SUS-7K3M-92QX",
            widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}))})({"who": ""} if bad else None),
        "sign_in": type("SignIn", (forms.Form,), {
            "email": forms.EmailField(label="E-mail"),
            "password": forms.CharField(label="Password", widget=forms.PasswordInput)})(),
        "chips": [{"name": "Language", "value": "Українська", "url": "?"}, {"name": "Rule", "value": "false-identity", "url": "?"}],
        "tabs": [{"name": n, "url": f"?view={i}", "count": c, "current": i == 0, "late": n == "Late"}
                 for i, (n, c) in enumerate([("My work", 7), ("Unassigned", 23), ("Due in 24 h", 5), ("Late", 1),
                                             ("Waiting for the person", "999+"), ("Second approval", 4)])],
        "money": [
            {"kind": "Approved work", "amount": Decimal("900.00"), "currency": "USD", "why": "Your client approved it.",
             "until": dt.date(2026, 11, 27)},
            {"kind": "In escrow", "amount": Decimal("1340.50"), "currency": "USD", "why": "Your client disputes this work.",
             "until": dt.date(2027, 1, 20)}],
        "totals": [{"amount": Decimal("2240.50"), "currency": "USD"}],
        "tasks": [
            {"name": "Which points do you disagree with", "url": "#", "state": "done"},
            {"name": "What happened", "url": "#", "state": "problem"},
            {"name": "Documents", "url": "#", "state": "not_started", "hint": "2 files"},
            {"name": "Anything that happened in your life", "url": "#", "state": "optional"}],
        "facts": [
            {"name": "Rule", "value": "Use your real name (version 7, 1 March 2026)"},
            {"name": "What we saw", "lines": [words["lead"]], "note": "12 November 2026"},
            {"name": "Money", "amount": "1240.00", "currency": "USD", "note": "Held until 20 January 2027"},
            {"name": "Reference", "reference": "SUS-7K3M-92QX"}],
        "answers": [
            {"name": words["points"], "value": words["point"], "url": "#"},
            {"name": words["what"], "lines": words["say"].split("\n"), "url": "#"},
            {"name": "Helper", "value": "", "url": "#"}],
        "signals": [("Detector", "R-118, version 3"), ("Score", "0.93")],
        "letter": "Hello Olena,\n\nThe suspension stays until 20 December 2026. We read your 3 points and 2 documents.\n\n"
                  "You can ask for a second review by 30 December; a new person will do it.",
        "buttons": [{"url": "#", "label": "Ask for information"}, {"url": "#", "label": "Decide", "main": True}],
        "load": "7 open", "load_late": 1, "query": "", "user": _Person(), "sign_out_url": "/sign-out/",
        "notes": [_Message("success", "Your answers are saved. They are not sent yet.")],
    }  # fmt: skip


class _Message(SimpleNamespace):
    def __init__(self, level_tag: str, text: str) -> None:
        super().__init__(level_tag=level_tag, text=text)

    def __str__(self) -> str:
        return str(self.text)


class _Person:
    is_authenticated = True

    def __str__(self) -> str:
        return "Ines Duarte"


def render(name: str, lang: str = "en", *, bad: bool = False, theme: str = "") -> str:
    """Return the sample page `name` in a language; its times are those of Kyiv, or of Cairo in Arabic."""
    request: HttpRequest = RequestFactory().get(f"/{lang}/cases/SUS-7K3M-92QX/")
    values = context(lang, bad=bad) | {"theme": theme}
    values["messages"] = values.pop("notes")
    if name.startswith("errors/"):
        values = {}
    if name.endswith(("sign_in", "find")):
        values |= {"user": None, "case_reference": "", "sign_out_url": "", "messages": [], "form": None}
    with translation.override(lang), timezone.override(CAIRO if lang == "ar" else KYIV):
        return str(engine().get_template(f"{name}.html").render(values, request))
