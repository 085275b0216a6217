"""The site's settings in a process that a test starts: on the test's database and broker, with the test's times."""

import json
import os
from pathlib import Path

from rewind.settings import *  # noqa: F403

_given = json.loads(os.environ["REWIND_TEST_SETTINGS"])
globals().update(_given, MODELS_DIR=Path(_given["MODELS_DIR"]))
