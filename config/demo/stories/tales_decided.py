"""Cases with a decision: a check that was wrong, hours that were padded, a lighter measure after a bereavement."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from appeals.actions import information
from appeals.actions.drafts import CounterpartyDraft, HoldDraft, SignalDraft
from appeals.actions.measures import MeasureAfter
from appeals.models import InformationRequest
from config.demo.stories import scenes
from config.demo.stories.cast import HELENA, MARIA, NOOR, PAVEL, PRIYA, TOMAS, VIKTOR
from config.demo.stories.papers import page, screenshot
from config.demo.stories.scenes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from config.demo.stories.stage import Stage


def wrongly_hit(stage: Stage) -> Iterator[datetime]:
    """A top-rated freelancer with nine years of work, hit by a rule that mistook her former students for bought reviews."""
    yield stage.ago(24, "06:40")
    reason = Reason(
        section="feedback-manipulation",
        explanation="Reviews come from clients who paid for real work.",
        facts=(
            (2, "Five reviews of your profile came within one hour from accounts that were a week old."),
            (2, "The five contracts were opened and closed on the same day."),
        ),
    )
    case = scenes.suspend(
        stage,
        PRIYA,
        "temporary",
        reason,
        days=21,
        automated_detection=True,
        automated_decision="partial",
        holds=(_payout(stage),),
        counterparties=(
            CounterpartyDraft(external_id="c_4410", contract="k_77120", contract_ends_on=stage.ago(-20).date()),
            CounterpartyDraft(external_id="c_9921", contract="k_77502", contract_ends_on=stage.ago(-4).date()),
        ),
        signals=(SignalDraft(detector="burst-reviews", version="14", score="0.91", detail={"window_minutes": 60, "accounts": 5}),),
    )
    yield stage.ago(24, "08:15")
    scenes.read_letters(stage, case)
    yield stage.ago(23, "17:30")
    appeal = scenes.appeal_against(
        stage,
        case,
        f"These five clients are real. They took my course on data cleaning at the public library on {stage.day(27)} and {stage.day(26)}, and at the "
        "end I asked each of them to open a small contract for their own project so that they learn how it works here. They paid for one "
        "hour each and I worked that hour on their files. I asked them to write honestly. The list of the course and our talk are attached.",
        wants="overturn",
        disputes=[0],
        papers=(
            page(
                "course-list.pdf",
                "Course: cleaning data, two evenings",
                ("Name", "Seat", "Project"),
                (("A. Menon", "3", "Clinic visits"), ("R. Shah", "7", "Shop stock"), ("T. George", "9", "Bus times"),
                 ("F. Khan", "11", "School marks"), ("L. Dsouza", "12", "Rain data")),
                "City library, second floor. Lent laptops: 5. Signed by the library on the second evening.",
            ),
            screenshot(
                "talk-with-a-client.png",
                "A. Menon",
                ((False, "Thank you for the hour on my clinic file. Where do I rate it?"), (True, "At the bottom of the contract page."),
                 (True, "Please write what you really think, also what was not good."), (False, "I will. The second part was fast for me.")),
            ),
        ),
    )  # fmt: skip
    yield stage.ago(22, "09:05")
    scenes.claim(stage, appeal, NOOR)
    yield stage.ago(22, "11:20")
    scenes.decide(
        stage,
        appeal,
        NOOR,
        scenes.draft_of(
            scenes.latest(appeal),
            "overturned",
            "The five reviews are real. Five people from your course paid for an hour each, and you worked it. "
            "We had taken the short time between the reviews for a sign of something else. That was our mistake.",
            cause="detector_wrong",
            findings=(("not_shown", "The list of the library names the same five people as the five contracts."),),
            arguments=(
                (
                    "The clients are real people from a course.",
                    "The list and your talk show it, and we found the five hours in the work log.",
                ),
                ("They were asked to write honestly.", "In the talk you ask for what was not good as well. That is allowed."),
            ),
        ),
    )
    yield stage.ago(22, "12:10")
    scenes.report_done(stage, case, "reopen", "release", "restore_badge", "restore_visibility")
    scenes.read_letters(stage, case)


def _payout(stage: Stage) -> HoldDraft:
    return HoldDraft(
        kind="pending_withdrawal",
        external_id="wd_55120",
        amount=Decimal("1240.50"),
        currency="USD",
        reason="A payout to your bank was under way when the measure began.",
        basis="Terms 8.3",
        ends_at=stage.ago(10),
    )


def padded_hours(stage: Stage) -> Iterator[datetime]:
    """Hours that were logged on days without work; two people look at it, and it stays."""
    yield stage.ago(17, "13:00")
    reason = Reason(
        section="padded-hours",
        explanation="Log only the hours in which you worked for the client.",
        facts=(
            (6, "7 hours were logged for contract k_80117. No file of the contract changed on that day."),
            (4, "6 hours were logged for the same contract while another contract had logged hours at the same time."),
        ),
    )
    case = scenes.suspend(stage, VIKTOR, "temporary", reason, days=30, by=PAVEL, source="other_notice")
    yield stage.ago(17, "15:30")
    scenes.read_letters(stage, case)
    yield stage.ago(15, "20:10")
    appeal = scenes.appeal_against(
        stage,
        case,
        "I was thinking about the architecture on the first day, so nothing was saved. On the second day both clients needed me at once "
        "and I worked fast. My own notes are attached.",
        wants="overturn",
        disputes=[0],
        papers=(
            page(
                "my-notes.pdf",
                "Notes, contract k_80117",
                ("Day", "Hours", "What"),
                (
                    (stage.day(23), "7", "Thinking"),
                    (stage.day(21), "6", "Calls, both projects"),
                    (stage.day(20), "5", "Login page"),
                ),
            ),
        ),
    )
    yield stage.ago(13, "08:40")
    scenes.claim(stage, appeal, TOMAS)
    yield stage.ago(13, "10:25")
    scenes.propose(
        stage,
        appeal,
        TOMAS,
        scenes.draft_of(
            scenes.latest(appeal),
            "upheld",
            "We compared your notes with the work log of both contracts. On the first day there is no sign of work in any file or talk. "
            "On the second day the same six hours were paid by two clients. So the measure goes on until its last day.",
            findings=(("shown", "The logs of both contracts show the same six hours, and your notes name calls for both projects."),),
            arguments=(
                (
                    "Thinking leaves no files.",
                    "Thinking is work. For seven hours we would expect a note, a sketch or a message to the client.",
                ),
                ("Both clients needed help at once.", "Each hour can be logged once. You may agree with both clients to share it."),
            ),
            lighter_measures=(("limitation", "New contracts would still have been opened while two clients wait for their money."),),
            notes={"my-notes.pdf": "We used it: it names the calls on the second day."},
        ),
    )
    yield stage.ago(12, "09:00")
    scenes.agree(
        stage, appeal, HELENA, "upheld", "The two logs overlap minute by minute on the second day. That alone carries the measure."
    )
    yield stage.ago(12, "18:45")
    scenes.read_letters(stage, case)


def after_a_death(stage: Stage) -> Iterator[datetime]:
    """An unfinished contract after a bereavement, told in Spanish; it ends with something lighter."""
    yield stage.ago(14, "15:00")
    reason = Reason(
        section="padded-hours",
        explanation="Solo se registran las horas en las que se trabaja para el cliente.",
        facts=((5, "Se registraron 11 horas en el contrato k_90233 y ningún archivo cambió."),
               (1, "El contrato quedó sin terminar, y la clienta sin respuesta durante cuatro días.")),
    )  # fmt: skip
    case = scenes.suspend(
        stage,
        MARIA,
        "temporary",
        reason,
        days=30,
        no_warning_reason="La clienta había pagado por adelantado y no recibía respuesta.",
        ladder_reason="La clienta quería recuperar su dinero antes de que usted le escribiera.",
    )
    yield stage.ago(13, "23:10")
    scenes.read_letters(stage, case)
    yield stage.ago(12, "02:30")
    appeal = scenes.appeal_against(
        stage,
        case,
        "Mi papá murió ese día. Dejé el contador de horas encendido cuando me llamaron del hospital y no volví a abrir el "
        "computador en cuatro días. No quise cobrar esas horas. Al quinto día le escribí a la clienta y ella lo entendió. Puedo devolver todo.",
        wants="reduce",
        context=[{"kind": "bereavement", "text": "Mi papá, después de una enfermedad corta."}],
    )
    yield stage.ago(11, "14:00")
    scenes.claim(stage, appeal, TOMAS)
    yield stage.ago(11, "15:10")
    stage.do(
        information.request_information,
        stage.staff(TOMAS),
        appeal=scenes.latest(appeal),
        question="¿Puede enviarnos el mensaje que le escribió a su clienta?",
        why="Con él podemos ver que las horas no se querían cobrar.",
        example="Una captura de pantalla con la fecha es suficiente.",
    )
    yield stage.ago(10, "01:20")
    asked = InformationRequest.objects.select_related("appeal", "case__account").get(appeal=appeal)
    scenes.hand_in(
        stage,
        appeal,
        screenshot(
            "mensaje-a-mi-clienta.png",
            "Clienta",
            ((True, "Buenos dias. Murio mi papa y no pude escribirle antes."), (True, "El contador quedo encendido. No me pague esas horas."),
             (False, "Lo siento mucho, Maria. Tomese su tiempo."), (False, "Quito las horas y seguimos cuando usted pueda.")),
        ),
        request=asked,
    )  # fmt: skip
    stage.do(information.answer_information, stage.owner_of(case), request=asked, text="Aquí está la conversación con mi clienta.")
    yield stage.ago(9, "13:40")
    scenes.claim(stage, appeal, TOMAS)
    yield stage.ago(9, "14:30")
    scenes.decide(
        stage,
        appeal,
        TOMAS,
        scenes.draft_of(
            scenes.latest(appeal),
            "changed",
            "Sentimos mucho la muerte de su papá. Las horas se registraron sin trabajo, y usted misma pidió que no se pagaran. "
            "Por eso la medida pasa a ser una advertencia y usted puede volver a trabajar hoy.",
            findings=(("shown", "Las 11 horas se registraron, como usted misma dice, con el contador encendido."),),
            arguments=(("El contador quedó encendido sin querer.", "La conversación con su clienta lo muestra, y la creemos."),),
            measure_after=MeasureAfter(measure="warning"),
        ),
    )
    yield stage.ago(9, "16:00")
    scenes.report_done(stage, case)
    scenes.read_letters(stage, case)
