"""An engine that does what the prompt says at the moment the prompt says, for tests of what happens between moments.

The prompt is words with numbers: "silent=0.5 words=20 pause=0.05 abort". It is quiet for `silent` seconds, then says
`words` words with `pause` seconds before each; then "abort" kills the process, "hang" never ends, "fail" raises, and
"break" raises and leaves the engine broken. "draw" gives a picture with the words.

`python -m tests.tools.scripted worker KIND` runs a worker process with this engine; `sweeper` runs the sweeper.
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable
from typing import Any

from tools.engines.base import Blob, Choice, Delta, EngineError, Job, Result

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class ScriptedEngine:
    """Speaks the engines' protocol; the time of each of its acts is known."""

    def __init__(self, model: Any = None) -> None:
        self.runs: list[str] = []
        self.broken: str | None = None

    def load(self) -> None:
        pass

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass

    def run(self, job: Job, emit: Callable[[Delta], None], cancelled: Callable[[], bool]) -> Result:
        self.runs.append(job.id)
        script = dict((part + "=").split("=")[:2] for part in job.inputs["messages"][-1]["content"].split())
        said: list[str] = []
        reason = "stop"
        if not _wait(float(script.get("silent", 0)), cancelled):
            reason = "cancelled"
        for number in range(int(script.get("words", 0)) if reason == "stop" else 0):
            if not _wait(float(script.get("pause", 0)), cancelled):
                reason = "cancelled"
                break
            said.append(f"word{number} ")
            emit(Delta(0, said[-1]))
        if "abort" in script and reason == "stop":
            os.abort()
        if "hang" in script:
            time.sleep(3_600)
        if "break" in script:
            self.broken = "out of memory"
        if "fail" in script or "break" in script:
            raise EngineError("The model fell over.")
        picture = Blob(PICTURE, "image/png") if "draw" in script else None
        data = {"width": 1, "height": 1} if picture else {}
        choice = Choice("".join(said), reason, data, picture)
        return Result([choice], prompt_tokens=7, completion_tokens=len(said))


def _wait(seconds: float, cancelled: Callable[[], bool]) -> bool:
    """Wait, looking at `cancelled` as an engine does at each step; whether to go on."""
    until = time.monotonic() + seconds
    while not cancelled():
        left = until - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(0.02, left))
    return False


def main() -> None:
    """Run a process of the site with this engine in the place of all."""
    import sys

    import django

    import rewind  # noqa: F401

    django.setup()
    from django.core.management import call_command

    from tools.engines import registry

    registry.build = ScriptedEngine
    if sys.argv[1] == "worker":
        call_command("runworker", sys.argv[2])
    else:
        call_command("sweep", "--every", "0.2")


if __name__ == "__main__":
    main()
