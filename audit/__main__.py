"""`make audit`: judge the pages of a site that is started for it. Ends with 1 where a judge finds fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from audit import accessibility, html, lighthouse
from bench.site import site
from rewind.env import BASE_DIR

JUDGES: dict[str, Callable[[str], list[str]]] = {
    "Nu HTML checker": html.faults,
    "axe": accessibility.faults,
    "Lighthouse, as a phone": lighthouse.faults,
}


def main() -> int:
    """Run every judge and print what each finds."""
    count = 0
    with site(BASE_DIR / "var" / "models", ALLOWED_HOSTS="127.0.0.1,localhost") as running:
        address = f"http://127.0.0.1:{running.port}"
        for name, faults in JUDGES.items():
            print(f"\n== {name}\n", flush=True)
            found = faults(address)
            print("\n".join(found) or "nothing wrong", flush=True)
            count += len(found)
    print(f"\n{count} faults" if count else "\nNo faults")
    return bool(count)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
    import django

    django.setup()
    sys.exit(main())
