"""A sync middleware would put every request behind it, and every stream, into a thread of its own."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string


@pytest.mark.parametrize("path", settings.MIDDLEWARE)
def test_every_middleware_is_async_capable(path):
    assert import_string(path).async_capable is True
