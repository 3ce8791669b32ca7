"""Every setting; the modules beside this one only say where they differ."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.contrib.messages import constants as messages

from project import caching, databases, env, languages, s3, sign_in, unfold
from project.providers import endpoints

BASE_DIR = Path(__file__).resolve().parents[2]
env.load_file(BASE_DIR / ".env")

# One folder holds all state of a one-machine install: mount a volume there and lose nothing.
DATA_DIR = env.folder("LECTERN_DATA_DIR", BASE_DIR / "var")

DEBUG = False
ALLOWED_HOSTS = env.words("LECTERN_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.words("LECTERN_ORIGINS")
ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
SITE_NAME = "Lectern"
# As people reach it: links in mails and on printed cards begin with it.
SITE_URL = env.text("LECTERN_SITE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "accounts",
    "organizations",
    "billing",
    "library",
    "lessons",
    "unfold.apps.BasicAppConfig",
    "project.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_q",
    "template_partials.apps.SimpleAppConfig",
    "waffle",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "project.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.consent.middleware.ConsentMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "organizations.impersonation.middleware.ImpersonationMiddleware",
    "accounts.leaving.LeavingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "project.middleware.ReplicaMiddleware",
    "project.middleware.ProblemMiddleware",
    "organizations.middleware.OrganizationMiddleware",
    "project.api_answers.ApiAnswerMiddleware",
    "organizations.idempotency.IdempotencyMiddleware",
]

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organizations.context.places",
                "accounts.tour.showing.tour",
                "lessons.portal.wording.say",
            ],
        },
    }
]
# A component sees the values it is given and the request's, never the page's own variables.
COTTON_ISOLATE_BY_DEFAULT = True
MESSAGE_TAGS = {messages.ERROR: "bad", messages.SUCCESS: "good", messages.WARNING: "warn"}

# 0 outside web processes: a pool does not survive the forks of a worker.
DB_POOL_SIZE = env.integer("LECTERN_DB_POOL_SIZE", 0)
DATABASES = databases.configure(data_dir=DATA_DIR, pool_size=DB_POOL_SIZE)
DATABASE_ROUTERS = ["project.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Requests at work at once in one web process; the others wait their turn, then get a 503. More
# than three make no page quicker (benchmarks.load, benchmarks.page_views): Python computes one at
# a time. A database that is further away is worth more of them.
WEB_CONCURRENCY = env.integer("LECTERN_WEB_CONCURRENCY", 3, least=1)
WEB_WAIT_S = env.integer("LECTERN_WEB_WAIT_S", 10, least=1)
WEB_LINE = env.integer("LECTERN_WEB_LINE", 300)  # what is served meanwhile, and no more

CACHES = caching.configure(env.text("LECTERN_CACHE_URL", ""))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = env.text("LECTERN_EMAIL_VERIFICATION", "optional")
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A whole school comes from one address: be patient with it, and strict with one account.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "100/5m/ip,6/5m/key",
    "signup": "100/h/ip",
    # Those who come by a class code: what fails, and accounts that are made.
    "join_failed": "100/5m/ip,30/5m/key",
    "student_login_failed": "100/5m/ip,6/5m/key",
    "student_signup": "200/h/ip,100/h/key",
    # Mails to a guardian, by child.
    "consent_mail": "6/h/key",
    # The password of a link, by link.
    "link_failed": "30/5m/ip,10/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES = env.integer("LECTERN_PROXIES", 0)

# Sign-in by others: Google and Microsoft for everybody where a client is set here, an
# organization's own provider by its row (organizations/identity/). Never linked by email alone.
SOCIALACCOUNT_ADAPTER = "organizations.identity.adapter.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = sign_in.providers(
    google=sign_in.google(),
    microsoft=sign_in.microsoft(),
    microsoft_tenant=env.text("LECTERN_MICROSOFT_TENANT", "common"),
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # what the adapter lets through
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# What has to be read again is encrypted: project/sealing.py.
ENCRYPTION_KEYS = env.words("LECTERN_ENCRYPTION_KEYS")

MFA_ADAPTER = "accounts.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "accounts.passkeys.AddKeyForm"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION != "mandatory"

# The API's tokens: docs/sign-in.md.
TOKEN_KEYS = [Path(name) for name in env.words("LECTERN_TOKEN_KEYS")]
ACCESS_TOKEN_LIFE = timedelta(hours=1)
REFRESH_TOKEN_LIFE = timedelta(days=7)
NINJA_NUM_PROXIES = PROXIES
API_RATE = env.text("LECTERN_API_RATE", "1000/h")  # of one person or key
API_ANONYMOUS_RATE = env.text("LECTERN_API_ANONYMOUS_RATE", "100/m")  # of one address
API_QUESTION_RATE = env.text("LECTERN_API_QUESTION_RATE", "50/m")  # of one person
# Sites whose scripts may call the API; none by default, and cookies never go along.
CORS_ALLOWED_ORIGINS = env.words("LECTERN_API_ORIGINS")
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "x-organization",
]
CORS_EXPOSE_HEADERS = [
    "etag",
    "idempotent-replayed",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
]
IMPERSONATION_LIFE = timedelta(minutes=30)

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("LECTERN_MAIL_FROM", "Lectern <lectern@localhost>")

# The interface's. People may choose others, for lessons: project/languages.py.
LANGUAGE_CODE = languages.SOURCE
LANGUAGES = languages.INTERFACE
LOCALE_PATHS = [BASE_DIR / "project" / "locale"]
FORMAT_MODULE_PATH = "project.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Which plans there are, and what they cover; and what our own work costs.
PLANS_FILE = env.folder("LECTERN_PLANS_FILE", BASE_DIR / "billing" / "plans.yaml")
PRICES_FILE = env.folder("LECTERN_PRICES_FILE", BASE_DIR / "billing" / "prices.yaml")

STATIC_URL = "static/"
STATIC_ROOT: Path | None = env.folder("LECTERN_STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "media", "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
S3_BUCKET = env.text("LECTERN_S3_BUCKET", "")
S3_ENDPOINT = env.text("LECTERN_S3_ENDPOINT", "")
S3_REGION = env.text("LECTERN_S3_REGION", "")
if S3_BUCKET:
    STORAGES["default"] = s3.configure(
        bucket=S3_BUCKET,
        endpoint=S3_ENDPOINT,
        region=S3_REGION,
        access_key=env.text("LECTERN_S3_ACCESS_KEY", ""),
        secret_key=env.text("LECTERN_S3_SECRET_KEY", ""),
    )
MAX_UPLOAD_BYTES = env.integer("LECTERN_MAX_UPLOAD_MB", 500, least=1) * 1024 * 1024

# Pages of the web: how we call ourselves to their servers, how often all processes together ask one
# of them, and how much is taken.
WEB_USER_AGENT = env.text("LECTERN_WEB_USER_AGENT", f"Lectern/1.0 (+{SITE_URL})")
WEB_PAUSE_MS = env.integer("LECTERN_WEB_PAUSE_MS", 1000)
WEB_PAGE_BYTES = env.integer("LECTERN_WEB_PAGE_MB", 20, least=1) * 1024 * 1024
WEB_SITE_PAGES = env.integer("LECTERN_WEB_SITE_PAGES", 200, least=1)
WEB_SITE_BYTES = env.integer("LECTERN_WEB_SITE_MB", 200, least=1) * 1024 * 1024

# What recognises text on pages that are pictures of it, in the order of trust; nothing: they stay
# pictures. Processes: pages that one worker recognises at once.
OCR_ENGINES = env.words("LECTERN_OCR", "rapidocr,tesseract")
OCR_PROCESSES = env.integer("LECTERN_OCR_PROCESSES", 2, least=1)

# Whether organizations can be allowed to have videos fetched from their addresses (the flag
# remote_video says which), and from which hosts alone; none named: from all public ones.
REMOTE_VIDEO = env.boolean("LECTERN_REMOTE_VIDEO", False)
REMOTE_VIDEO_HOSTS = env.words("LECTERN_REMOTE_VIDEO_HOSTS", "")

YOUTUBE_ORIGIN = "https://www.youtube.com"  # another one in tests alone

# The queue. `retry` is counted from the moment a cluster takes a message, waiting included, so
# it has to be above three times the timeout (docs/decisions). What must not be lost or done
# twice is our own Job row; a message only says "there is work".
JOB_SLICE_S = env.integer("LECTERN_JOB_SLICE_S", 10, least=1)
JOB_LEASE_S = env.integer("LECTERN_JOB_LEASE_S", 90, least=2)
JOB_MAX_ATTEMPTS = 4


def _cluster(*, timeout: int, workers: int, **options) -> dict:
    return {
        "timeout": timeout,
        "retry": 3 * timeout + 60,
        "workers": workers,
        "queue_limit": workers,
        "bulk": 1,
        "recycle": 200,
        "max_attempts": 1,
        "ack_failures": True,
        "catch_up": False,
        "save_limit": 200,
        "orm": databases.DEFAULT,
        **options,
    }


Q_CLUSTER = {
    "name": "default",
    "label": "Background work",
    **_cluster(timeout=120, workers=env.integer("LECTERN_DEFAULT_WORKERS", 1, least=1)),
    "ALT_CLUSTERS": {
        "ingestion": _cluster(
            timeout=300,
            workers=env.integer("LECTERN_INGESTION_WORKERS", 1, least=1),
            max_rss=1_000_000,
        ),
        "rendering": _cluster(
            timeout=600,
            workers=env.integer("LECTERN_RENDERING_WORKERS", 1, least=1),
            max_rss=1_500_000,
        ),
    },
}

# An invitation's link works for so long, and once.
INVITATION_DAYS = env.integer("LECTERN_INVITATION_DAYS", 14, least=1)
# A closed organization can be restored for so long; then all of it is purged.
ORGANIZATION_GRACE_DAYS = env.integer("LECTERN_ORGANIZATION_GRACE_DAYS", 30, least=0)
# A rendered part of a lesson that nothing has used for so long is forgotten.
SEGMENT_DAYS = env.integer("LECTERN_SEGMENT_DAYS", 90, least=1)
# So long the link works by which a guardian agrees to a child's account.
CONSENT_DAYS = env.integer("LECTERN_CONSENT_DAYS", 14, least=1)
WAFFLE_FLAG_MODEL = "organizations.FeatureFlag"

# Providers, by name: project/providers/registry.py. CHAT_MODEL may be a chain. The embedder is the
# initial one; from then on `manage.py embeddings use` says it.
MODEL_ENDPOINTS = endpoints.configure(env.beginning_with(endpoints.PREFIX))
EMBEDDER = env.text("LECTERN_EMBEDDER", "all-minilm-l6-v2-int8")
RERANKER = env.text("LECTERN_RERANKER", "")
CHAT_MODEL = env.text("LECTERN_CHAT_MODEL", "extractive")
# Answers that a web process makes at once, each with a thread and up to two connections while it
# looks, and how many may wait for that; then a 503. The embedded model computes in the process
# itself, another one is mostly waited for.
ANSWERS_AT_ONCE = env.integer(
    "LECTERN_ANSWERS_AT_ONCE", 2 if CHAT_MODEL == "extractive" else 8, least=1
)
ANSWERS_WAITING = env.integer("LECTERN_ANSWERS_WAITING", 16)
MODERATOR = env.text("LECTERN_MODERATOR", "")
SPEECH = env.text("LECTERN_SPEECH", "espeak-ng")
# What writes down what is said in a recording: a chain; nothing: recordings stay without words.
TRANSCRIBER = env.text("LECTERN_TRANSCRIBER", "pocketsphinx")
TRANSCRIBER_PROCESSES = env.integer("LECTERN_TRANSCRIBER_PROCESSES", 2, least=1)
WHISPER_MODEL = env.text("LECTERN_WHISPER_MODEL", "")
# Chat models that sum up scenes of recordings: a chain of endpoints; nothing: nobody does.
SCENE_MODEL = env.text("LECTERN_SCENE_MODEL", "")
# Payment, see docs/stripe.md. Without a key plans are given by admins, trials are of our own, and
# the pages say that payment is not set up.
STRIPE_SECRET_KEY = env.text("LECTERN_STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.words("LECTERN_STRIPE_WEBHOOK_SECRETS")
STRIPE_URL = env.text("LECTERN_STRIPE_URL", "https://api.stripe.com")
STRIPE_CURRENCY = env.text("LECTERN_STRIPE_CURRENCY", "usd")
STRIPE_TAX = env.boolean("LECTERN_STRIPE_TAX", False)
TRIAL_DAYS = env.integer("LECTERN_TRIAL_DAYS", 7, least=1)
# Who came by a friend's link tries longer; the friend has a month when they pay, so many a year.
REFERRED_TRIAL_DAYS = env.integer("LECTERN_REFERRED_TRIAL_DAYS", 14, least=1)
REFERRALS_A_YEAR = env.integer("LECTERN_REFERRALS_A_YEAR", 12)
# After a failed payment everything works for so long; then no new work begins.
BILLING_GRACE_DAYS = env.integer("LECTERN_BILLING_GRACE_DAYS", 14)
# So long is known what each call of a provider took.
PROVIDER_CALL_DAYS = env.integer("LECTERN_PROVIDER_CALL_DAYS", 400, least=1)
TEACHERS = {"left": "Ada", "right": "Tomás"}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if S3_BUCKET:  # browsers send files to the bucket and fetch them from it
    for _directive in ("connect-src", "img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive] += s3.origins(
            bucket=S3_BUCKET, endpoint=S3_ENDPOINT, region=S3_REGION
        )
CSRF_FAILURE_VIEW = "project.problems.stale_page"
# django-unfold is written for Alpine's full build, and sets its colours in the page.
ADMIN_CSP_DIRECTIVES = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

UNFOLD = unfold.configure()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LECTERN_LOG_LEVEL", "INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},  # a line for each call; we keep a row
        "stripe": {"level": "WARNING"},
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
