"""The wording linter: what it finds, where, and what it leaves alone."""
# ruff: noqa: RUF001 - the words of other alphabets are the point here

import pytest

from appeals.letters.linter import Finding, lint, same_letter


def codes(text: str, language: str = "en", *, gate_passed: bool = False, notice: bool = False) -> list[str]:
    return [finding.code for finding in lint(text, language=language, gate_passed=gate_passed, notice=notice)]


@pytest.mark.parametrize(
    "text",
    [
        "We suspended your account today, 20 November 2026. It stays suspended until 20 December 2026.",
        "We do not explain how our checks work, because some people would use it to cheat.",
        "We could not use the card. The left side is cut off, so we cannot read the number.",
        "You were right on one point of two. The suspension is shorter.",
        "The suspension is outstanding work of ours.",
        "The steps lie between two rooms. The belief is an old one.",
        "Zip the files. A chip is on the card.",
        "The invoice INV-2041 and the contract k_55 are from May.",
        "Our rule 4.2 says so. It is 12.50 USD.",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your account was terminated.", "forbidden_word"),
        ("We saw suspicious messages.", "forbidden_word"),
        ("We saw suspiciously many messages.", "forbidden_word"),
        ("There was irregular   activity.", "forbidden_word"),
        ("This is for security reasons.", "forbidden_word"),
        ("Our systems detected it.", "forbidden_word"),
        ("You forfeited the money.", "forbidden_word"),
        ("An interim measure is in place.", "forbidden_word"),
        ("Your standing is good.", "forbidden_word"),
        ("The decision was upheld.", "forbidden_word"),
        ("Unfortunately you cannot work.", "forbidden_word"),
        ("Please\nnote the date.", "forbidden_word"),
        ("Rest assured that we read it.", "forbidden_word"),
        ("We take your safety very seriously.", "forbidden_word"),
        ("You failed to answer.", "forbidden_word"),
        ("You lied to us.", "accusation"),
        ("You were lying.", "accusation"),
        ("That was dishonest.", "accusation"),
        ("Your IP shows it.", "detection_method"),
        ("Your device shows it.", "detection_method"),
        ("You used a VPN.", "detection_method"),
        ("Your risk score was high.", "detection_method"),
        ("It is a permanent measure.", "before_gate"),
        ("You are out for life.", "before_gate"),
        ("This is our final word.", "before_gate"),
        ("Rule R-118 found it.", "internal_code"),
        ("Well done!", "exclamation"),
        ("Hola \u00a1hola.", "exclamation"),
        ("Hello {first_name}.", "placeholder"),
        ("Hello {{ name }}.", "placeholder"),
        ("Hello [NAME].", "placeholder"),
        ("Hello [date].", "placeholder"),
        ("Hello %(name)s.", "placeholder"),
        ("Hello <first name>.", "placeholder"),
        ("Hello ⟦name⟧.", "placeholder"),
        ("The date is TBD.", "placeholder"),
        ("The date is ____.", "placeholder"),
    ],
)
def test_a_forbidden_text_is_found_by_its_code(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "PERMANENT",
        "Permanent",
        "perma\u00adnent",
        "per\u200bmanent",
        "ｐｅｒｍａｎｅｎｔ",
        "pérmanent",
    ],
)
def test_a_word_is_found_however_it_is_spelled(text: str) -> None:
    assert codes(f"It is {text} now.") == ["before_gate"]


def test_a_finding_shows_the_words_and_their_place() -> None:
    text = "We write to you. Unfortunately it is late."

    assert lint(text, language="en") == [Finding("forbidden_word", (17, 30), "Say it in plain words, without “Unfortunately”.")]
    assert text[17:30] == "Unfortunately"


def test_a_place_is_right_behind_folded_characters() -> None:
    text = "ﬁle: per\u200bmanent"

    (finding,) = lint(text, language="en")

    assert text[slice(*finding.span)] == "per\u200bmanent"


def test_findings_come_in_the_order_of_the_text() -> None:
    assert codes("You lied! Unfortunately your device shows it.") == ["accusation", "exclamation", "forbidden_word", "detection_method"]


def test_the_longest_phrase_is_shown_once() -> None:
    (finding,) = lint("We know your IP address.", language="en")

    assert finding.message == "“IP address” tells how we check. Say what was seen instead."


@pytest.mark.parametrize("word", ["permanent", "final", "for life"])
def test_after_the_gate_a_closure_may_be_called_what_it_is(word: str) -> None:
    text = f"This is a {word} measure."

    assert (codes(text), codes(text, gate_passed=True)) == (["before_gate"], [])


def test_the_gate_allows_no_other_word() -> None:
    assert codes("Unfortunately it is permanent.", gate_passed=True) == ["forbidden_word"]


