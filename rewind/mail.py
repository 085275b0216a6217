"""How mail leaves the site: to the console, into a folder, by SMTP, or by a mail service's API."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS = 10  # a mail server that doesn't answer must not hold a page longer

# Each service that anymail knows and that needs no package of its own: what our variables are called there.
PROVIDERS: dict[str, dict[str, str]] = {
    "brevo": {"MAIL_KEY": "BREVO_API_KEY"},
    "mailersend": {"MAIL_KEY": "MAILERSEND_API_TOKEN"},
    "mailgun": {
        "MAIL_KEY": "MAILGUN_API_KEY",
        "MAIL_DOMAIN": "MAILGUN_SENDER_DOMAIN",
        "MAIL_API_URL": "MAILGUN_API_URL",
    },
    "mailjet": {"MAIL_KEY": "MAILJET_API_KEY", "MAIL_SECRET": "MAILJET_SECRET_KEY"},
    "postmark": {"MAIL_KEY": "POSTMARK_SERVER_TOKEN"},
    "resend": {"MAIL_KEY": "RESEND_API_KEY"},
    "scaleway": {"MAIL_KEY": "SCALEWAY_SECRET_KEY", "MAIL_DOMAIN": "SCALEWAY_PROJECT_ID"},
    "sparkpost": {"MAIL_KEY": "SPARKPOST_API_KEY", "MAIL_API_URL": "SPARKPOST_API_URL"},
}
_SMTP: dict[str, dict[str, bool]] = {"smtp": {}, "smtp+tls": {"EMAIL_USE_TLS": True}, "smtps": {"EMAIL_USE_SSL": True}}
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_REFUSED = "EMAIL_URL must be console:, file:///folder, smtp://, smtp+tls:// or smtps:// user:password@host:port."
_BACKENDS = "django.core.mail.backends"


def mail_settings(read: Callable[[str], Any]) -> dict[str, Any]:
    """Django's settings of mail, from the variables that `read` gives. Raises ImproperlyConfigured."""
    provider = read("MAIL_PROVIDER")
    if provider == "none":
        return _by_url(read("EMAIL_URL"))
    names = PROVIDERS[provider]
    if not read("MAIL_KEY"):
        raise ImproperlyConfigured(f"MAIL_PROVIDER={provider} needs MAIL_KEY in the environment.")
    keys = {theirs: read(ours) for ours, theirs in names.items() if read(ours)}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
        "ANYMAIL": {**keys, "REQUESTS_TIMEOUT": SECONDS},
    }


def _by_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(_REFUSED) from error
    if parts.scheme not in _SMTP or not parts.hostname or parts.query:
        raise ImproperlyConfigured(_REFUSED)
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": SECONDS,
        **_SMTP[parts.scheme],
    }
