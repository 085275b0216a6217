"""The ASGI application that uvicorn serves."""

import os

import rewind  # noqa: F401
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
application = get_asgi_application()
