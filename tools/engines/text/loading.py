"""Bringing a model into memory: what the machine is, the sizes that follow, the weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil
import torch
from django.conf import settings
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig, PreTrainedModel

from tools import weights
from tools.catalogue import Model
from tools.engines.base import EngineError, first_line
from tools.engines.sizing import Machine, Shape, Sizes, TooSmall, sizes
from tools.engines.text import decoder, packed


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory and how it is to be run."""

    network: PreTrainedModel
    generation: GenerationConfig
    sizes: Sizes


def load(model: Model) -> Loaded:
    """The model in memory. Raises EngineError with one line that says what to do."""
    try:
        weights.check(model, thorough=True)
        place = weights.folder(model)
        config = AutoConfig.from_pretrained(place)
        chosen = choose(config, model)
        torch.set_num_threads(chosen.threads)
        network = _network(place, chosen, pack=packs(config))
    except (weights.BrokenWeights, TooSmall) as error:
        raise EngineError(str(error)) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(f"{model.name} can't be loaded: {first_line(error)}") from error
    return Loaded(network, GenerationConfig.from_pretrained(place), chosen)


def _network(place: Path, chosen: Sizes, *, pack: bool) -> PreTrainedModel:
    """The network with its weights on the device, packed where that is wanted and possible."""
    dtype = "auto" if pack else getattr(torch, chosen.dtype)  # packing starts from the file's own numbers
    network = AutoModelForCausalLM.from_pretrained(
        place, dtype=dtype, device_map=chosen.device, attn_implementation="sdpa"
    ).eval()
    if pack:
        with torch.inference_mode(False), torch.no_grad():
            decoder.pack(network)
    return network


def packs(config: AutoConfig) -> bool:
    """Whether the model is to run in the packed decoder: on a CPU that has the kernels, if the settings let it.

    On a CPU that multiplies bfloat16 too: packed keeps up there, and only packed answers the same in any crowd.
    """
    wanted = settings.TEXT_WEIGHTS == "packed" or (
        settings.TEXT_WEIGHTS == "auto" and settings.TEXT_DTYPE in ("auto", "float32")
    )
    return wanted and _device() == "cpu" and packed.supported() and decoder.fits(config)


def choose(config: AutoConfig, model: Model) -> Sizes:
    """The sizes for this model on this machine, by the settings where they say something."""
    heads = config.num_attention_heads
    shape = Shape(
        weights=model.parameters,
        layers=config.num_hidden_layers,
        kv_heads=getattr(config, "num_key_value_heads", heads),
        head_dim=getattr(config, "head_dim", None) or config.hidden_size // heads,
        context=model.context_length,
    )
    return sizes(
        machine(_device()),
        shape,
        requests=settings.TEXT_CONCURRENCY,
        dtype="float32" if packs(config) else settings.TEXT_DTYPE,  # what the packed decoder computes and caches in
        threads=settings.TEXT_THREADS,
        cache_tokens=settings.TEXT_CACHE_TOKENS,
        batch_tokens=settings.TEXT_BATCH_TOKENS,
    )


def _device() -> str:
    """The device of the settings, where "auto" takes a GPU if there is one."""
    if settings.TEXT_DEVICE != "auto":
        return settings.TEXT_DEVICE
    return "cuda" if torch.cuda.is_available() else "cpu"


def machine(device: str) -> Machine:
    """The machine as it is now."""
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    if device.startswith("cuda"):
        free, _ = torch.cuda.mem_get_info(device)
        return Machine(device, free, cores, bfloat16=torch.cuda.is_bf16_supported())
    return Machine(device, psutil.virtual_memory().available, cores, bfloat16=_cpu_has_bfloat16())


def _cpu_has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 itself (AVX512-BF16 or AMX)."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
