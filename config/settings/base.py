"""What every way of running shares. The environment is read here, in `sign_in` and in `config.databases`, nowhere else."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.databases import for_app
from config.embedded.places import DATA, Cluster, cluster_name
from config.settings.sign_in import *
from config.settings.sign_in import OIDC_ISSUER

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR: Path = Path(env.str("DATA_DIR", default=str(DATA)))
KIB, MIB = 1024, 1024 * 1024

DEBUG = False
# The marketplace whose cases these are.
PLATFORM_NAME = env.str("PLATFORM_NAME", default="Example Marketplace")
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="")
# Whom a person can talk to about a decision, where the law asks for a name: "Name, how to reach them".
CONTACT_PERSON = env.str("CONTACT_PERSON", default="")
# `micro`, `small`, `medium`, `large` or `vlop`: the law asks more of a larger platform.
PLATFORM_SIZE = env.str("PLATFORM_SIZE", default="large")
# Shown on every page where it has words.
ENVIRONMENT_LABEL = env.str("ENVIRONMENT_LABEL", default="")
# `real` for a product at work; `shifted` and `test` let an owner-only offset or a test move `redress_now()`.
TIME_SOURCE = "real"

INSTALLED_APPS = [
    "config",
    "appeals",
    "notifications",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # Only where such a service is set: it brings a client for the web with it, and every process would load that.
    *(["allauth.socialaccount.providers.openid_connect"] if OIDC_ISSUER else []),
    "rest_framework",
    "drf_spectacular",
    "csp",
]
MIDDLEWARE = [
    "config.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_step.SecondStepMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -----------------------------------------------------------------
DATABASES = {"default": for_app()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/console/sign-in/"
LOGIN_REDIRECT_URL = "/console/"

# --- Sessions and headers -----------------------------------------------------
# It moves the end of a session on by itself, without a write for every page.
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# How long a sign-in, or the password typed again, is enough for what weighs most: originals, closures.
REAUTHENTICATION_MINUTES = env.int("REAUTHENTICATION_MINUTES", default=10)
# Documents of how many different people one member of the staff opens within an hour before they say why.
LOOKS_PER_HOUR_CLAIMED = env.int("LOOKS_PER_HOUR_CLAIMED", default=25)
LOOKS_PER_HOUR_OTHERS = env.int("LOOKS_PER_HOUR_OTHERS", default=3)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.refusals.forbidden"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# What kind of platform this is for the law: small, medium, large or vlop.
PLATFORM_SIZE = env.str("PLATFORM_SIZE", default="large")
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
# Passkeys are for this origin alone.
PERMISSIONS_POLICY["publickey-credentials-get"] = ["self"]

# --- Limits on what a request may carry ---------------------------------------
BODY_LIMIT = 128 * KIB
FILE_LIMIT = 15 * MIB
FILES_LIMIT = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = FILES_LIMIT
# Larger files go to a temporary file at once, so that an upload never fills a worker's memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * KIB
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Languages and time -------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]

# --- Files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
EVIDENCE_ROOT: Path = DATA_DIR / "evidence" / cluster_name()
STORAGES: dict[str, Any] = {
    # Evidence has a store of its own, without any address; what Django itself would store goes nowhere.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The scanner's address: `tcp://host:port` or `unix:///path`. Without one nothing is scanned, and staff read so.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# Where the demo's catcher keeps mail.
MAIL_FOLDER: Path = DATA_DIR / "mail" / cluster_name()

# --- Mail ---------------------------------------------------------------------
# The send gives up well before its lease ends.
EMAIL_TIMEOUT = 15
globals().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:8025"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Redress <notices@redress.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A delivery owns its stream for this long; no send may outlast half of it.
OUTBOX_LEASE_SECONDS = 40
# What links in mails and answers start with.
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")

# --- Celery: a wake-up and nothing more ---------------------------------------
# One figure in all three places: the smallest of them would decide.
VISIBILITY_SECONDS = 300
CELERY_BROKER_URL = env.str("REDIS_URL", default="") or Cluster(cluster_name()).redis_url()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "retry_on_timeout": True,
    "health_check_interval": 25,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_SECONDS}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_SECONDS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_EAGER_RESULT = False
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Ticks repeat, so beat keeps nothing on disk and a second beat does no harm.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
TICK_SECONDS = 5.0
# What the workers do for the cases at every tick.
CASE_WORK = (
    "appeals.tasks.handle_settled",
    "appeals.tasks.sweep_due",
    "appeals.tasks.check_evidence",
    "appeals.tasks.fill_feed",
    "appeals.tasks.offer_work_of_the_absent",
    "appeals.tasks.carry_closures",
)
# name of the task -> seconds between two ticks; a tick that no worker took in time is dropped, not queued.
TICKS: dict[str, float] = {
    "notifications.tasks.deliver": TICK_SECONDS,
    "notifications.tasks.repair": 12 * TICK_SECONDS,
    **dict.fromkeys(CASE_WORK, TICK_SECONDS),
}
# What `manage.py pump` runs beside delivery while the broker is gone: dotted names of functions without arguments.
PUMP_FUNCTIONS: tuple[str, ...] = CASE_WORK
CELERY_BEAT_SCHEDULE = {task: {"task": task, "schedule": seconds, "options": {"expires": 4 * seconds}} for task, seconds in TICKS.items()}

# --- API ----------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["appeals.api.reading.StrictJson"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["appeals.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["appeals.api.throttling.KeyThrottle"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "appeals.api.schema.DoorSchema",
    "EXCEPTION_HANDLER": "appeals.api.refusals.handle",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
# What one key may send, counted in each process by itself.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=3000)
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Redress",
    "DESCRIPTION": "Suspensions, appeals and closures, for the marketplace's own systems. A machine reports and reads; people judge.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["appeals.api.schema.tidied"],
}

# --- Logs: one line each, to standard error; never a letter's text or a person's address ---
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Strangers knock under any name all day; they get their 400 without a page of traceback.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
