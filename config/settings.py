"""The one settings file. Everything that differs between machines comes from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env, validate

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# Where this installation keeps what is its own: documents, and the database that `make run` starts.
ECASE_HOME = Path(env.str("ECASE_HOME", str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
# What is sealed at rest: "2026:base64,2025:base64"; the first key seals, the others still open.
ECASE_KEYS = env.str("ECASE_KEYS", "")
# By what IDs, accounts and telephones are found again: the first makes every digest (rotate_keys).
ECASE_DIGEST_KEYS = env.str("ECASE_DIGEST_KEYS", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # the templates of its widgets, for our renderer
    "csp",
    "pgtrigger",
    "ecase.core",
    "ecase.audit",
    "ecase.offices",
    "ecase.regulations",
    "ecase.people",
    "ecase.cases",
    "ecase.meetings",
    "ecase.payments",
    "ecase.privacy",
    "ecase.reporting",
]
if env.bool("ECASE_DEVELOPMENT", False):
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    # The first three see every answer, those of the ones below that refuse a request too.
    "ecase.core.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ecase.core.addresses.ClientAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ecase.core.middleware.NoStoreMiddleware",
    "ecase.core.middleware.KnownMethodsMiddleware",
    "ecase.core.middleware.DownloadDoneMiddleware",
    "ecase.core.middleware.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ecase.offices.middleware.WhoseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ecase.offices.middleware.SignedInMiddleware",
    "ecase.core.middleware.RuleErrorMiddleware",
    "ecase.offices.middleware.DeniedMiddleware",  # below, for who answers an error ends it
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ecase.core.templatetags.thai", "ecase.core.templatetags.look"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "ecase.core.forms.Renderer"

DATABASE = env.dj_db_url("DATABASE_URL", engine="ecase.core.postgresql")
DATABASES = {
    "default": {
        **DATABASE,
        "ATOMIC_REQUESTS": False,  # an action is its own transaction
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # Every trigger asks whether it is ignored. Where this is not set, each asking ends a
            # subtransaction by an error, after which PostgreSQL looks through all deferred events.
            # A page's rows come with what they point to, a dozen joins along keys: tried in every
            # order these take longer to plan than to run.
            "options": "-c pgtrigger.ignore={} -c join_collapse_limit=4",
            **({"pool": {"min_size": 1, "max_size": 8}} if env.bool("DB_POOL", False) else {}),
            **DATABASE.get("OPTIONS", {}),  # as in DATABASE_URL=…?sslmode=require
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "offices.Officer"
AUTHENTICATION_BACKENDS = ["ecase.offices.backends.OfficerBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "ecase.offices.door.passwords.HardToGuess"},
]
# Ask a service of breached passwords too, such as https://api.pwnedpasswords.com/range/; it is told
# five characters of a hash, never the password.
BREACHED_PASSWORDS_URL = env.str("BREACHED_PASSWORDS_URL", "")
LOGIN_URL = "offices:sign_in"
LOGIN_REDIRECT_URL = "offices:years"
LOGOUT_REDIRECT_URL = "offices:sign_in"

# An officer is signed out after half an hour without a click, and twelve hours after signing in.
IDLE_MINUTES = env.int("IDLE_MINUTES", 30)
IDLE_MINUTES_OF = env.dict("IDLE_MINUTES_OF", {"HEAD": 15, "PAYER": 15}, subcast_values=int)
# Who does not get further than the door without a second factor: an app's code or a passkey.
SECOND_FACTOR_DUTIES = env.list(
    "SECOND_FACTOR_DUTIES", ["HEAD", "PAYER", "ADMINISTRATOR", "AUDITOR"]
)
# A refused sign-in is answered after so long, whether the name exists or not: more than the hash of a
# password and its refusal take on a busy machine.
REFUSED_AFTER_SECONDS = env.float("REFUSED_AFTER_SECONDS", 0.8)
# The addresses or networks of our own reverse proxies. Only what comes from them may say, in
# X-Forwarded-For, whose request it is; from elsewhere that header is not read.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])

# Notices by mail (a sign-in from a new device): through this server, where a sender is named.
MAIL_FROM = env.str("MAIL_FROM", "")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 5  # seconds

# Signing in by OpenID Connect (ThaID or the city's own), where there is an issuer.
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "ThaID")  # on the button
OIDC_SCOPE = env.str("OIDC_SCOPE", "openid")
# Which claim of the ID token names the officer, and what of the officer it is.
OIDC_CLAIM = env.str("OIDC_CLAIM", "preferred_username")
OIDC_MATCHES = env.str("OIDC_MATCHES", "username", validate=validate.OneOf(["username", "email"]))

# What moves money asks for the password again when it was last given longer ago than this.
PASSWORD_AGAIN_MINUTES = env.int("PASSWORD_AGAIN_MINUTES", 15)
SESSION_COOKIE_AGE = 12 * 60 * 60
HTTPS = env.bool("HTTPS", False)
# A browser takes a cookie of this name from our own host alone, over HTTPS, and sends it nowhere else.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "ecase.core.messages.Messages"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # each form holds its token; no script of ours reads the cookie
CSRF_FAILURE_VIEW = "ecase.offices.views.own.old_page"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# The browsers' own list takes whole domains, and an installation is a name below the city's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What no page of ours needs, and so no script that got into one has.
NEEDED_BY_NO_PAGE = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
SECURITY_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NEEDED_BY_NO_PAGE),
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}
if HTTPS:
    SECURITY_HEADERS["Strict-Transport-Security"] = (
        f"max-age={SECURE_HSTS_SECONDS}; includeSubDomains"
    )
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the arrow of a select is drawn in app.css
        "font-src": [SELF],
        "connect-src": [SELF],  # app.js sends a file while the form stays
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}

# The register of events: the keys that mark and chain it (the first signs, the others are of before
# and still verify; one made of SECRET_KEY where none is named), the file of exported heads, which
# should lie where the database's owner cannot write, and how many IDs one officer looks up a day.
EVENTS_KEYS: list[str] = env.list("EVENTS_KEYS", [])
EVENT_HEADS = Path(env.str("EVENT_HEADS", "") or ECASE_HOME / "event-heads.txt")
LOOK_UPS_A_DAY = env.int("LOOK_UPS_A_DAY", 100)
# How long personal data are kept: full fiscal years after the one in which the case was over.
RETENTION_YEARS = env.int("RETENTION_YEARS", 10, validate=validate.Range(min=5))

LANGUAGE_CODE = "th"
TIME_ZONE = "Asia/Bangkok"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ECASE_HOME / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # fonts are ours alone
# Documents lie in a folder; or, where a bucket is named, in an S3-compatible store, so that several
# machines serve the same. Its keys come from the environment too, or from what boto3 finds itself.
S3_BUCKET = env.str("S3_BUCKET", "")
IN_S3 = {
    "BACKEND": "ecase.core.storage_s3.S3Documents",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT", "") or None,  # http://store:9000; none is Amazon's
        "region_name": env.str("S3_REGION", "us-east-1"),
        "access_key": env.str("S3_ACCESS_KEY", "") or None,
        "secret_key": env.str("S3_SECRET_KEY", "") or None,
        "location": env.str("S3_PREFIX", ""),  # a folder in the bucket
    },
}
IN_A_FOLDER = {
    "BACKEND": "ecase.core.storage.DurableStorage",
    "OPTIONS": {"location": ECASE_HOME / "documents"},
}
STORAGES = {
    "default": IN_S3 if S3_BUCKET else IN_A_FOLDER,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The bank's transfer files. All of this the bank tells the office when it opens KTB Corporate Online
# for it, or gives with its template; what stands here is for the demo.
BANK_FILE_FORMATS = env.list("BANK_FILE_FORMATS", ["spreadsheet", "text"])  # and "pain001"
# The columns of the bank's spreadsheet from left to right, and whether 1, 2, 3 … stand above them.
KTB_COLUMNS = env.list(
    "KTB_COLUMNS",
    [
        "bank_code",
        "account_number",
        "account_name",
        "amount",
        "citizen_id",
        "dda_ref",
        "reference",
        "email",
        "phone",
    ],
)
KTB_NUMBERS_ROW = env.bool("KTB_NUMBERS_ROW", False)
KTB_LINE_END = env.str("KTB_LINE_END", "CRLF")  # of the text: CRLF, CR or LF
# The service under which each bank group is paid: 14 of KTB iPay Direct (สินค้าและบริการ), 59 of
# KTB iPay Standard (อื่น ๆ); neither list of the bank names welfare.
KTB_SERVICE_TYPES = {
    "krungthai": env.str("KTB_SERVICE_TYPE_DIRECT", "14"),
    "others": env.str("KTB_SERVICE_TYPE_STANDARD", "59"),
}
# From which account an office pays, by the office's code; "*" is of all that are not named. As JSON.
# "name" may be added where the bank knows the office by another name than ours.
KTB_SENDERS = env.json(
    "KTB_SENDERS",
    {
        "*": {
            "company_id": "GMIS000000",
            "user_id": "DEMO",
            "branch_code": "0000",
            "account_number": "0000000000",
        }
    },
)

# The digits of the papers (แบบพิมพ์): "arabic", or "thai" for เลขไทย on every paper. Letters to citizens
# bear Thai digits always, as official letters do.
PAPER_DIGITS = env.str("PAPER_DIGITS", "arabic", validate=validate.OneOf(["arabic", "thai"]))

# Uploads: a bundle of scans is 20 MB at most (stack.md of the office's scanners: 1-2 MB a page).
BUNDLE_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["ecase.core.uploads.BundleUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 60

# A virus scanner, clamd: where it listens, as /run/clamav/clamd.ctl or host:port; none where empty. Its
# StreamMaxLength must not be smaller than a bundle. It has so many seconds for each answer.
CLAMD = env.str("CLAMD", "", validate=validate.Regexp(r"\A(|/.+|[^/]+:[0-9]+)\Z"))
CLAMD_SECONDS = env.int("CLAMD_SECONDS", 20)

# What the status of a line (columns 399-400) means in a text file that the bank gives back: PAID, or
# RETURNED and a code of ReturnReason ("" where Other Info 2 says why). The bank's codes are not public:
# 00 for success is our guess, and no code counts as returned until the bank has told which do. In the
# environment as JSON: KTB_RESULT_STATUSES='{"00": ["PAID"], "11": ["RETURNED", "WRONG_ACCOUNT"]}'
KTB_RESULT_STATUSES: dict[str, list[str]] = dict(env.json("KTB_RESULT_STATUSES", {"00": ["PAID"]}))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "ecase.core.logs.WithoutPeople",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"pikepdf": {"level": "WARNING"}},  # greets at INFO when it is imported
}
