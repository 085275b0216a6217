"""Every setting that the environment can give, in one table: the settings file, the docs and a test read it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, the reader of `environs` that parses it, its default and what it is for."""

    name: str
    kind: str  # "str", "int", "float", "bool", "list", "path"
    default: Any
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", "str", "127.0.0.1", "Address that the web server listens on."),
    Setting("PORT", "int", 8000, "Port that the web server listens on."),
    Setting("REWIND_DATA_DIR", "path", BASE_DIR / "var", "Folder for the database, the broker's file and model weights."),
    Setting("REWIND_ENV", "str", "development", "`development` or `production`; production needs a secret key and hosts."),
    Setting("SECRET_KEY", "str", "", "Signs cookies and keys hashes. Made and kept in the data folder in development."),
    Setting("ALLOWED_HOSTS", "list", [], "Host names that the site answers to, separated by commas."),
    Setting("TRUSTED_PROXIES", "int", 0, "How many proxies stand before the web server and set X-Forwarded-For."),
    Setting("DATABASE_URL", "str", "", "PostgreSQL's address; empty means SQLite in the data folder."),
    Setting("REDIS_URL", "str", "", "Redis's or Valkey's address; empty means the embedded Valkey that `up` starts."),
    Setting("DAILY_TOKENS_VISITOR", "int", 2_500, "Free tokens a day for a visitor."),
    Setting("DAILY_TOKENS_USER", "int", 5_000, "Free tokens a day for an account."),
    Setting("TEXT_MODEL", "str", "smollm2-135m-instruct", "The catalogue's slug of the default text model."),
    Setting("TEXT_MODELS", "list", [], "Slugs of the text models that this machine's workers load; empty means TEXT_MODEL."),
    Setting("TEXT_CONCURRENCY", "int", 32, "Generations that one text worker runs at the same time."),
    Setting("REWIND_MODELS_DIR", "str", "", "Folder of model folders, named by slug; looked into before the data folder."),
    Setting("TEXT_DEVICE", "str", "auto", "`cpu`, `cuda`, `cuda:1`...; auto takes a GPU where there is one."),
    Setting("TEXT_DTYPE", "str", "auto", "`float32`, `bfloat16` or `float16`; auto takes what the device is fast at."),
    Setting("TEXT_WEIGHTS", "str", "auto", "`packed` keeps weights in 4 or 8 bits on a CPU, `plain` doesn't; auto packs if exact."),
    Setting("TEXT_THREADS", "int", 0, "CPU threads of one text model; 0 means one a physical core."),
    Setting("TEXT_CACHE_TOKENS", "int", 0, "Tokens of all running generations that the cache holds; 0 means by the memory."),
    Setting("TEXT_BATCH_TOKENS", "int", 0, "Most tokens in one forward pass, so the size of a prompt's chunks; 0 means by device."),
    Setting("UPSTREAM_BASE_URL", "str", "", "Address of a server that speaks OpenAI's protocol; gives the model `upstream`."),
    Setting("UPSTREAM_API_KEY", "str", "", "That server's key, where it wants one."),
    Setting("UPSTREAM_MODEL", "str", "default", "The name by which that server knows its model."),
    Setting("UPSTREAM_CONTEXT", "int", 8_192, "That model's context, in tokens."),
    Setting("UPSTREAM_LICENCE", "str", "see the server", "That model's licence, as shown to people."),
    Setting("LOG_LEVEL", "str", "INFO", "Least severe level that is logged."),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_env = Env(expand_vars=False)


def read(name: str) -> Any:
    """The value of the variable `name`, parsed; its default where it is unset or empty.

    Raises ImproperlyConfigured, naming the variable, when the text doesn't parse.
    """
    setting = _BY_NAME[name]
    raw = _env.str(name, "")
    if raw == "":
        return setting.default
    try:
        return getattr(_env, setting.kind)(name)
    except (EnvValidationError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}={raw!r} isn't a valid {setting.kind}: {setting.help}") from error
