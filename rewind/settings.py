"""Django's settings, the only file of them; what differs between machines comes from the environment (`env.py`)."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from rewind.cache import cache
from rewind.database import database
from rewind.env import BASE_DIR, read
from rewind.folder import development_secret, make_data_folder
from rewind.logs import logging_settings
from rewind.mail import mail_settings
from rewind.social import social_providers

PRODUCTION = read("REWIND_ENV") == "production"
DEBUG = False  # its pages show settings and sources; `python -m pdb`, logs and tests serve better
HOST = read("HOST")
PORT = read("PORT")
DATA_DIR: Path = make_data_folder(read("REWIND_DATA_DIR"))

SECRET_KEY = read("SECRET_KEY")
SECRET_KEY_FALLBACKS = read("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
if PRODUCTION and not (SECRET_KEY and ALLOWED_HOSTS):
    raise ImproperlyConfigured("REWIND_ENV=production needs SECRET_KEY and ALLOWED_HOSTS in the environment.")
SECRET_KEY = SECRET_KEY or development_secret(DATA_DIR)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
TRUSTED_PROXIES = read("TRUSTED_PROXIES")

INSTALLED_APPS = [
    "rewind",
    "glossary",
    "tools",
    "billing",
    "accounts",
    "unfold.apps.BasicAppConfig",  # before the admin, whose templates it replaces
    "rewind.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "anymail",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
# All of them async capable, or each open stream would hold a thread (tests/rewind/test_middleware.py).
MIDDLEWARE = [
    "rewind.health.HealthMiddleware",  # first: a probe knows neither our host names nor HTTPS
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.VisitorCookieMiddleware",
    "rewind.failures.FailureMiddleware",
]
ROOT_URLCONF = "rewind.urls"
ASGI_APPLICATION = "rewind.asgi.application"
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
            ]
        },
    }
]

# Each thread of the text worker may hold a connection, and the web needs some beside it.
DATABASES = {
    "default": database(read("DATABASE_URL"), DATA_DIR, connections=read("TEXT_CONCURRENCY") + 8),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
VISITOR_COOKIE_SECURE = PRODUCTION

# Signing up and in: allauth, with our own pages and a few rules of ours (accounts/signing).
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 24 * 3600
PASSWORD_RESET_TIMEOUT = 2 * 3600
ACCOUNT_ADAPTER = "accounts.signing.adapter.AccountAdapter"
_FORMS = "accounts.signing.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "request_login_code": f"{_FORMS}.RequestLoginCodeForm",
    "confirm_email_verification_code": f"{_FORMS}.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": f"{_FORMS}.ConfirmLoginCodeForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateFactorForm",
    "activate_totp": f"{_FORMS}.ActivateTOTPForm",
    "add_webauthn": "accounts.signing.passkey_forms.AddWebAuthnForm",
    "authenticate_webauthn": "accounts.signing.passkey_forms.AuthenticateWebAuthnForm",
    "login_webauthn": "accounts.signing.passkey_forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "accounts.signing.passkey_forms.ReauthenticateWebAuthnForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one takes its place once it is confirmed
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"signup": "10/m/ip,100/d/ip"}  # each account has tokens of its own; the rest as allauth has it
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
MFA_ADAPTER = "accounts.signing.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rewind"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are a few seconds off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost has no certificate
SOCIALACCOUNT_ADAPTER = "accounts.signing.social.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = social_providers(read)

# Mail: to the console unless the environment says how else (docs/accounts.md).
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("MAIL_FROM")
globals().update(mail_settings(read))

# What browsers may do with our pages, and how they must come to us.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Browsers of before CSP 3 don't know strict-dynamic and go by 'self'; the others ignore 'self' beside it.
        "script-src": [SELF, NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],  # blob: is what the microphone recorded, heard before it is sent
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if TRUSTED_PROXIES:
    # Only where a proxy of ours stands before us: anybody can send this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The admin's looks; its colours are in static/css/admin.css.
UNFOLD = {
    "SITE_TITLE": "Rewind",
    "SITE_HEADER": "Rewind",
    "SITE_SYMBOL": "admin_panel_settings",
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("css/admin.css")],
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/rewind.svg")}],
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
}

LOGGING = logging_settings(read("LOG_LEVEL"))

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    # What people send and what is made for them: never served by its name, only through tools/files.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # Names with a hash of the content, so that browsers may keep them for ever; served by rewind/static.py.
    "staticfiles": {"BACKEND": "rewind.storage.Storage"},
}

# `up` writes the embedded Valkey's address, password included, to this file (mode 0600) before it starts the rest.
REDIS_URL_FILE = DATA_DIR / "redis_url"
REDIS_URL = read("REDIS_URL") or (REDIS_URL_FILE.read_text().strip() if REDIS_URL_FILE.exists() else "")

# Buying is on when both are set (billing/shop/keys.py).
STRIPE_SECRET_KEY = read("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = read("STRIPE_WEBHOOK_SECRET")
STRIPE_API_URL = read("STRIPE_API_URL")
CACHES = {"default": cache(REDIS_URL)}  # what limits how often one may try to sign in

OPERATOR = {"name": read("OPERATOR_NAME"), "address": read("OPERATOR_ADDRESS"), "email": read("OPERATOR_EMAIL")}

DAILY_TOKENS = {"visitor": read("DAILY_TOKENS_VISITOR"), "user": read("DAILY_TOKENS_USER")}
VISITOR_HOURS = read("VISITOR_HOURS")
HISTORY_DAYS = read("HISTORY_DAYS")
TEXT_MODEL = read("TEXT_MODEL")
TEXT_MODELS = read("TEXT_MODELS") or [TEXT_MODEL]
KINDS = tuple(read("REWIND_KINDS"))
IMAGE_MODEL = read("IMAGE_MODEL")
IMAGE_MODELS = read("IMAGE_MODELS") or [IMAGE_MODEL]
IMAGE_DEVICE = read("IMAGE_DEVICE")
IMAGE_THREADS = read("IMAGE_THREADS")
SPEECH_MODEL = read("SPEECH_MODEL")
SPEECH_MODELS = read("SPEECH_MODELS") or [SPEECH_MODEL]
SPEECH_DEVICE = read("SPEECH_DEVICE")
SPEECH_THREADS = read("SPEECH_THREADS")
TEXT_CONCURRENCY = read("TEXT_CONCURRENCY")
TEXT_DEVICE = read("TEXT_DEVICE")
TEXT_DTYPE = read("TEXT_DTYPE")
TEXT_WEIGHTS = read("TEXT_WEIGHTS")
TEXT_THREADS = read("TEXT_THREADS")
TEXT_CACHE_TOKENS = read("TEXT_CACHE_TOKENS")
TEXT_BATCH_TOKENS = read("TEXT_BATCH_TOKENS")
MODELS_DIR = Path(read("REWIND_MODELS_DIR")) if read("REWIND_MODELS_DIR") else DATA_DIR / "models"
UPSTREAM_BASE_URL = read("UPSTREAM_BASE_URL")
UPSTREAM_API_KEY = read("UPSTREAM_API_KEY")
UPSTREAM_MODEL = read("UPSTREAM_MODEL")
UPSTREAM_CONTEXT = read("UPSTREAM_CONTEXT")
UPSTREAM_LICENCE = read("UPSTREAM_LICENCE")

# How long things may wait, in seconds. Tests shorten them.
LEASE_SECONDS = 15  # a worker that hasn't renewed its lease for so long is taken for dead
HOLD_SECONDS = 3_600  # tokens stay held for a generation at most so long; it must have been started by then
READER_SECONDS = 60  # a generation that nobody reads is stopped after so long
RUN_SECONDS = 1_200  # an image or a recording may be worked on for so long; then the process is ended
RING_SECONDS = 10  # a generation that no worker took rings again after so long
EVENTS_SECONDS = 3_600  # the events of a generation can be read again for so long

# /api: who asks, how bodies are read and errors written, and what the schema says of it.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tools.api.authentication.PrincipalAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_PARSER_CLASSES": ["tools.api.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tools.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Rewind",
    "DESCRIPTION": "Every tool of Rewind by API: the same models, prompts and prices as the pages.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "tools.api.schema.add_events"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
