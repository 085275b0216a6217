"""Stop strings over a stream of text pieces."""

from __future__ import annotations


class StopBuffer:
    """Lets text through up to the stop string that is complete first, and nothing of that one.

    What could be the beginning of a stop string is held back until it is one or can't be one any more. Of two that end
    at the same letter the longer counts. So it doesn't matter into which pieces the text was cut.
    """

    def __init__(self, stops: list[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.hit = False

    def push(self, piece: str) -> str:
        """Take the next piece; gives back the text that is now certain. After a hit it gives nothing more."""
        if self.hit:
            return ""
        self._held += piece
        found = [(start + len(stop), start) for stop in self._stops if (start := self._held.find(stop)) >= 0]
        if found:
            self.hit = True
            _, start = min(found)
            return self._release(start)
        return self._release(len(self._held) - self._doubtful())

    def flush(self) -> str:
        """The text that was held back when the stream ended without the rest of a stop string."""
        return "" if self.hit else self._release(len(self._held))

    def _release(self, length: int) -> str:
        text, self._held = self._held[:length], self._held[length:]
        return text

    def _doubtful(self) -> int:
        """Length of the longest end of the held text that a stop string begins with."""
        longest = max((len(stop) for stop in self._stops), default=0)
        for length in range(min(longest - 1, len(self._held)), 0, -1):
            if any(stop.startswith(self._held[-length:]) for stop in self._stops):
                return length
        return 0
