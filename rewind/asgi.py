"""The ASGI application that uvicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (nothing of Django may be imported before its set-up)

from rewind.handler import StreamingHandler  # noqa: E402
from rewind.static import StaticFiles  # noqa: E402

application = StaticFiles(StreamingHandler(), settings.STATIC_ROOT, settings.STATIC_URL)
