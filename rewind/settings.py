"""Django's settings, the only file of them; what differs between machines comes from the environment (`env.py`)."""

import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from rewind.env import BASE_DIR, read

PRODUCTION = read("REWIND_ENV") == "production"
DEBUG = False
DATA_DIR: Path = read("REWIND_DATA_DIR")
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _development_secret() -> str:
    """The secret kept in the data folder, made at the first start."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = read("SECRET_KEY")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
if PRODUCTION and not (SECRET_KEY and ALLOWED_HOSTS):
    raise ImproperlyConfigured("REWIND_ENV=production needs SECRET_KEY and ALLOWED_HOSTS in the environment.")
SECRET_KEY = SECRET_KEY or _development_secret()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
TRUSTED_PROXIES = read("TRUSTED_PROXIES")

INSTALLED_APPS = [
    "rewind",
    "glossary",
    "tools",
    "billing",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.VisitorCookieMiddleware",
]
ROOT_URLCONF = "rewind.urls"
ASGI_APPLICATION = "rewind.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "rewind.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL, for this file holds money: NORMAL may lose the last commits when the power goes.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
    },
}
DATABASES = {"default": dj_database_url.parse(read("DATABASE_URL")) if read("DATABASE_URL") else SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
VISITOR_COOKIE_SECURE = PRODUCTION

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"

# `up` writes the embedded Valkey's address, password included, to this file (mode 0600) before it starts the rest.
REDIS_URL_FILE = DATA_DIR / "redis_url"
REDIS_URL = read("REDIS_URL") or (REDIS_URL_FILE.read_text().strip() if REDIS_URL_FILE.exists() else "")

DAILY_TOKENS = {"visitor": read("DAILY_TOKENS_VISITOR"), "user": read("DAILY_TOKENS_USER")}
TEXT_MODEL = read("TEXT_MODEL")
TEXT_MODELS = read("TEXT_MODELS") or [TEXT_MODEL]
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
