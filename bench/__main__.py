"""Runs each measurement in a process of its own and prints what it prints: `python -m bench [NAME ...]`.

A measurement is a module here with `main(argv)`; adding one is adding its name to MEASUREMENTS. One that can't run on
this machine says so and returns; one that fails doesn't keep the others from running.
"""

import argparse
import subprocess
import sys
import time

MEASUREMENTS = {
    "text": "the text engine alone, against llama.cpp's server on the same weights and cores",
    "images": "seconds a picture of the default image model",
    "speech": "how well and how quickly the default speech model listens, against faster-whisper directly",
    "stack": "1, 8 and 32 streams through HTTP, queue and worker, against the engine called directly",
    "streams": "2,000 open streams in one web process",
    "pages": "a term's page and its 304, against Django's hello world in the same process",
    "search": "the glossary's search, query by query, and its parts",
    "history": "the history's first page and its search with 10,000 entries of one owner, on SQLite",
    "gpu": "the GPU models' architectures with random weights, against the limits of the GPU",
}


def main() -> int:
    described = "\n".join(f"  {name:<9} {what}" for name, what in MEASUREMENTS.items())
    parser = argparse.ArgumentParser(
        "python -m bench", epilog=described, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones to run; none means all")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"there is no measurement named {', '.join(sorted(unknown))}")
    failed = [name for name in names if not _run(name)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return bool(failed)


def _run(name: str) -> bool:
    """Run one measurement; whether it ended well."""
    print(f"\n== {name}: {MEASUREMENTS[name]}\n", flush=True)
    began = time.monotonic()
    code = f"import sys; from bench.{name} import main; sys.exit(main([]))"
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    print(f"\n   {name} took {time.monotonic() - began:.0f} s", flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
