"""Cases that somebody must still act on: us, a second person, or the person themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.actions import information, links, messages, notes, tagging, translations
from appeals.actions.drafts import SignalDraft
from appeals.actions.findings import record_checks
from appeals.actions.proofs import NewProof
from appeals.evidence.checks import Checked, Result
from appeals.models import InformationRequest
from config.demo.stories import scenes
from config.demo.stories.cast import ADA, ANDRE, KHALID, NGOZI, NOOR, OWEN, PAVEL, RUTH, SIMONE, TARAS, TOMAS
from config.demo.stories.papers import page, photo_of_card, sketch_sheet
from config.demo.stories.scenes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from config.demo.stories.stage import Stage


def one_day_old(stage: Stage) -> Iterator[datetime]:
    """A client account that is one day old and whose owner uses a VPN: it waits in the queue like everybody else's."""
    yield stage.hours_ago(26)
    reason = Reason(
        section="false-identity",
        explanation="The name of the account is the name of the person who pays.",
        facts=((0, "The name on the payment card and the name of the account are different."),),
    )
    case = scenes.suspend(
        stage,
        OWEN,
        "limitation",
        reason,
        days=14,
        removes=("new_contract",),
        automated_detection=True,
        automated_decision="partial",
        signals=(SignalDraft(detector="network-origin", version="3", score="0.62", detail={"exit": "datacentre"}),),
    )
    yield stage.hours_ago(22)
    scenes.read_letters(stage, case)
    yield stage.hours_ago(20)
    scenes.appeal_against(
        stage,
        case,
        f"I opened the account on {stage.hours_ago(26 + 24):%A} to hire a translator for my father's shop. The card is my father's, he sat next to me. "
        "I use a VPN for work and forgot to turn it off. I can add my own card today if that is easier.",
        wants="correct",
        disputes=[0],
        context=[{"kind": "travel_or_vpn", "text": "A VPN of my employer, in another country."}],
    )


def corner_cut_off(stage: Stage) -> Iterator[datetime]:
    """A national identity card, refused because one side lies outside the photograph; told in Arabic."""
    yield stage.ago(5, "09:00")
    reason = Reason(
        section="false-identity",
        explanation="يحمل الملف الشخصي اسمك الحقيقي.",
        facts=((1, "الاسم في الملف الشخصي مكتوب بحروف لاتينية ويختلف عن الاسم في الوثيقة."),),
    )
    case = scenes.suspend(
        stage,
        KHALID,
        "temporary",
        reason,
        days=30,
        no_warning_reason="كان يجب التحقق من الاسم قبل بدء عقد جديد.",
        ladder_reason="طلب العميل التأكد من الاسم قبل الدفع.",
    )
    yield stage.ago(5, "11:30")
    scenes.read_letters(stage, case)
    yield stage.ago(4, "07:15")
    appeal = scenes.appeal_against(
        stage,
        case,
        "هو الاسم نفسه. في بطاقتي مكتوب بالعربية وفي ملفي بالحروف اللاتينية كما في جواز سفري. أرسلت صورة البطاقة.",
        wants="overturn",
        disputes=[0],
        papers=(
            photo_of_card(
                "IMG_2207.jpg",
                "NATIONAL IDENTITY CARD",
                (("Name", "Khalid Mansour"), ("Born", "12 03 1994"), ("Number", "294 0312 88 014"), ("Valid until", "02 2031")),
                cut_off=True,
            ),
        ),
    )
    yield stage.ago(2, "08:30")
    scenes.claim(stage, appeal, NOOR)
    card = scenes.latest(appeal).evidence.select_related("appeal", "case").get()
    found = (
        Checked("corners_visible", Result.NOT_ACCEPTED, "cut_off"),
        Checked("text_readable", Result.PASSED),
        Checked("name_matches", Result.PASSED),
    )
    stage.do(record_checks, stage.staff(NOOR), evidence=card, checks=found)
    yield stage.ago(2, "09:10")
    stage.do(
        information.request_information,
        stage.staff(NOOR),
        appeal=scenes.latest(appeal),
        question="هل يمكنك إرسال صورة جديدة للوجه الأمامي من البطاقة تظهر فيها الزوايا الأربع؟",
        why="الجانب الأيمن خارج الصورة، وفيه تاريخ الإصدار.",
        example="ضع البطاقة على طاولة في ضوء النهار وصوّرها من الأعلى.",
    )
    stage.do(
        translations.add_translation,
        stage.staff(NOOR),
        case=case,
        of=f"{appeal.subject}.statement",
        language="en",
        text="It is the same name. On my card it is written in Arabic and in my profile in Latin letters, as in my passport. "
        "I sent the picture of the card.",
        made_by="person",
        maker="Noor Haddad",
    )
    yield stage.ago(2, "19:40")
    scenes.read_letters(stage, case)
    asked = InformationRequest.objects.select_related("appeal", "case__account").get(appeal=appeal)
    stage.do(information.ask_more_time, stage.owner_of(case), request=asked)
    yield stage.hours_ago(5)
    why = "الدائرة التي تصدر البطاقات مغلقة حتى الأحد."
    stage.do(information.ask_more_time, stage.owner_of(case), request=asked, why=why)


