"""What can go wrong between a client and Stripe, at will."""

import re
import threading
from dataclasses import dataclass


@dataclass
class Fault:
    """For the next `times` requests that match. `how`:

    "refuse": answered with `status` before anything was done, so that the idempotency key stays free;
    "crash": nothing is done, and the 500 is kept for the key; "crash_after": the same after all was done;
    "cut": all is done, and the connection ends without an answer; "hang": the answer comes `seconds` late.
    """

    how: str
    method: str = "(GET|POST)"
    path: str = ".*"
    status: int = 500
    seconds: float = 0.0
    times: int = 1


class Faults:
    """Those that are still to happen."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, how: str, **fields: object) -> Fault:
        """Lets something go wrong from now on."""
        fault = Fault(how, **fields)  # type: ignore[arg-type]
        with self._lock:
            self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """All goes well again."""
        with self._lock:
            self._waiting.clear()

    def next(self, method: str, path: str) -> Fault | None:
        """What is to happen to this request."""
        with self._lock:
            for fault in self._waiting:
                if re.fullmatch(fault.method, method) and re.fullmatch(fault.path, path):
                    fault.times -= 1
                    if fault.times < 1:
                        self._waiting.remove(fault)
                    return fault
        return None