@pytest.mark.parametrize(
    "text",
    [
        "Using a VPN alone is not a reason for suspension.",
        "Using a VPN, travelling or sharing a network is never a reason on its own.",
        "using a vpn alone\nis not a reason for suspension.",
    ],
)
def test_the_fixed_neutral_sentence_may_name_what_is_never_a_reason(text: str) -> None:
    assert codes(f"We tell you the rule. {text} Write to us.") == []


def test_a_changed_neutral_sentence_is_found() -> None:
    assert codes("Using a VPN alone is a reason for suspension.") == ["detection_method"]


def test_a_word_beside_the_neutral_sentence_is_still_found_in_its_place() -> None:
    text = "Using a VPN alone is not a reason for suspension. Your VPN is."

    (finding,) = lint(text, language="en")

    assert (finding.span, text[slice(*finding.span)]) == ((55, 58), "VPN")


def test_a_sentence_may_have_twenty_five_words_and_no_more() -> None:
    allowed, too_long = " ".join(["word"] * 25) + ".", " ".join(["word"] * 26) + "."

    assert (codes(allowed), codes(too_long)) == ([], ["long_sentence"])
    assert lint(too_long, language="en")[0].message == "This sentence has 26 words. Make two of it; 25 is the most."


def test_a_heading_and_each_point_of_a_list_are_sentences_of_their_own() -> None:
    ten = " ".join(["word"] * 10)

    assert codes(f"{ten}\n- {ten}\n- {ten}\n\n{ten}.") == []


def test_an_address_an_amount_and_a_time_do_not_make_a_sentence_long() -> None:
    text = " ".join(["word"] * 21) + " 1\u202f240.50 USD 23:59 4.2 https://example.org/a-long/way?to=go."

    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("It ends on 20 December 2026.", False),
        ("It ends on 2026-12-20.", False),
        ("It ends on December 20, 2026.", False),
        ("Termina el 20 de diciembre de 2026.", False),
        ("It ends on 20 December.", True),
        ("It ends in 5 days.", True),
        ("It cost 4 000 in 2026.", True),
        ("", True),
    ],
)
def test_a_notice_needs_a_full_date(text: str, missing: bool) -> None:  # noqa: FBT001
    assert codes(text, notice=True) == (["missing_date"] if missing else [])
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lamentablemente no puede trabajar.", "forbidden_word"),
        ("Vimos actividad sospechosa.", "forbidden_word"),
        ("Es por motivos de seguridad.", "forbidden_word"),
        ("Usted mintió.", "accusation"),
        ("Usted mintio.", "accusation"),
        ("Su dispositivo lo muestra.", "detection_method"),
        ("Usó una VPN.", "detection_method"),
        ("Es una medida permanente.", "before_gate"),
        ("El cierre es definitivo.", "before_gate"),
    ],
)
def test_spanish_has_its_own_list(text: str, code: str) -> None:
    assert codes(text, "es") == [code]
    assert codes(text, "es-CO") == [code]


@pytest.mark.parametrize(
    "text",
    ["Al final de la página está la fecha.", "Usar una VPN, viajar o compartir una red nunca es un motivo por sí solo."],
)
def test_spanish_leaves_plain_words_alone(text: str) -> None:
    assert codes(text, "es") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("للأسف لا يمكنك العمل.", "forbidden_word"),
        ("هذا لأسباب أمنية.", "forbidden_word"),
        ("رأينا نشاطا مشبوها.", "forbidden_word"),
        ("لقد كذبت.", "accusation"),
        ("عرفنا ذلك من جهازك.", "detection_method"),
        ("هذا قرار نهائي.", "before_gate"),
        ("هذا القرار النهائي.", "before_gate"),
        ("والدائم هو هذا.", "before_gate"),
        ("هذا نِهائيّ.", "before_gate"),
        ("هذا نهـــائي.", "before_gate"),
    ],
)
def test_arabic_words_are_found_with_what_is_joined_to_them(text: str, code: str) -> None:
    assert codes(text, "ar") == [code]


@pytest.mark.parametrize("text", ["حسابك موقوف حتى 20 ديسمبر 2026.", "استخدام VPN وحده ليس سببا للإيقاف."])
def test_arabic_leaves_plain_words_alone(text: str) -> None:
    assert codes(text, "ar") == []


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ["{{", "{%", "{", "⟦", "<a", "[A", "a", "1 ", " ", "!", "we take a ", "https://", "%(a"])
def test_a_hostile_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    long = text * (60_000 // len(text))

    # Six times the longest statement: a rule of quadratic cost would need minutes.
    assert (isinstance(lint(long, language="en", notice=True), list), len(same_letter(long))) == (True, 64)


def test_a_language_without_a_list_is_still_checked_for_its_form() -> None:
    assert codes("Ласкаво просимо! {name}", "uk") == ["exclamation", "placeholder"]
