"""A llama-shaped decoder (Llama, SmolLM2, Qwen2) for a CPU: transformers' model, its layers' work done in packed.py.

It takes the place of the `model` inside transformers' ...ForCausalLM and gets what continuous batching passes to it;
weights, config, cache and generation stay transformers'. It differs in three ways: integer products, one rotary
multiplication in complex numbers, and attention that goes request by request over the cache in place, where the stock
paged attention multiplies every request's queries with every other request's keys and masks most of it away.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention, silu
from transformers import PreTrainedModel
from transformers.modeling_outputs import BaseModelOutputWithPast

from tools.engines.text.packed import NormedLinear, PackedHead, PackedLinear

# The name says "flash" for one reason: transformers then builds no mask [batch tokens, cache tokens] that we don't use.
ATTENTION = "flash_by_request"
SHAPES = ("llama", "qwen2")


def fits(config: Any) -> bool:
    """Whether a model of this config is one that this decoder can stand in for."""
    rope = getattr(config, "rope_parameters", None) or {}
    plain_rope = rope.get("rope_type", "default") == "default"
    return config.model_type in SHAPES and config.hidden_act == "silu" and plain_rope and not _slides(config)


def pack(network: PreTrainedModel) -> None:
    """Replace the network's decoder and head, in place. The float weights are let go as they are packed."""
    inner, config = network.model, network.config
    inner.embed_tokens.float()
    head = network.lm_head.weight
    network.lm_head = PackedHead(inner.norm.weight, config.rms_norm_eps, head)
    network.model = Decoder(inner, config)
    config._attn_implementation = ATTENTION


def _slides(config: Any) -> bool:
    return "sliding_attention" in (getattr(config, "layer_types", None) or [])


@dataclass(slots=True)
class Request:
    """Where one request of a step lies: its rows in the batch, its keys and values in the cache."""

    rows: slice
    keys: slice | Tensor  # of the cache, in place where they are all in one page
    causal: bool
    mask: Tensor | None


@dataclass(slots=True)
class Step:
    """What all layers of one forward pass share."""

    turns: Tensor  # rotary factors, complex [rows, 1, head_dim / 2]
    write: Tensor  # places in the cache, [rows]
    requests: list[Request]
    cache: Any


class Decoder(torch.nn.Module):
    """Embedding and layers. Gives the hidden states before the last norm: that one is a part of the packed head."""

    def __init__(self, inner: Any, config: Any) -> None:
        super().__init__()
        self.embed_tokens = inner.embed_tokens
        self.config = config
        self.register_buffer("frequencies", inner.rotary_emb.inv_freq.float(), persistent=False)
        self.layers: list[Layer] = []
        while len(inner.layers):
            self.layers.append(Layer(inner.layers[0], config))
            del inner.layers[0]

    def forward(self, input_ids: Tensor, position_ids: Tensor, **kwargs: Any) -> BaseModelOutputWithPast:
        """Hidden states [1, rows, hidden]; `kwargs` are continuous batching's PagedAttentionArgs."""
        with torch.inference_mode():
            angles = position_ids[0].unsqueeze(-1) * self.frequencies
            turns = torch.polar(torch.ones_like(angles), angles).unsqueeze(1)
            step = Step(turns, kwargs["write_index"][0], _requests(kwargs), kwargs["cache"])
            rows = self.embed_tokens(input_ids[0])
            for number, layer in enumerate(self.layers):
                rows = layer.step(rows, step, *step.cache.layer_to_allocator[number]._kv_token_views[number])
        return BaseModelOutputWithPast(last_hidden_state=rows.unsqueeze(0))