def shared_card(stage: Stage) -> Iterator[datetime]:
    """Two freelancers of one household with one bank card; a reviewer has just taken the case."""
    yield stage.ago(4, "12:00")
    reason = Reason(
        section="account-sharing",
        explanation="A freelancer profile is used by the person it belongs to.",
        facts=(
            (2, "Your profile and another one were paid to the same bank card in the same week."),
            (1, "Two talks with one client were written from both profiles within ten minutes."),
        ),
    )
    case = scenes.suspend(stage, ANDRE, "temporary", reason, days=14, by=PAVEL)
    yield stage.ago(4, "16:00")
    scenes.read_letters(stage, case)
    yield stage.ago(3, "09:45")
    appeal = scenes.appeal_against(
        stage,
        case,
        "My wife Ngozi and I both work here and we have one bank account together, as most couples do. She writes, I record the voice. "
        "The client hired both of us for the same film, so of course we both wrote to him that evening, each from our own account. "
        "Our lease names both of us.",
        wants="other_account",
        disputes=[0],
        context=[{"kind": "shared_device", "text": "One card, one kitchen table, two accounts."}],
        papers=(
            page(
                "lease-first-page.pdf",
                "Tenancy agreement",
                ("Tenant", "Since"),
                (("A. Okafor", "March 2023"), ("N. Okafor", "March 2023")),
                "Flat 4, 18 Palm Avenue. Both tenants sign for the whole rent.",
            ),
            photo_of_card(
                "IMG_0418.jpg",
                "NATIONAL IDENTITY CARD",
                (("Name", "Andre Okafor"), ("Born", "04 09 1988"), ("Number", "8841 220 617 3"), ("Valid until", "06 2031")),
            ),
        ),
    )
    yield stage.hours_ago(1.2)
    scenes.claim(stage, appeal, TOMAS)
    card = scenes.latest(appeal).evidence.select_related("appeal", "case").get(name="IMG_0418.jpg")
    passed = [
        Checked(code, Result.PASSED) for code in ("corners_visible", "text_readable", "name_matches", "not_expired", "issuer_recognised")
    ]
    proof = NewProof("national_id", stage.ago(-1_600).date())
    stage.do(record_checks, stage.staff(TOMAS), evidence=card, checks=passed, proof=proof)
    stage.do(
        notes.add_note,
        stage.staff(TOMAS),
        case=case,
        text="The client's contract names both profiles and two different tasks. Ask nothing more before I have listened to the recordings.",
    )
    stage.take_over(NGOZI)
    stage.do(
        links.record_link,
        stage.staff(TOMAS),
        case=case,
        other=NGOZI.account,
        kind="household",
        said_by="André Okafor, in his appeal",
        reason="One lease, one bank card. He says that she writes and he records.",
        is_ground=True,
    )
    stage.do(
        messages.write_message,
        stage.staff(TOMAS),
        case=case,
        text="I read your lease. Sharing a home and a bank account is allowed. I listen to the recordings now and decide after that.",
    )
    yield stage.hours_ago(0.8)
    stage.do(
        messages.write_back, stage.owner_of(case), case=case, text="Thank you for telling me. The recordings are in the project folder."
    )


