"""A prompt as the numbers that the starter image model reads: all-MiniLM-L6-v2's states.

The model's FLUX transformer takes two inputs: the states of the prompt's first tokens (`prompt_embeds`) and their
scaled mean (`pooled_prompt_embeds`). Training (training/) and drawing both get them here, so that they agree:

    states, mean = encode(["red apple"])
    nothing, nothing_mean = encode([""])
    pipeline(prompt_embeds=states, pooled_prompt_embeds=mean,
             negative_prompt_embeds=nothing, negative_pooled_prompt_embeds=nothing_mean, true_cfg_scale=3.0, ...)

The empty prompt is the one that a tenth of training saw, and so the one for guidance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from tools.catalogue import EMBEDDER
from tools.weights import BrokenWeights, place_in_package

TOKENS = 12  # of a prompt, with its [CLS] and [SEP]: about nine words; the mean is over the same ones
WIDTH = 384
MEAN_SCALE = 2.0  # brings the mean's numbers nearer to 1; the states are scaled for the same reason
STATE_SCALE = 1.5


@torch.inference_mode()
def encode(prompts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """`prompt_embeds` float32 [n, TOKENS, WIDTH] and `pooled_prompt_embeds` float32 [n, WIDTH].

    A shorter prompt's states end in zeros; a longer one is cut. Raises BrokenWeights.
    """
    tokenizer, model = _model()
    encodings = tokenizer.encode_batch([prompt.strip().rstrip(".!") for prompt in prompts])
    ids = torch.tensor([encoding.ids for encoding in encodings])
    mask = torch.tensor([encoding.attention_mask for encoding in encodings])
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state * mask.unsqueeze(-1)
    mean = states.sum(1) / mask.sum(1, keepdim=True)
    return states * STATE_SCALE, mean * MEAN_SCALE


@cache
def _model() -> tuple[Tokenizer, Any]:
    if EMBEDDER.package is None:
        raise BrokenWeights(f"{EMBEDDER.name} has no package in the catalogue.")
    folder: Path = place_in_package(EMBEDDER.package).parent
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        model = BertModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True, add_pooling_layer=False)
    except Exception as error:  # the tokenizer's own errors have no better class
        raise BrokenWeights(f"{EMBEDDER.name} can't be read from {folder}: {error}") from error
    tokenizer.enable_truncation(TOKENS)
    tokenizer.enable_padding(length=TOKENS)
    return tokenizer, model.eval()
