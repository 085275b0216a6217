"""What the answers' placeholders stand for: the settings and limits that the code goes by."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from accounts.models import OVERLAP
from billing import packs
from billing.shop import gateway
from glossary.page import names_for
from tools import downloads, toolbox
from tools.files.decoding import limits
from tools.quotes import A_RECORDING, A_SECOND, A_SQUARE, LONGEST_RECORDING, MINIMUM_TEXT, image_price, speech_price
from tools.sharing.own import LONGEST_FOR_VISITORS
from tools.toolbox.image import MOST_PICTURES, drawn_by
from tools.toolbox.messages import MOST_MESSAGES
from tools.toolbox.speech import languages
from tools.toolbox.text import MOST_CHOICES, MOST_STOPS

ON = "Yes, in packs:"
OFF = "Buying is switched off on this site at the moment. Where it is on, there are packs:"
_MILLION, _BILLION = 1_000_000, 1_000_000_000


def facts(request: HttpRequest) -> dict[str, str]:
    """The value of each placeholder."""
    models = toolbox.get("chat").models()
    default = models[0]
    return names_for(request) | {
        "visitor_tokens": f"{settings.DAILY_TOKENS['visitor']:,}",
        "user_tokens": f"{settings.DAILY_TOKENS['user']:,}",
        "buying": ON if gateway.is_on() else OFF,
        "packs": _listed([f"${pack.dollars} for {pack.tokens:,} tokens" for pack in packs.PACKS]),
        "visitor_hours": str(settings.VISITOR_HOURS),
        "history_days": str(settings.HISTORY_DAYS),
        "overlap_hours": f"{OVERLAP.total_seconds() / 3600:.0f}",
        "least": str(MINIMUM_TEXT),
        "reader_seconds": str(settings.READER_SECONDS),
        "models": _listed([model.name for model in models]),
        "licences": _listed(sorted({f"{model.licence} ({model.name})" for model in models})),
        "default_model": default.name,
        "default_size": _size(default.parameters),
        "context": f"{default.context_length:,}",
        "most_messages": str(MOST_MESSAGES),
        "most_choices": str(MOST_CHOICES),
        "most_stops": str(MOST_STOPS),
        "share_days": str(LONGEST_FOR_VISITORS),
        **_of_images(),
        **_of_speech(),
        "text_formats": _formats("text"),
        "speech_formats": _formats("speech"),
    }


def _of_images() -> dict[str, str]:
    """Those about pictures."""
    tool = toolbox.get("text-to-image")
    models = tool.models()
    width, height = drawn_by(models[0]).sizes[0]
    four = tool.quote({"size": f"{width}x{height}", "n": MOST_PICTURES}, models[0])
    return {
        "image_model": models[0].name,
        "image_models": _listed([model.name for model in models]),
        "image_licences": _listed(sorted({model.licence for model in models})),
        "image_size": f"{width} by {height}",
        "image_square": str(A_SQUARE),
        "icon_price": str(image_price(64, 64)),
        "image_four": f"{four.tokens:,}",
        "image_side": f"{limits.SIDE:,}",
        "file_megabytes": str(limits.MOST_BYTES // limits.MEBIBYTE),
    }


def _formats(kind: str) -> str:
    return _listed([one.name for one in downloads.formats_for(kind)])


def _of_speech() -> dict[str, str]:
    """Those about recordings."""
    models = toolbox.get("transcribe").models()
    factor = models[0].factor
    return {
        "speech_model": models[0].name,
        "speech_models": _listed([model.name for model in models]),
        "speech_languages": str(len(languages(models))),
        "speech_minutes": str(LONGEST_RECORDING // 60),
        "speech_base": str(A_RECORDING),
        "speech_second": str(A_SECOND),
        "speech_minute": f"{speech_price(60, factor):,}",
        "speech_most": f"{speech_price(LONGEST_RECORDING, factor):,}",
    }


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _size(parameters: int) -> str:
    """134515008 as "135 million"; an upstream server tells no number."""
    if not parameters:
        return "an unknown number of"
    if parameters >= _BILLION:
        return f"{parameters / _BILLION:.1f} billion"
    return f"{parameters / _MILLION:.0f} million"
