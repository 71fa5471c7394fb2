"""Django's settings, made from the surroundings. SQLite's own choices are measured, see docs/why/the-stack.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy

from gametape.project import surroundings

HOME = surroundings.home()
DEMO = surroundings.DEMO
PUBLIC_URL = surroundings.public_url()
SECRET_KEY = surroundings.secret_key(HOME)
SUPPRESSION_KEY_FILE = surroundings.suppression_key_file(HOME)
UPLOADS = HOME / "uploads"
DEBUG = False
ALLOWED_HOSTS = surroundings.hosts()
HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the list of passkeys says how long ago
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "gametape.people",
    "gametape.deals",
    "gametape.sending",
    "gametape.ask",
    "gametape.tape",
    "gametape.win_probability",
    "gametape.reasons",
    "gametape.rescue",
    "gametape.postmortem",
    "gametape.lessons",
    "gametape.patterns",
    "gametape.next_one",
    "gametape.desk",
    "gametape.privacy",
    "gametape.connectors.csv",
    "gametape.connectors.imap",
    "gametape.connectors.twilio_hook",
    "gametape.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gametape.project.edges.NoNulInAField",
    "gametape.project.edges.WhoIsThere",
    "gametape.project.edges.RefusalsAreShown",
    "gametape.people.coming_back.ScreenIsLent",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gametape.project.urls"
WSGI_APPLICATION = "gametape.project.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "gametape.project.edges.on_every_page",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """SQLite beside the data by default. Eight writers lost 8 % to "database is locked" under Django's defaults and
    none under these: write-ahead log, BEGIN IMMEDIATE, and a wait longer than any of our transactions. Whoever commits
    writes the log back when it is long: at 4 MB a buyer's row did that amid an import, which then took 69 s, not 64."""
    chosen: dict[str, Any] = dict(
        dj_database_url.parse(url or f"sqlite:///{HOME / 'gametape.sqlite3'}", conn_max_age=60)
    )
    if chosen["ENGINE"].endswith("sqlite3"):
        chosen["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=2147418112; PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=16000;",
        }
    else:
        chosen["CONN_HEALTH_CHECKS"] = True
    return chosen


# The demo's doors open without a password, so it never opens on somebody's real database.
DATABASES = {"default": database("" if DEMO else surroundings.database_url())}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "gametape.project.edges.InvitedOnly"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "gametape.people.passkeys.AddPasskey"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "gametape.project.guessing.name_of"
AXES_CLIENT_IP_CALLABLE = "gametape.project.guessing.address_of"
AXES_LOCKOUT_CALLABLE = "gametape.project.guessing.locked_out"
AXES_VERBOSE = False
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # counted in one process each; axes counts in the database, once
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if surroundings.behind_proxy() else 0

CSRF_FAILURE_VIEW = "gametape.project.edges.not_like_this"
SESSION_COOKIE_AGE = 180 * 24 * 3600  # the phone stays signed in
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
if surroundings.behind_proxy():
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, "sms:", "tel:", "mailto:"],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # every address carries the file's hash, see edges.look_version

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024


def mail(url: str) -> dict[str, Any]:
    """Where alerts to colleagues go. Without an address there is no mail, and the page says so in `doctor`."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


MAIL_IS_SET_UP = bool(surroundings.smtp_url())
vars().update(mail(surroundings.smtp_url()))
DEFAULT_FROM_EMAIL = surroundings.mail_from()
# What the product itself sends to buyers; none of it in the demo, whose buyers are invented.
SENDERS = {} if DEMO else surroundings.senders()
BUYER_MAIL_BACKEND = surroundings.mail_backend()
ANYMAIL = surroundings.anymail()
TWILIO = surroundings.twilio()
DKIM_SELECTOR = surroundings.dkim_selector()
NAMESERVER = surroundings.nameserver()
READER = surroundings.reader()
IMAP = surroundings.imap_url()
REPLIES_TO = surroundings.replies_to()
TWILIO_TOKEN = surroundings.twilio_token()
HEARS = bool(IMAP or TWILIO_TOKEN)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hushed": {"()": "gametape.project.hushing.Hushed"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["hushed"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gametape": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
# The proxy turns http into https (docs/running.md), and other hosts of the store's domain are not ours to decide about.
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W005", "security.W008", "security.W021"]
