"""Addresses of the pages on which people run tools. A tool's page is named by the tool's slug."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from tools.pages import index, views
from tools.pages.images import views as images
from tools.pages.speech import views as speech


class ImageToolConverter(StringConverter):
    """The slugs of the image tools."""

    regex = "|".join(images.SLUGS)


class SpeechToolConverter(StringConverter):
    """The slugs of the speech tools."""

    regex = "|".join(speech.SLUGS)


register_converter(ImageToolConverter, "image_tool")
register_converter(SpeechToolConverter, "speech_tool")

app_name = "tools"
urlpatterns = [
    path("chat/", views.chat, name="chat"),
    path("chat/<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("chat/<uuid:conversation_id>/stop/", views.stop, name="stop"),
    path("chat/<uuid:conversation_id>/retry/", views.retry, name="retry"),
    path("meter/", views.meter, name="meter"),
    path("tools/", index.index, name="index"),
    path("tools/chat/", RedirectView.as_view(pattern_name="tools:chat", query_string=True)),
    *(path(f"tools/{slug}/", images.tool, {"slug": slug}, name=slug) for slug in images.SLUGS),
    path("tools/<image_tool:slug>/<uuid:generation_id>/", images.run, name="image"),
    path("tools/<image_tool:slug>/<uuid:generation_id>/stop/", images.stop, name="stop_image"),
    *(path(f"tools/{slug}/", speech.new, {"slug": slug}, name=slug) for slug in speech.SLUGS),
    path("tools/<speech_tool:slug>/<uuid:generation_id>/", speech.run, name="speech"),
    path("tools/<speech_tool:slug>/<uuid:generation_id>/stop/", speech.stop, name="stop_speech"),
    path(
        "tools/<speech_tool:slug>/<uuid:generation_id>/edited/<slug:format_slug>/", speech.edited, name="edited_speech"
    ),
]
