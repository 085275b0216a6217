"""Fixtures of these tests."""

from pathlib import Path

import pytest


@pytest.fixture
def storage(settings, tmp_path: Path) -> Path:
    """The folder of stored files, empty and of this test alone."""
    folder = tmp_path / "files"
    default = settings.STORAGES["default"]
    settings.STORAGES = settings.STORAGES | {
        "default": default | {"OPTIONS": default.get("OPTIONS", {}) | {"location": folder}}
    }
    return folder
