"""What a prompt is to a FLUX-shaped model: a row of token states and one pooled vector.

FLUX has two text encoders of its own (T5 for the states, CLIP for the vector). The starter has none: MiniLM, which is
installed for the search anyway, gives it both (prompts.py). Who draws doesn't see the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from diffusers import FluxPipeline
from torch import Tensor

from tools.engines.image import prompts

KEPT = 64  # prompts; FLUX's states are 2 MB each
FLUX_TOKENS = 256  # what FLUX.1-schnell was trained with


@dataclass(frozen=True, slots=True)
class Conditions:
    """`states` are [1, tokens, width], `pooled` is [1, width], in the transformer's dtype and on its device."""

    states: Tensor
    pooled: Tensor


Encode = Callable[[str], Conditions]


def encoder(pipeline: FluxPipeline) -> Encode:
    """What turns a prompt into conditions for the pipeline.

    The last prompts' are kept: people draw the same words again and again, and T5 takes longer than a step.
    """
    encode = _minilm(pipeline) if pipeline.text_encoder_2 is None else _own(pipeline)
    return lru_cache(KEPT)(torch.no_grad()(encode))


def _own(pipeline: FluxPipeline) -> Encode:
    def encode(prompt: str) -> Conditions:
        states, pooled, _ = pipeline.encode_prompt(prompt, max_sequence_length=FLUX_TOKENS)
        return Conditions(states, pooled)

    return encode


def _minilm(pipeline: FluxPipeline) -> Encode:
    where = {"device": pipeline.transformer.device, "dtype": pipeline.transformer.dtype}

    def encode(prompt: str) -> Conditions:
        states, pooled = prompts.encode([prompt])
        return Conditions(states.to(**where), pooled.to(**where))

    return encode
