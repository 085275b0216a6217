"""Everything that one machine runs, started and minded by one process: `manage.py up`.

up.py        the way from nothing to "Rewind is ready", and back
steps.py     what is made sure of first: port, disk, database, static files, weights
valkey.py    the embedded broker
child.py     one program that is minded; launcher.py ties it to its parent's life
claim.py     one `up` for one data folder; what an earlier one left is cleared away
web.py       the web server's process
"""


class CannotStart(Exception):
    """Why Rewind can't start, in one line for whoever started it."""
