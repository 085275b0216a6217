"""A Stripe that processes of a world can ask."""

from collections.abc import Iterator

import pytest

from tests.stripe.fake import FakeStripe
from tests.stripe.server import serving


@pytest.fixture
def outside() -> Iterator[FakeStripe]:
    """A Stripe of this test's own, for other processes."""
    with serving(FakeStripe()) as fake:
        yield fake
