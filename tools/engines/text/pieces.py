"""From tokens to pieces of text that never end within a character."""

from __future__ import annotations

from tokenizers import Tokenizer

_BROKEN = "\ufffd"  # what a decoder writes in place of bytes that aren't a whole character


class Detokeniser:
    """Turns one choice's tokens into text, piece by piece; the pieces joined are the text of all tokens.

    A byte-level token may hold a part of a character (an emoji takes up to four tokens), so text is given out only up
    to the last whole one. Decoding restarts at the last clean border, so that the work per token stays constant.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._context: list[int] = []  # tokens already given out: some decoders treat a text's first token differently
        self._pending: list[int] = []
        self._given = 0  # characters of the pending tokens' text already given out

    def push(self, tokens: list[int]) -> str:
        """Take the next tokens; gives back the text that they complete."""
        self._pending += tokens
        before = self._decode(self._context)
        text = self._decode(self._context + self._pending)[len(before) :]
        whole = text.rstrip(_BROKEN)
        piece = whole[self._given :]
        if whole == text:
            self._context, self._pending, self._given = self._pending, [], 0
        else:
            self._given = len(whole)
        return piece

    def _decode(self, tokens: list[int]) -> str:
        return self._tokenizer.decode(tokens, skip_special_tokens=True) if tokens else ""