def late_on_our_side(stage: Stage) -> Iterator[datetime]:
    """An appeal that nobody took in time: the person was told that we are late, and seniors were."""
    yield stage.ago(19, "07:00")
    reason = Reason(
        section="off-platform-contact",
        explanation="Talks stay here until a contract has started.",
        facts=((3, "Before a contract existed you wrote to a client: let us talk by messenger, it is faster."),),
    )
    case = scenes.suspend(stage, TARAS, "limitation", reason, days=30, removes=scenes.OFFERS)
    yield stage.ago(18, "18:00")
    scenes.read_letters(stage, case)
    yield stage.ago(17, "06:20")
    scenes.appeal_against(
        stage,
        case,
        "We had no power for most of that week. The messenger works with a weak telephone signal and the page of the platform did not. "
        "I only wanted to say that I will be late for our first call, and the contract was signed two days after it. "
        "I have worked here for six years without one complaint.",
        wants="reduce",
        context=[{"kind": "power_or_war", "text": "Power was on for two hours a day."}],
    )
    yield stage.ago(16, "09:00")
    stage.do(tagging.tag_case, stage.staff(ADA), case=case, tag="raised publicly")


def at_second_check(stage: Stage) -> Iterator[datetime]:
    """Somebody proposed that the measure stays; a second person has not looked yet."""
    yield stage.ago(8, "10:00")
    reason = Reason(
        section="misrepresented-work",
        explanation="You show and sell work that is yours to sell.",
        facts=(
            (5, "Three pictures of your portfolio stand in the shop of another studio since last year."),
            (5, "In one of them a part of the studio's mark can still be seen."),
        ),
    )
    case = scenes.suspend(stage, SIMONE, "temporary", reason, days=30, source="other_notice")
    yield stage.ago(8, "13:00")
    scenes.read_letters(stage, case)
    yield stage.ago(7, "19:30")
    appeal = scenes.appeal_against(
        stage,
        case,
        "I bought these templates with a licence and changed the colours and the letters. Everybody works with templates. "
        "Here are the stages of one of them.",
        wants="overturn",
        disputes=[0],
        papers=(sketch_sheet("stages-of-my-logo.jpg", "Logo, three stages", ("3 May", "4 May", "6 May")),),
    )
    yield stage.ago(1, "09:20")
    scenes.claim(stage, appeal, NOOR)
    yield stage.ago(1, "11:45")
    scenes.propose(
        stage,
        appeal,
        NOOR,
        scenes.draft_of(
            scenes.latest(appeal),
            "upheld",
            "The licence of these templates allows you to use them in your own work. It does not allow you to show them as your own "
            "designs, and three clients bought them as such. The measure goes on until its last day.",
            findings=(("shown", "The three pictures are older in the other shop, and its mark is still in one of them."),),
            arguments=(
                ("I bought a licence.", "The shop shows its licence. It covers use, and leaves out selling the design as your own."),
                ("I changed colours and letters.", "The drawing itself is the same, line by line."),
            ),
            lighter_measures=(("limitation", "The three pictures would still be sold while the other studio waits for an answer."),),
            notes={"stages-of-my-logo.jpg": "We used it: the first stage is the template as it is sold."},
        ),
    )


def not_me(stage: Stage) -> Iterator[datetime]:
    """An account that was taken over; the appeal came by telephone and intake wrote it down."""
    yield stage.ago(2, "05:30")
    reason = Reason(
        section="prohibited-services",
        explanation="Nobody offers followers or reviews made by machines.",
        facts=((0, "Forty proposals went out within an hour and offered 10,000 followers for 50 USD."),),
    )
    case = scenes.suspend(stage, RUTH, "temporary", reason, days=14)
    yield stage.hours_ago(6)
    scenes.recorded_by_phone(
        stage,
        case,
        ADA,
        f"She says: I did not write these proposals. My telephone was stolen on the bus on the evening of {stage.day(3)} and I only noticed the mails "
        "this morning on my sister's telephone. I have changed the password. Please look at when and from where it was written.",
        wants="not_me",
        context=[{"kind": "someone_else_had_access", "text": "A stolen telephone, reported to the police."}],
    )
