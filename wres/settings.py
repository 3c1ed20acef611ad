"""Settings, read from the environment.

`WRES_MODE` says what this installation is: `demonstration` (the default: sample data, sign-in
buttons, a set day) or `production`, which refuses to start half-configured.
"""

from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env, validate

from wres import logs

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent

# What this installation is

DEMONSTRATION = "demonstration"
PRODUCTION = "production"
MODE = env.str("WRES_MODE", DEMONSTRATION, validate=validate.OneOf([DEMONSTRATION, PRODUCTION]))
IS_PRODUCTION = MODE == PRODUCTION
IS_DEMONSTRATION = env.bool("WRES_DEMONSTRATION", not IS_PRODUCTION)
DEBUG = env.bool("DEBUG", False)

VAR_DIR = Path(env.str("WRES_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file and not the folder
WORKER_SIGN = VAR_DIR / "worker.seen"  # its time is when the worker last lived

# The day that rules are given. Unset in production: the London day of the clock.
TODAY = env.date("WRES_TODAY", date(2026, 3, 16) if IS_DEMONSTRATION else None)

if IS_PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=50))
    AUDIT_KEY = env.str("AUDIT_KEY", validate=validate.Length(min=32))
    SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
else:
    SECRET_KEY = env.str("SECRET_KEY", "demonstration-only-" + "0" * 40)
    AUDIT_KEY = env.str("AUDIT_KEY", "demonstration-only-" + "0" * 20)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "testserver"])

if IS_PRODUCTION and IS_DEMONSTRATION:
    raise ImproperlyConfigured("WRES_DEMONSTRATION must be off in production.")
if IS_PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production.")
if IS_PRODUCTION and TODAY:
    raise ImproperlyConfigured("WRES_TODAY must not be set in production: the clock gives the day.")
if IS_PRODUCTION and (not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS)):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this installation, without *.")

# Seals of the audit trail: every key that ever sealed, by its name, and the one that seals now.
AUDIT_KEY_NAME = env.str("AUDIT_KEY_NAME", "1", validate=validate.Length(min=1, max=20))
AUDIT_KEYS = env.dict("AUDIT_OLD_KEYS", {})
if AUDIT_KEYS.get(AUDIT_KEY_NAME, AUDIT_KEY) != AUDIT_KEY:
    raise ImproperlyConfigured("AUDIT_KEY is a new key: give it a new AUDIT_KEY_NAME too.")
AUDIT_KEYS[AUDIT_KEY_NAME] = AUDIT_KEY

INSTALLED_APPS = [
    "wres.audit",  # first, so that the trail is there when a migrate is done and rows are added
    "wres.accounts",
    "wres.files",
    "indicators",
    "actions",
    "wres",
    "wres.accounts.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "simple_history",
]

MIDDLEWARE = [
    "wres.audit.middleware.RequestIdMiddleware",
    "wres.logs.AccessMiddleware",
    "wres.middleware.HeadersMiddleware",
    "wres.middleware.DirectionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wres.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wres.accounts.sign_in.timeouts.TimeoutMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wres.accounts.middleware.DoorMiddleware",
    "wres.accounts.events.EventsMiddleware",
    "wres.failures.StaleMiddleware",
]

ROOT_URLCONF = "wres.urls"
WSGI_APPLICATION = "wres.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wres.context.page",
            ],
            "builtins": ["django.templatetags.static", "wres.nhsuk.tags"],
            "libraries": {"nhsuk": "wres.nhsuk.tags"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["nhsuk"]
CRISPY_FAIL_SILENTLY = False

# Database: SQLite unless DATABASE_URL says otherwise

# How long a page waits before it says "try again": for a row or database that another holds, and
# for one statement. Commands wait for a statement as long as it takes: only wres.wsgi sets a limit.
LOCK_TIMEOUT = env.float("DATABASE_LOCK_TIMEOUT", 20)  # seconds
STATEMENT_TIMEOUT = env.float("DATABASE_STATEMENT_TIMEOUT", 0)  # seconds, PostgreSQL; 0: no limit

SQLITE_OPTIONS = {
    # IMMEDIATE: two people who read and then write wait for each other instead of failing.
    "transaction_mode": "IMMEDIATE",
    "timeout": LOCK_TIMEOUT,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        # Without it INSERT OR REPLACE passes the append-only triggers.
        "PRAGMA recursive_triggers=ON;"
    ),
}
POSTGRESQL_OPTIONS = {
    "pool": {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", 8),
        "timeout": env.float("DATABASE_POOL_TIMEOUT", 10),  # seconds for a free connection
    },
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 20_000,  # milliseconds until a server that fell silent counts as gone
    # A page asks the same few questions every time: the server plans each of them once.
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": (
        "-c jit=off"  # compiling takes longer than any of our questions
        f" -c lock_timeout={LOCK_TIMEOUT * 1000:.0f}"
        f" -c statement_timeout={STATEMENT_TIMEOUT * 1000:.0f}"
    ),
}

DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'wres.sqlite3'}"),
}
_engine = DATABASES["default"]["ENGINE"]
if _engine == "django.db.backends.sqlite3":
    DATABASES["default"] |= {"ENGINE": "wres.sqlite", "OPTIONS": SQLITE_OPTIONS}
elif _engine == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {}).update(POSTGRESQL_OPTIONS)
    # A connection that died in the pool is found before a page is given it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must name a SQLite or a PostgreSQL database.")

