"""The words that no outgoing text may carry, per language, and the few fixed sentences that may name them."""

from collections.abc import Mapping
from dataclasses import dataclass

# Entries are compared as folded text (see folding.py): case, accents and Arabic marks make no difference. A `*` at the
# end lets any ending follow; inside, a few words. Where a language lacks a list, the rules that need no words apply.


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The word lists of one language."""

    words: tuple[str, ...]
    before_gate: tuple[str, ...]
    accusations: tuple[str, ...]
    methods: tuple[str, ...]
    neutral: tuple[str, ...]
    prefix: str = ""


ENGLISH = Forbidden(
    words=(
        "terminated",
        "terminate",
        "fraudster*",
        "scammer*",
        "criminal*",
        "suspicious*",
        "irregular activity",
        "unusual activity",
        "multiple violations",
        "violator*",
        "offender*",
        "security reasons",
        "reasons of security",
        "our systems detected",
        "our system detected",
        "forfeit*",
        "interim",
        "standing",
        "upheld",
        "unfortunately",
        "regrettably",
        "please note",
        "please be advised",
        "rest assured",
        "we take * seriously",
        "you failed",
        "your failure",
        "failure to comply",
        "as you know",
    ),
    before_gate=("permanent*", "lifetime", "life-time", "life time", "for life", "final", "finally closed", "forever"),
    accusations=(
        "you lied",
        "you lie",
        "your lie",
        "your lies",
        "liar*",
        "lying",
        "dishonest*",
        "untruthful*",
        "deceitful*",
        "you deceived",
        "you cheated",
        "cheater*",
        "you faked",
        "you forged",
    ),
    methods=(
        "ip",
        "ip address*",
        "device*",
        "vpn*",
        "proxy",
        "geolocation*",
        "user agent",
        "cookie*",
        "browser fingerprint*",
        "fingerprinting",
        "risk score*",
        "fraud score*",
        "trust score*",
        "machine learning",
        "algorithm*",
        "detector*",
        "detection rule*",
        "detection method*",
        "linked account*",
    ),
    neutral=(
        "Using a VPN alone is not a reason for suspension.",
        "Using a VPN, travelling or sharing a network is never a reason on its own.",
    ),
)

SPANISH = Forbidden(
    words=(
        "rescindid*",
        "estafador*",
        "defraudador*",
        "delincuente*",
        "sospechos*",
        "actividad irregular",
        "actividad inusual",
        "multiples infracciones",
        "infractor*",
        "razones de seguridad",
        "motivos de seguridad",
        "nuestros sistemas detectaron",
        "nuestros sistemas han detectado",
        "nuestro sistema detecto",
        "decomis*",
        "lamentablemente",
        "desafortunadamente",
        "por desgracia",
        "tenga en cuenta",
        "ten en cuenta",
        "quede tranquil*",
        "tenga la seguridad",
        "nos lo tomamos en serio",
        "nos tomamos esto muy en serio",
        "usted no cumplio",
        "incumpliste",
    ),
    before_gate=("permanente*", "de por vida", "vitalici*", "definitiv*", "decision final", "cierre final", "para siempre"),
    accusations=(
        "mintio",
        "mentiste",
        "ha mentido",
        "has mentido",
        "mentira*",
        "mentiros*",
        "deshonest*",
        "engano a",
        "hizo trampa",
        "hiciste trampa",
        "tramposo*",
        "tramposa*",
        "falsificaste",
    ),
    methods=(
        "ip",
        "direccion ip",
        "dispositivo*",
        "vpn*",
        "proxy",
        "geolocalizacion",
        "huella del navegador",
        "cookie*",
        "puntuacion de riesgo",
        "aprendizaje automatico",
        "algoritmo*",
        "detector*",
        "regla de deteccion",
        "metodo de deteccion",
        "cuentas vinculadas",
    ),
    neutral=(
        "Usar una VPN no es por sí solo un motivo de suspensión.",
        "Usar una VPN, viajar o compartir una red nunca es un motivo por sí solo.",
    ),
)

# Arabic joins "and", "the", "by", "for" to the word, so each entry may carry them in front.
ARABIC = Forbidden(
    words=(
        "انهاء الحساب",
        "محتال*",
        "نصاب*",
        "مجرم*",
        "مشبوه*",
        "مريب*",
        "نشاط غير طبيعي",
        "نشاط غير معتاد",
        "مخالفات متعددة",
        "لاسباب امنية",
        "لدواع امنية",
        "اكتشفت انظمتنا",
        "رصدت انظمتنا",
        "مصادرة",
        "للاسف",
        "يرجى ملاحظة",
        "يرجى العلم",
        "كن مطمئنا",
        "ناخذ هذا على محمل الجد",
        "فشلت في",
    ),
    before_gate=("دائم*", "نهائي*", "مدى الحياة", "الى الابد"),
    accusations=("كذبت", "كاذب*", "كذاب*", "كذب", "غششت", "غشاش*", "خدعت", "زورت"),
    methods=(
        "ip",
        "vpn*",
        "عنوان الانترنت",
        "بروتوكول الانترنت",
        "جهازك",
        "جهاز",
        "اجهزة",
        "شبكة افتراضية",
        "بصمة المتصفح",
        "درجة المخاطر",
        "خوارزمي*",
        "تعلم الالة",
        "قاعدة الكشف",
        "حسابات مرتبطة",
    ),
    neutral=("استخدام VPN وحده ليس سببا للايقاف.",),
    prefix="(?:[وف]?(?:ال|بال|كال|لل|[بلك])?)",
)

LANGUAGES: Mapping[str, Forbidden] = {"en": ENGLISH, "es": SPANISH, "ar": ARABIC}
