"""The site's settings in a process that a test starts: on the test's database and broker, with the test's times."""

import json
import os

from rewind.settings import *  # noqa: F403

globals().update(json.loads(os.environ["REWIND_TEST_SETTINGS"]))
