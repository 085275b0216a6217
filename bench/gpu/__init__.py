"""The GPU models' real architectures with random weights, each beside the limit of the hardware: `make bench-gpu`.

Nothing is downloaded. Each part is a module here that runs in a process of its own, for a large model leaves little
room.
"""

from __future__ import annotations

import subprocess
import sys

PARTS = ("text", "speech", "image")


def main(argv: list[str]) -> int:
    """Run the parts that are named, or all; 1 when one of them fails."""
    import torch  # slow, and `python -m bench` imports this only to list it

    if unknown := set(argv) - set(PARTS):
        print(f"There is no part named {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
        return 1
    if not torch.cuda.is_available():
        print("There is no GPU in this machine, so nothing was measured.")
        return 0
    failed = []
    for part in argv or PARTS:
        print(f"\n-- {part}\n", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.gpu.{part}"], check=False).returncode:
            failed.append(part)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return bool(failed)
