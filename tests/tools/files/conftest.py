"""Files of these tests go into a folder of their own."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings


@pytest.fixture(autouse=True)
def stored(settings: Any, tmp_path: Path) -> Path:
    """The folder of the default storage."""
    folder = tmp_path / "files"
    storage = {**django_settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}
    return folder
