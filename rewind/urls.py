"""Every address of the site, room by room."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from glossary.machines import plain, sitemaps
from rewind import legal
from rewind.pages import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("privacy/", legal.privacy, name="privacy"),
    path("terms/", legal.terms, name="terms"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("llms.txt", plain.llms, name="llms"),
    path("", include("tools.urls")),
    path("account/history/", include("tools.history.urls")),
    path("account/data/", include("tools.data.urls")),
    path("account/history/", include("tools.downloads.urls")),
    path("account/shares/", include("tools.sharing.urls")),
    path("s/", include("tools.sharing.public_urls")),
    path("files/", include("tools.files.urls")),
    path("account/keys/", include("tools.keys.urls")),
    path("", include("tools.pricing.urls")),
    path("glossary/", include("glossary.urls")),
    path("faq/", include("glossary.faq.urls")),
    path("feedback/", include("glossary.feedback.urls")),
    path("account/", include("accounts.signing.urls")),
    path("account/", include("tools.overview.urls")),
    path("admin/", admin.site.urls),
    path("api/glossary/", include("glossary.api.urls")),
    path("api/", include("tools.api.urls")),
    path("v1/", include("tools.v1.urls")),
    path("", include("billing.urls")),
]
