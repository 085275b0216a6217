"""The addresses under /v1/."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from tools.v1.audio.ends import transcriptions, translations
from tools.v1.chat.completions import completions
from tools.v1.errors import not_found
from tools.v1.images.ends import edits, generations, variations
from tools.v1.models import model, models

app_name = "v1"
urlpatterns: list[URLPattern | URLResolver] = [
    path("chat/completions", completions, name="chat_completions"),
    path("audio/transcriptions", transcriptions, name="transcriptions"),
    path("audio/translations", translations, name="translations"),
    path("images/generations", generations, name="image_generations"),
    path("images/variations", variations, name="image_variations"),
    path("images/edits", edits, name="image_edits"),
    path("models", csrf_exempt(models), name="models"),
    path("models/<path:slug>", csrf_exempt(model), name="model"),
    re_path(r"^(?P<path>.*)$", csrf_exempt(not_found)),
]
