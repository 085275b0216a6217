"""Choosing the next token for each request of a batch by that request's own temperature, top_p and seed.

Random numbers come from a counter, not from a generator with a state: the number for a request's k-th position is a
hash of its seed and k. So a seeded answer is the same whatever else is in the batch, and a request that is paused,
moved or computed twice draws the same numbers again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

_MASK = 2**64 - 1
_NUCLEUS_GUESS = 256  # the tokens that top_p looks at before it sorts the whole vocabulary


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose tokens: greedy at temperature 0, else by top_p with the seed's random numbers."""

    temperature: float
    top_p: float
    seed: int


def uniform(seed: int, position: int) -> float:
    """The random number in [0, 1) for a position of a seed's sequence.

    Source: splitmix64's output function (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    """
    value = (seed * 0x9E3779B97F4A7C15 + (position + 1) * 0xD1B54A32D192ED03) & _MASK
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = ((value ^ (value >> shift)) * factor) & _MASK
    return ((value ^ (value >> 31)) >> 40) / 2**24  # 24 bits: what a float32 holds without rounding up to 1


class PerRequestSampling:
    """Stands in for transformers' ContinuousBatchingLogitsProcessorList, with its interface.

    The manager asks it for each step's arguments (rows of int32 that hold float32 bits: temperature, top_p, random
    number) and calls it on the logits; the manager then takes the highest score. It changes a sampled row so that the
    sampled token is the highest, and leaves a greedy row alone.
    """

    tensors_required = 3
    do_processing = True

    def check_kwargs(self, kwargs: dict[str, Any]) -> None:
        """Every request must say how to sample. Raises TypeError."""
        if not isinstance(kwargs.get("sampling"), Sampling):
            raise TypeError("A request needs `sampling`.")

    def fill_defaults(self, storage: torch.Tensor) -> None:
        """Rows that no request uses are greedy: all zeros."""
        storage.zero_()

    def prepare_tensor_args(self, requests_in_batch: list[Any], arg_storage: torch.Tensor) -> torch.Tensor:
        """Write this step's arguments, a column for each request that gets a token."""
        columns = [self._arguments(request.state) for request in requests_in_batch if request.has_new_token]
        if columns:
            arguments = torch.tensor(columns, dtype=torch.float32).T.contiguous().view(torch.int32)
            arg_storage[:, : len(columns)] = arguments.to(arg_storage.device)
        return arg_storage

    @staticmethod
    def _arguments(state: Any) -> tuple[float, float, float]:
        sampling: Sampling = state.logit_processor_kwargs["sampling"]
        if sampling.temperature == 0:
            return (0.0, 1.0, 0.0)
        return (sampling.temperature, sampling.top_p, uniform(sampling.seed, state.position_offset))

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, arguments: torch.Tensor) -> torch.Tensor:
        """Scores [requests, vocabulary] in which the chosen token of each row is the highest."""
        temperature, top_p, number = arguments[:, : scores.size(0)].view(torch.float32)
        if scores.device.type == "cpu":
            return _choose_by_row(scores, temperature.tolist(), top_p.tolist(), number.tolist())
        return _choose(scores, temperature, top_p, number)


def _choose_by_row(
    scores: torch.Tensor, temperature: list[float], top_p: list[float], number: list[float]
) -> torch.Tensor:
    """For a CPU: only sampled rows cost anything, and none is sorted unless its nucleus is large."""
    for row, heat in enumerate(temperature):
        if heat > 0:
            token = _sample(scores[row], heat, top_p[row], number[row])
            scores[row, token] = torch.inf
    return scores


def _sample(logits: torch.Tensor, temperature: float, top_p: float, number: float) -> int:
    """A token drawn from one row of logits [vocabulary], by inverting the cumulated probabilities."""
    probabilities = torch.softmax(logits / temperature, dim=-1)
    if top_p >= 1:
        return _invert(probabilities.cumsum(-1), number)
    guess = min(_NUCLEUS_GUESS, probabilities.numel())
    top, tokens = probabilities.topk(guess)
    if top.sum() < top_p:
        top, tokens = probabilities.sort(descending=True, stable=True)
    cumulated = top.cumsum(-1)
    size = _invert(cumulated, top_p, share=False) + 1  # the fewest tokens whose probabilities reach top_p
    return int(tokens[_invert(cumulated[:size], number)])


def _invert(cumulated: torch.Tensor, number: float, *, share: bool = True) -> int:
    """The first index whose cumulated probability exceeds `number` (a share of the total, if `share`)."""
    target = number * cumulated[-1] if share else cumulated.new_tensor(number)
    return min(int(torch.searchsorted(cumulated, target, right=share)), cumulated.numel() - 1)


def _choose(scores: torch.Tensor, temperature: torch.Tensor, top_p: torch.Tensor, number: torch.Tensor) -> torch.Tensor:
    """For a GPU: all rows at once, and no step's shape or path depends on the data, so that a graph can hold it."""
    heat = temperature.clamp_min(1e-4).unsqueeze(-1)
    probabilities, tokens = torch.softmax(scores / heat, dim=-1).sort(dim=-1, descending=True, stable=True)
    cumulated = probabilities.cumsum(-1)
    nucleus = torch.where(cumulated - probabilities < top_p.unsqueeze(-1), probabilities, 0.0).cumsum(-1)
    target = number.unsqueeze(-1) * nucleus[:, -1:]
    place = torch.searchsorted(nucleus, target, right=True).clamp_max(scores.size(-1) - 1)
    place = torch.where(temperature.unsqueeze(-1) > 0, place, 0)  # greedy: the first of the sorted tokens
    return scores.scatter(-1, tokens.gather(-1, place), torch.inf)
