"""A stand-in for Stripe that keeps state: its API, its payment pages, its signed events (docs/testing-payments.md).

`python -m tests.stripe` starts it by hand; `FakeStripe` is the same inside a test (see `tests.stripe.fixture`).
"""
