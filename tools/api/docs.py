"""The pages that show the schema."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI schema, as JSON or YAML by the Accept header or `?format=`."""


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI on the schema, all of it from our own files."""

    url_name = "api:schema"
    template_name = "api/docs.html"
