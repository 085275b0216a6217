#!/usr/bin/env python
"""The command line of Rewind: `python manage.py up` starts everything, `python manage.py help` lists the rest."""

import os
import sys

import rewind  # noqa: F401  (puts pysqlite3 in sqlite3's place before Django looks)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Rewind can't start. {error}")


if __name__ == "__main__":
    main()
