"""The ASGI application that uvicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (nothing of Django may be imported before its set-up)
from django.core.handlers.asgi import ASGIHandler  # noqa: E402

from rewind.bodies import BodyLimit  # noqa: E402
from rewind.static import StaticFiles  # noqa: E402

application = StaticFiles(BodyLimit(ASGIHandler()), settings.STATIC_ROOT, settings.STATIC_URL)
