"""Becomes the program that it is given, tied to its parent: when the parent dies, however it dies, so does it.

    python launcher.py PARENT_PID SIGNAL PROGRAM [ARGUMENT ...]

It runs alone, without the rest of Rewind, so that it costs next to nothing. The tie is Linux's PR_SET_PDEATHSIG, which
outlives execve; elsewhere there is none, and the next `up` clears away what is left (claim.py).
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, signal_number, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal_number))
    # The parent may have died before the tie was made.
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  (no shell, on purpose)


if __name__ == "__main__":
    main()