class Layer:
    """One decoder layer."""

    def __init__(self, layer: Any, config: Any) -> None:
        attention, mlp, epsilon = layer.self_attn, layer.mlp, config.rms_norm_eps
        self.head_dim = attention.head_dim
        self.heads = config.num_attention_heads
        self.kv_heads = config.num_key_value_heads
        projections = (attention.q_proj, attention.k_proj, attention.v_proj)
        weight = torch.cat([self._paired(p.weight, p is not attention.v_proj) for p in projections])
        bias = None
        if attention.q_proj.bias is not None:
            bias = torch.cat([self._paired(p.bias, p is not attention.v_proj) for p in projections])
        self.query_key_value = NormedLinear(layer.input_layernorm.weight, epsilon, weight, bias)
        self.output = PackedLinear(attention.o_proj.weight)
        gate_up = torch.cat([mlp.gate_proj.weight, mlp.up_proj.weight])
        self.gate_up = NormedLinear(layer.post_attention_layernorm.weight, epsilon, gate_up)
        self.down = PackedLinear(mlp.down_proj.weight)

    def step(self, rows: Tensor, step: Step, keys: Tensor, values: Tensor) -> Tensor:
        """rows [rows, hidden] to the same; writes this layer's keys and values [places, kv_heads, head_dim]."""
        heads = self.query_key_value.of(rows).view(len(rows), -1, self.head_dim)
        rotated = self.heads + self.kv_heads
        torch.view_as_complex(heads[:, :rotated].unflatten(-1, (-1, 2))).mul_(step.turns)
        keys.index_copy_(0, step.write, heads[:, self.heads : rotated])
        values.index_copy_(0, step.write, heads[:, rotated:])
        attended = [self._attend(heads[request.rows, : self.heads], keys, values, request) for request in step.requests]
        rows = self.output.add_to(rows, attended[0] if len(attended) == 1 else torch.cat(attended))
        gate, up = self.gate_up.of(rows).chunk(2, dim=-1)
        return self.down.add_to(rows, silu(gate).mul_(up))

    def _attend(self, queries: Tensor, keys: Tensor, values: Tensor, request: Request) -> Tensor:
        """Attention of one request: queries [rows, heads, head_dim] to [rows, heads * head_dim]."""
        out = scaled_dot_product_attention(
            queries.transpose(0, 1).unsqueeze(0),
            keys[request.keys].transpose(0, 1).unsqueeze(0),
            values[request.keys].transpose(0, 1).unsqueeze(0),
            attn_mask=request.mask,
            is_causal=request.causal,
            enable_gqa=True,
        )
        return out[0].transpose(0, 1).reshape(len(queries), -1)

    def _paired(self, weight: Tensor, rotates: bool) -> Tensor:
        """Rows of each head so ordered that the two that a rotation mixes are neighbours: one complex number."""
        if not rotates:
            return weight
        heads = weight.view(-1, 2, self.head_dim // 2, *weight.shape[1:])
        return heads.transpose(1, 2).reshape(weight.shape)


def _requests(kwargs: dict[str, Any]) -> list[Request]:
    """The step's requests, from continuous batching's cumulated lengths and cache places."""
    rows = kwargs["cu_seq_lens_q"].tolist()
    lengths = next(iter(kwargs["cu_seq_lens_k"].values())).tolist()
    fresh = kwargs["read_index"][0].numel() == 0  # nothing was cached before: keys are where this step writes them
    places = kwargs["write_index"][0] if fresh else kwargs["read_index"][0]
    ends = places[torch.tensor([[start, end - 1] for start, end in itertools.pairwise(lengths)])].tolist()
    requests = []
    for number, (first, last) in enumerate(ends):
        start, end = lengths[number], lengths[number + 1]
        in_place = last - first == end - start - 1
        keys = slice(first, last + 1) if in_place else places[start:end]
        new = rows[number + 1] - rows[number]
        mask = None if new in (1, end - start) else _mask(new, end - start)
        requests.append(Request(slice(rows[number], rows[number + 1]), keys, new > 1 and mask is None, mask))
    return requests


def _mask(new: int, length: int) -> Tensor:
    """Which keys each of a request's `new` last positions sees, [new, length]."""
    return torch.ones(new, length, dtype=torch.bool).tril(length - new)
