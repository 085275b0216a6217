"""Every setting that the environment can give, in one table: the settings file, the docs and a test read it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError

from rewind import mail

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, the reader of `environs` that parses it, its default and what it is for.

    `choices` are the only values of a "str"; `least` and `most` bound an "int" or a "float", both included.
    """

    name: str
    kind: str  # "str", "int", "float", "bool", "list", "path"
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    def problem(self, value: Any) -> str:
        """Why the parsed `value` can't be taken, or "" when it can."""
        if self.choices and value not in self.choices:
            return f"it must be one of {', '.join(self.choices)}"
        if self.least is not None and value < self.least:
            return f"it must be at least {self.least:g}"
        if self.most is not None and value > self.most:
            return f"it must be at most {self.most:g}"
        return ""


# What each kind is called before people.
KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list, separated by commas",
    "path": "a path",
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", "str", "127.0.0.1", "Address that the web server listens on."),
    Setting("PORT", "int", 8000, "Port that the web server listens on.", least=1, most=65_535),
    Setting(
        "REWIND_DATA_DIR", "path", BASE_DIR / "var", "Folder for the database, the broker's file and model weights."
    ),
    Setting(
        "REWIND_ENV",
        "str",
        "development",
        "`development` or `production`; production needs a secret key and hosts, and HTTPS before it.",
        choices=("development", "production"),
    ),
    Setting("SECRET_KEY", "str", "", "Signs cookies and keys hashes. Made and kept in the data folder in development."),
    Setting("SECRET_KEY_FALLBACKS", "list", [], "Older secret keys whose cookies still count, separated by commas."),
    Setting("ALLOWED_HOSTS", "list", [], "Host names that the site answers to, separated by commas."),
    Setting(
        "TRUSTED_PROXIES", "int", 0, "How many proxies stand before the web server and set X-Forwarded-For.", least=0
    ),
    Setting("DATABASE_URL", "str", "", "PostgreSQL's address; empty means SQLite in the data folder."),
    Setting("REDIS_URL", "str", "", "Redis's or Valkey's address; empty means the embedded Valkey that `up` starts."),
    Setting("DAILY_TOKENS_VISITOR", "int", 2_500, "Free tokens a day for a visitor.", least=0),
    Setting("DAILY_TOKENS_USER", "int", 5_000, "Free tokens a day for an account.", least=0),
    Setting("VISITOR_HOURS", "int", 24, "Hours after which what visitors made is deleted.", least=1),
    Setting("HISTORY_DAYS", "int", 30, "Days after which what accounts made and didn't save is deleted.", least=1),
    Setting("TEXT_MODEL", "str", "smollm2-135m-instruct", "The catalogue's slug of the default text model."),
    Setting(
        "TEXT_MODELS", "list", [], "Slugs of the text models that this machine's workers load; empty means TEXT_MODEL."
    ),
    Setting(
        "REWIND_KINDS",
        "list",
        ["text", "image", "speech"],
        "Kinds of models that `up` starts a worker for and /readyz waits for: text, image, speech.",
    ),
    Setting("IMAGE_MODEL", "str", "rewind-icons", "The catalogue's slug of the default image model."),
    Setting("IMAGE_MODELS", "list", [], "Slugs of the image models that workers load; empty means IMAGE_MODEL."),
    Setting("IMAGE_DEVICE", "str", "auto", "As TEXT_DEVICE, for images."),
    Setting(
        "IMAGE_THREADS",
        "int",
        0,
        "CPU threads of the image model; 0 means one a physical core, and one in all for a small model.",
        least=0,
    ),
    Setting("SPEECH_MODEL", "str", "whisper-base", "The catalogue's slug of the default speech model."),
    Setting("SPEECH_MODELS", "list", [], "Slugs of the speech models that workers load; empty means SPEECH_MODEL."),
    Setting("SPEECH_DEVICE", "str", "auto", "As TEXT_DEVICE, for speech."),
    Setting("SPEECH_THREADS", "int", 0, "CPU threads of the speech model; 0 means one a physical core.", least=0),
    Setting("TEXT_CONCURRENCY", "int", 32, "Generations that one text worker runs at the same time.", least=1),
    Setting(
        "REWIND_MODELS_DIR",
        "str",
        "",
        "Folder of the models' folders, named by slug; empty means `models` in the data folder.",
    ),
    Setting("TEXT_DEVICE", "str", "auto", "`cpu`, `cuda`, `cuda:1`...; auto takes a GPU where there is one."),
    Setting("TEXT_DTYPE", "str", "auto", "`float32`, `bfloat16` or `float16`; auto takes what the device is fast at."),
    Setting(
        "TEXT_WEIGHTS",
        "str",
        "auto",
        "`packed` keeps weights in 4 or 8 bits on a CPU, `plain` doesn't; auto packs if exact.",
    ),
    Setting("TEXT_THREADS", "int", 0, "CPU threads of one text model; 0 means one a physical core."),
    Setting(
        "TEXT_CACHE_TOKENS", "int", 0, "Tokens of all running generations that the cache holds; 0 means by the memory."
    ),
    Setting(
        "TEXT_BATCH_TOKENS",
        "int",
        0,
        "Most tokens in one forward pass, so the size of a prompt's chunks; 0 means by device.",
    ),
    Setting(
        "UPSTREAM_BASE_URL", "str", "", "Address of a server that speaks OpenAI's protocol; gives the model `upstream`."
    ),
    Setting("UPSTREAM_API_KEY", "str", "", "That server's key, where it wants one."),
    Setting("UPSTREAM_MODEL", "str", "default", "The name by which that server knows its model."),
    Setting("UPSTREAM_CONTEXT", "int", 8_192, "That model's context, in tokens."),
    Setting("UPSTREAM_LICENCE", "str", "see the server", "That model's licence, as shown to people."),
    Setting(
        "STRIPE_SECRET_KEY",
        "str",
        "",
        "Stripe's secret key, `sk_test_...` or `sk_live_...`; empty means that buying is switched off.",
    ),
    Setting(
        "STRIPE_WEBHOOK_SECRET",
        "list",
        [],
        "The webhook's signing secret `whsec_...`; two, separated by a comma, while one takes the other's place.",
    ),
    Setting("STRIPE_API_URL", "str", "", "Address of a stand-in for Stripe, for tests; empty means Stripe itself."),
    Setting("MAIL_FROM", "str", "Rewind <no-reply@localhost>", "Sender of the mails about accounts."),
    Setting(
        "EMAIL_URL",
        "str",
        "console:",
        "How mail goes: `console:`, `file:///folder`, `smtp://`, `smtp+tls://` or `smtps://` user:password@host:port.",
    ),
    Setting(
        "MAIL_PROVIDER",
        "str",
        "none",
        "A mail service that is used by its API instead of EMAIL_URL (docs/accounts.md).",
        choices=("none", *mail.PROVIDERS),
    ),
    Setting("MAIL_KEY", "str", "", "That service's API key or token."),
    Setting("MAIL_SECRET", "str", "", "That service's second key: Mailjet has one."),
    Setting("MAIL_DOMAIN", "str", "", "The sender's domain, where the service asks for it: Mailgun does."),
    Setting("MAIL_API_URL", "str", "", "That service's API where it isn't the usual one, such as Mailgun's in Europe."),
    Setting("GOOGLE_CLIENT_ID", "str", "", "With the secret: lets people sign in with Google."),
    Setting("GOOGLE_CLIENT_SECRET", "str", "", "The secret that belongs to it."),
    Setting("GITHUB_CLIENT_ID", "str", "", "With the secret: lets people sign in with GitHub."),
    Setting("GITHUB_CLIENT_SECRET", "str", "", "The secret that belongs to it."),
    Setting("OPERATOR_NAME", "str", "", "Who runs this site, as the privacy page and the terms say."),
    Setting("OPERATOR_ADDRESS", "str", "", "Their postal address."),
    Setting("OPERATOR_EMAIL", "str", "", "Their e-mail address."),
    Setting("LOG_LEVEL", "str", "INFO", "Least severe level that is logged.", choices=LEVELS),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_env = Env(expand_vars=False)


def read(name: str) -> Any:
    """The value of the variable `name`, parsed; its default where it is unset or empty.

    Raises ImproperlyConfigured, naming the variable, when the text doesn't parse or isn't allowed.
    """
    setting = _BY_NAME[name]
    if os.environ.get(name, "").strip() == "":
        return setting.default
    try:
        value = getattr(_env, setting.kind)(name)
    except (EnvValidationError, ValueError) as error:
        raise _refused(setting, f"it must be {KINDS[setting.kind]}") from error
    if setting.kind == "list":
        value = [item.strip() for item in value if item.strip()]
    if setting.kind == "path":
        value = value.expanduser().absolute()
    if problem := setting.problem(value):
        raise _refused(setting, problem)
    return value


def _refused(setting: Setting, why: str) -> ImproperlyConfigured:
    # A secret with a typo must not end up in a log, so the value is named for the harmless kinds only.
    shown = "" if setting.kind == "str" and not setting.choices else f"={os.environ[setting.name]}"
    return ImproperlyConfigured(f"{setting.name}{shown}: {why}. {setting.help}")