# The folder of pg_dump, pg_restore and psql, where they are not on the path.
PG_BIN = env.str("PG_BIN", "")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "wres.accounts.sign_in.passwords.ContextValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"

ACCOUNT_ADAPTER = "wres.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "wres.accounts.sign_in.forms.LoginForm",
    "reset_password": "wres.accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "wres.accounts.sign_in.forms.ResetPasswordKeyForm",
    "change_password": "wres.accounts.sign_in.forms.ChangePasswordForm",
    "set_password": "wres.accounts.sign_in.forms.SetPasswordForm",
    "reauthenticate": "wres.accounts.sign_in.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator, to their address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the others end; who has just changed it stays
ACCOUNT_EMAIL_SUBJECT_PREFIX = "WRES tracker: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when the way in has changed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the letter would offer a sign-up that there is not
# Counted by account, never by address alone: a whole trust sits behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/5m/key",  # of an account, from one address
    "login_failed_anywhere": "100/h/key",  # of an account, from addresses new to it
    "reset_password": "300/m/ip,5/h/key",
    "reset_password_from_key": "300/m/ip",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/h/user",
}
# Second factors. Who needs one: wres.accounts.access.NEEDS_SECOND_FACTOR, and a trust's own rule.
MFA_ADAPTER = "wres.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited to their address; there is no sign-up
MFA_TOTP_ISSUER = "WRES tracker"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds either way: the clocks of phones differ
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    name: f"wres.accounts.sign_in.second_factor_forms.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateForm",
        "activate_totp": "ActivateTOTPForm",
        "add_webauthn": "AddWebAuthnForm",
        "authenticate_webauthn": "AuthenticateWebAuthnForm",
        "reauthenticate_webauthn": "ReauthenticateWebAuthnForm",
        "login_webauthn": "LoginWebAuthnForm",
        "edit_webauthn": "EditWebAuthnForm",
    }.items()
}
EMAIL_CHANGE_HOURS = env.int("EMAIL_CHANGE_HOURS", 24)  # how long its letter may be answered

INVITATION_DAYS = env.int("INVITATION_DAYS", 7)  # how long the link of an invitation works

# A trust's own identity providers. OIDC_PROVIDERS names them ("entra,care"), and each has its
# OIDC_ENTRA_ISSUER, OIDC_ENTRA_CLIENT_ID, OIDC_ENTRA_CLIENT_SECRET and OIDC_ENTRA_NAME.
# OIDC_ENTRA_SECOND_FACTOR lists values of `acr` or `amr` that count as a second factor: none does.
IDENTITY_PROVIDERS = [
    {
        "provider_id": name,
        "name": env.str(f"OIDC_{name.upper()}_NAME"),
        "client_id": env.str(f"OIDC_{name.upper()}_CLIENT_ID"),
        "secret": env.str(f"OIDC_{name.upper()}_CLIENT_SECRET"),
        "settings": {
            "server_url": env.str(f"OIDC_{name.upper()}_ISSUER"),
            "second_factor": env.list(f"OIDC_{name.upper()}_SECOND_FACTOR", []),
        },
    }
    for name in env.list("OIDC_PROVIDERS", [])
]
_issuers = [each["settings"]["server_url"] for each in IDENTITY_PROVIDERS]
if len(set(_issuers)) < len(_issuers):
    raise ImproperlyConfigured("OIDC_PROVIDERS must name each issuer once.")
if IS_PRODUCTION and not all(issuer.startswith("https://") for issuer in _issuers):
    raise ImproperlyConfigured("OIDC_…_ISSUER must begin with https:// in production.")
SOCIALACCOUNT_ADAPTER = "wres.accounts.sign_in.identity.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "wres.accounts.sign_in.provider.Provider",
        "APPS": IDENTITY_PROVIDERS,
    }
}
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds that a provider has for each answer

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)

# A folder of files: throttles count across the worker processes without another server.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        # Far more than a throttle's window can fill: a full cache forgets who was refused.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# How long a session lasts without a click, and at most; how long before its end a page warns.
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", 12 * 60 * 60)
SESSION_WARNING_SECONDS = env.int("SESSION_WARNING_SECONDS", 2 * 60)
SESSION_ENGINE = "wres.accounts.sign_in.session_store"
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# Security

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes speak to the process itself
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    MESSAGE_STORAGE = "wres.messages.HostStorage"
    if env.bool("BEHIND_TLS_PROXY", True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

SUPPRESS_BELOW = env.int("SUPPRESS_BELOW", 11)  # people: fewer are shown to few roles

# Mail

SITE_ADDRESS = env.str(  # in letters, which are sent from no page
    "SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else "http://127.0.0.1:8000"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "wres-tracker@localhost")
if IS_PRODUCTION:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.str("SMTP_HOST"),
                "port": env.int("SMTP_PORT", 587),
                "username": env.str("SMTP_USER", ""),
                "password": env.str("SMTP_PASSWORD", ""),
                "use_tls": env.bool("SMTP_TLS", True),
                "timeout": 10,  # seconds
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": VAR_DIR / "mail"},
        }
    }

# Words, dates, files

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SIMPLE_HISTORY_DATE_INDEX = False
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LOGGING = logs.configuration(
    env.str(
        "LOG_FORMAT",
        "json" if IS_PRODUCTION else "text",
        validate=validate.OneOf(list(logs.FORMATS)),
    ),
    env.str("LOG_LEVEL", "INFO"),
    ["wres.audit.middleware.RequestIdFilter"],
)
