"""`python -m tests.stripe --port 12111 --webhook http://localhost:8000/stripe/webhook/ --secret whsec_fake`"""

import argparse
import time

from tests.stripe.fake import KEY, SECRET, FakeStripe
from tests.stripe.server import serving


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.stripe", description="A stand-in for Stripe, to shop by hand."
    )
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--webhook", default="", help="where signed events go; without it they are only listed")
    parser.add_argument("--secret", default=SECRET, help="signs the events: the site's STRIPE_WEBHOOK_SECRET")
    parser.add_argument("--key", default=KEY, help="the site's STRIPE_SECRET_KEY")
    options = parser.parse_args()
    fake = FakeStripe(options.webhook, key=options.key, secrets=[options.secret])
    with serving(fake, options.port):
        print(f"Fake Stripe is at {fake.url} (open it to see and to steer what was sold).", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
