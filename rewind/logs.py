"""How every process of the site logs: one readable line a record, to standard error."""

import warnings
from typing import Any

# In a container root is the usual user; the worker takes JSON only, and nobody else's.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING. Libraries that talk a lot are held at WARNING whatever `level` is."""
    quiet = ("asyncio", "httpx", "httpcore", "transformers", "urllib3", "filelock", "markdown_it")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handler prints only with DEBUG; ours prints always.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},  # a 404 is the visitor's business
            "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
            # Without a handler of its own it would print beside ours.
            "ContinuousBatchingLogger": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            **{name: {"level": "WARNING"} for name in quiet},
        },
    }
