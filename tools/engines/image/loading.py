"""Bringing an image model into memory, and making it fast where there is a GPU."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import torch
from diffusers import FluxImg2ImgPipeline, FluxPipeline
from diffusers.utils.logging import disable_progress_bar
from django.conf import settings
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention
from transformers.utils.logging import disable_progress_bar as disable_transformers_progress_bar

from tools import weights
from tools.catalogue import Model
from tools.engines.base import EngineError, first_line
from tools.engines.image.conditions import Encode, encoder
from tools.engines.image.previews import Previewer

GIB = 2**30
HOPPER = 9  # the major number of its compute capability

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory. Both pipelines are the same parts: one begins with noise, the other with a picture."""

    drawing: FluxPipeline
    variation: FluxImg2ImgPipeline
    encode: Encode
    previewer: Previewer
    device: str

    @property
    def on_gpu(self) -> bool:
        return self.device.startswith("cuda")


def load(model: Model) -> Loaded:
    """The model in memory. Raises EngineError with one line that says what to do."""
    place = weights.folder(model)
    device = _device()
    try:
        weights.check(model, thorough=True)
        absent = _absent_parts(model, place)
        _check_room(model, place, device)
        loaded = assemble(_pipeline(place, device, absent), device)
        loaded.encode("")  # MiniLM's weights may be missing, too
        return loaded
    except weights.BrokenWeights as error:
        raise EngineError(str(error)) from error
    except (OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as error:
        raise EngineError(f"{model.name} can't be loaded from {place}: {first_line(error)}") from error


def assemble(pipeline: FluxPipeline, device: str) -> Loaded:
    """What draws with a pipeline that is in memory already; `load` does this."""
    # The prediction tells where the latents are going, which previews show; FluxPipeline hands it out when asked to.
    drawing, variation = pipeline, FluxImg2ImgPipeline(**pipeline.components)
    for each in (drawing, variation):
        each.set_progress_bar_config(disable=True)
        each._callback_tensor_inputs = ["latents", "noise_pred"]
    return Loaded(drawing, variation, encoder(pipeline), Previewer(pipeline), device)


def speed_up(pipeline: FluxPipeline) -> None:
    """Make a pipeline on a GPU fast: quick attention, compiled blocks. The first picture of each size then waits.

    Of what there is, this is what pays for four steps in bfloat16. Joining the projections of query, key and value
    gains nothing in compiled blocks, and caches of whole steps have nothing to reuse in four.
    """
    inductor = torch._inductor.config
    inductor.conv_1x1_as_mm = inductor.coordinate_descent_tuning = True
    inductor.epilogue_fusion = False
    torch._dynamo.config.recompile_limit = 64  # a variant of each block for each size
    pipeline.transformer.set_attention_backend(quickest_attention())
    # Blocks of one kind share their code, so compiling them takes seconds where the whole model takes minutes.
    pipeline.transformer.compile_repeated_blocks(fullgraph=True, dynamic=False)
    pipeline.vae.to(memory_format=torch.channels_last)
    pipeline.vae.decoder.compile(dynamic=False)


def quickest_attention() -> str:
    """The name in diffusers of the quickest exact attention that this machine has."""
    hopper = torch.cuda.get_device_capability()[0] >= HOPPER
    if hopper and find_spec("flash_attn_interface"):
        return "_flash_3"
    if hopper and _cudnn_attends():
        return "_native_cudnn"
    return "flash" if find_spec("flash_attn") else "native"


def _cudnn_attends() -> bool:
    """Whether cuDNN's attention runs here, in FLUX's shape: builds of PyTorch and drivers differ in this."""
    heads = torch.zeros(1, 24, 256, 128, dtype=torch.bfloat16, device="cuda")
    try:
        with sdpa_kernel(SDPBackend.CUDNN_ATTENTION):
            scaled_dot_product_attention(heads, heads, heads)
    except RuntimeError:
        return False
    return True


def _pipeline(place: Path, device: str, absent: list[str]) -> FluxPipeline:
    disable_progress_bar()
    disable_transformers_progress_bar()
    # A CPU computes in float32: there it is exact, and often faster. The model is in bfloat16 for a GPU.
    dtype = torch.bfloat16 if device.startswith("cuda") else torch.float32
    pipeline = FluxPipeline.from_pretrained(
        place, dtype=dtype, use_safetensors=True, local_files_only=True, **dict.fromkeys(absent)
    )
    return pipeline.to(device)


def _absent_parts(model: Model, place: Path) -> list[str]:
    """The parts that the folder says it has none of, which diffusers wants to hear again. Raises EngineError."""
    index = json.loads((place / "model_index.json").read_text())
    kind = index.get("_class_name")
    if kind != "FluxPipeline":
        raise EngineError(
            f"{model.name} can't be loaded: {place} holds a {kind}, and this engine draws by FluxPipeline."
        )
    return [name for name, found in index.items() if found == [None, None]]


def _check_room(model: Model, place: Path, device: str) -> None:
    """Weights that don't fit would take the machine down with them, so they aren't begun with."""
    needed = sum(path.stat().st_size for path in place.rglob("*.safetensors"))
    if device.startswith("cuda"):
        free, _ = torch.cuda.mem_get_info(device)
    else:
        needed, free = 2 * needed, psutil.virtual_memory().available  # files of 16 bits, computed in 32
    if needed > free:
        raise EngineError(
            f"{model.name} takes {needed / GIB:.1f} GiB and {device} has {free / GIB:.1f} GiB free: "
            "choose another IMAGE_MODEL or another IMAGE_DEVICE."
        )


def _device() -> str:
    """The device of the settings, where "auto" takes a GPU if there is one."""
    if settings.IMAGE_DEVICE != "auto":
        return settings.IMAGE_DEVICE
    return "cuda" if torch.cuda.is_available() else "cpu"
