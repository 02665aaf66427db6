"""Who is in the sample cases: the people of the marketplace and the staff. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone with an account on the marketplace; `years` and `days` say how long ago it was opened, `about` what happened."""

    key: str
    name: str
    about: str
    country: str
    zone: str
    kind: str = "freelancer"
    language: str = "en"
    years: int = 0
    days: int = 0
    proved: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ("worker", "business_user")

    @property
    def email(self) -> str:
        """Where mail for this person goes."""
        return f"{self.key}@people.example"

    @property
    def account(self) -> str:
        """The marketplace's own name of the account."""
        return f"u_{self.key.replace('.', '_')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Someone on the trust-and-safety side. `signs_in` is false for who only decides measures elsewhere, `gone` for who left."""

    name: str
    display: str
    roles: tuple[Role, ...] = ()
    languages: tuple[str, ...] = ("en",)
    team: str = ""
    signs_in: bool = True
    gone: bool = False


PRIYA = Person(
    key="priya.raman",
    name="Priya Raman",
    about="a top-rated freelancer, wrongly hit by a detection rule: we were wrong",
    country="IN",
    zone="Asia/Kolkata",
    years=9,
    proved=("identity_video", "tax_form"),
)
OWEN = Person(
    key="owen.park",
    name="Owen Park",
    about="a client account one day old, behind a VPN: waits in the queue like everybody",
    country="GB",
    zone="Europe/London",
    kind="client",
    days=1,
    roles=("business_user",),
)
KHALID = Person(
    key="khalid.mansour",
    name="خالد منصور",
    about="an identity card with a corner cut off, in Arabic: we wait for him",
    country="EG",
    zone="Africa/Cairo",
    language="ar",
    years=2,
)
MARIA = Person(
    key="maria.rojas",
    name="María Rojas",
    about="an unfinished contract after a death in the family, in Spanish: changed to a warning",
    country="CO",
    zone="America/Bogota",
    language="es",
    years=4,
    proved=("identity_video",),
)
ANDRE = Person(
    key="andre.okafor",
    name="André Okafor",
    about="one bank card in a household of two freelancers: a reviewer reads it",
    country="NG",
    zone="Africa/Lagos",
    years=3,
)
VIKTOR = Person(
    key="viktor.hale",
    name="Viktor Hale",
    about="padded hours: two people looked, the suspension stays",
    country="CA",
    zone="America/Toronto",
    years=2,
)
LEILA = Person(
    key="leila.santos",
    name="Leila Santos",
    about="works on while money is held: she appeals the hold alone",
    country="BR",
    zone="America/Sao_Paulo",
    years=5,
    proved=("identity_video",),
)
# Her account is only linked to his: nothing was ever measured against it, and she has no case to read.
NGOZI = Person(
    key="ngozi.okafor",
    name="Ngozi Okafor",
    about="the wife of André Okafor, with an account of her own",
    country="NG",
    zone="Africa/Lagos",
    years=3,
)
TARAS = Person(
    key="taras.bondar",
    name="Taras Bondar",
    about="no power for a week: our answer is late, and he was told",
    country="UA",
    zone="Europe/Kyiv",
    years=6,
)
SIMONE = Person(
    key="simone.greco",
    name="Simone Greco",
    about="bought templates in a portfolio: at the second check",
    country="IT",
    zone="Europe/Rome",
    years=1,
)
BEN = Person(
    key="ben.mutua",
    name="Ben Mutua",
    about="paid outside three times: closed after a whole review, and appealed",
    country="KE",
    zone="Africa/Nairobi",
    years=3,
)
JOY = Person(key="joy.reyes", name="Joy Reyes", about="a first warning", country="PH", zone="Asia/Manila", days=40)
DIEGO = Person(
    key="diego.lara",
    name="Diego Lara",
    about="closing is planned, his time to answer still runs",
    country="MX",
    zone="America/Mexico_City",
    years=2,
)
GRACE = Person(
    key="grace.lin",
    name="Grace Lin",
    about="60 days for traded reviews: waits for a second person",
    country="SG",
    zone="Asia/Singapore",
    years=7,
    proved=("identity_video", "tax_form"),
)
RUTH = Person(
    key="ruth.adeyemi",
    name="Ruth Adeyemi",
    about="her telephone was stolen: intake wrote her appeal down",
    country="GH",
    zone="Africa/Accra",
    years=1,
)
LUMEN = Person(
    key="lumen.studio",
    name="Lumen Studio",
    about="an agency: its limitation ended by itself",
    country="PT",
    zone="Europe/Lisbon",
    kind="agency",
    years=3,
    members=(("ines.duarte", "Inês Duarte"), ("paulo.matos", "Paulo Matos")),
)
PEOPLE = (PRIYA, OWEN, KHALID, MARIA, ANDRE, VIKTOR, LEILA, TARAS, SIMONE, BEN, JOY, DIEGO, GRACE, RUTH, LUMEN)

ADA = Staff(name="ada", display="Ada Lindqvist", roles=(Role.INTAKE,))
TOMAS = Staff(name="tomas", display="Tomas Weber", roles=(Role.REVIEWER,), languages=("en", "es"), team="Europe")
NOOR = Staff(name="noor", display="Noor Haddad", roles=(Role.REVIEWER,), languages=("en", "ar"), team="Gulf")
HELENA = Staff(name="helena", display="Helena Brandt", roles=(Role.SENIOR,), languages=("en", "es"), team="Europe")
JONAS = Staff(name="jonas", display="Jonas Keller", roles=(Role.POLICY_ADMIN,))
# Proposes what Jonas then publishes, for nobody publishes their own.
VERA = Staff(name="vera", display="Vera Nowak", roles=(Role.POLICY_ADMIN,), signs_in=False)
MEI = Staff(name="mei", display="Mei Tanaka", roles=(Role.AUDITOR,))
SAMUEL = Staff(name="samuel", display="Samuel Osei", roles=(Role.KEY_ADMIN,))
# They decide measures in the marketplace's own tools; here they are known, and kept from judging their own cases.
MIRA = Staff(name="mira", display="Mira Novak", signs_in=False)
PAVEL = Staff(name="pavel", display="Pavel Dvorak", signs_in=False)
# Left before the first case: the desk is closed, the name stays.
LARS = Staff(name="lars", display="Lars Holm", roles=(Role.REVIEWER,), team="Europe", signs_in=False, gone=True)
STAFF = (JONAS, ADA, TOMAS, NOOR, HELENA, VERA, MEI, SAMUEL, MIRA, PAVEL, LARS)
