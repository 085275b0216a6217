"""Which tokens go into a forward pass: prompts in pieces whose borders don't depend on who else is there.

The last bits of an attention over a piece of a prompt depend on the piece's length: matrix products of other shapes add
in other orders, and a single row takes another way than many. transformers' schedulers cut a prompt where the batch is
full, so by chance of the crowd. Here the same prompt is always cut at the same places; a piece that doesn't fit waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transformers.generation.continuous_batching.requests import RequestStatus
from transformers.generation.continuous_batching.scheduler import SCHEDULER_MAPPING, FIFOScheduler

NAME = "same_pieces"


def piece_tokens(batch_tokens: int, requests: int, page_tokens: int) -> int:
    """Tokens of a prompt's piece: the largest power of two that has room beside an answer's token of every request.

    It is at least a quarter of the batch, so that prompts aren't cut to crumbs where a batch is hardly more than its
    requests, and at most a page, so that a page that requests share ends where a piece does (a power of two, too).
    """
    room = min(max(batch_tokens - requests, batch_tokens // 2, 1), page_tokens)
    return 1 << (room.bit_length() - 1)


def next_piece(position: int, prompt: int, piece: int) -> int:
    """How many tokens to compute together, with `position` tokens done of a prompt of `prompt` tokens.

    After the prompt it is one at a time, also where an answer is computed again because its request had to leave the
    cache: transformers takes what was answered so far for a part of the prompt then.
    """
    return min(piece - position % piece, prompt - position) if position < prompt else 1


class SamePieces(FIFOScheduler):
    """transformers' first-come scheduler, with the pieces above."""

    def schedule_batch(self, token_budget: int, cache_budget: int) -> Any:
        self._left = token_budget
        page = min(allocator.tokens_per_page for allocator in self.cache.cache_allocators.values())
        self._piece = piece_tokens(token_budget, self.max_requests_per_batch, page)
        return super().schedule_batch(token_budget, cache_budget)

    def _process_candidates(self, candidates: list[Any], *budgets: Any) -> Any:
        scheduled, *rest = super()._process_candidates(self._that_fit(candidates), *budgets)
        for future in scheduled:
            # A page with answered tokens was computed row by row: a prompt that has them must not take it over.
            if future.state.position_offset + future.query_length > _prompt(future.state):
                future.complete_blocks = {}
        return (scheduled, *rest)

    def _that_fit(self, candidates: list[Any]) -> Iterator[Any]:
        """The candidates, asked for one by one, whose next piece has room after those that were taken before."""
        for state in candidates:
            if self._next(state) <= self._left:
                yield state

    def _infer_request_tokens(self, state: Any, no_longer_waiting: set[str]) -> list[int]:
        if state._true_initial_tokens and state.status != RequestStatus.DECODING:
            # It had to leave the cache: a page from others, where its answer is a part of a prompt, isn't the same.
            return state.remaining_prefill_tokens
        return super()._infer_request_tokens(state, no_longer_waiting)

    def _schedule_request(self, state: Any, request_tokens: list[int], token_budget: int, *rest: Any) -> None:
        super()._schedule_request(state, request_tokens, min(token_budget, self._next(state)), *rest)
        self._left -= len(state.tokens_to_process)

    def _next(self, state: Any) -> int:
        return next_piece(state.position_offset, _prompt(state), self._piece)


def _prompt(state: Any) -> int:
    """Tokens of a request's prompt, without what was answered before it had to leave the cache."""
    return state._true_initial_tokens or len(state.initial_tokens)


SCHEDULER_MAPPING[NAME] = SamePieces
