"""Where files are read: by their owner, and by whoever has a signed link."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.identify import principal_of
from accounts.scopes import READ
from tools.files import signing
from tools.files.sending import send, send_small
from tools.models import StoredFile
from tools.models.file import StoredFileQuerySet

SCOPES = {"audio": "speech", "image": "image"}


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """One's own file."""
    return send(request, _own(request, StoredFile.objects.defer("small"), token))


@require_safe
def small(request: HttpRequest, token: str) -> HttpResponse:
    """One's own picture, small."""
    return send_small(request, _own(request, StoredFile.objects.filter(kind="image"), token))


@require_safe
def signed(request: HttpRequest, signature: str) -> HttpResponse:
    """The file of a signed link, also for the pages of other sites."""
    return send(request, signing.find(signature), shown_by="cross-origin")


def _own(request: HttpRequest, files: StoredFileQuerySet, token: str) -> StoredFile:
    principal = principal_of(request)
    found = get_object_or_404(files.of(principal), pk=token)
    if not (principal.may(SCOPES[found.kind]) or principal.may(READ)):
        raise PermissionDenied("This API key isn't for files of this kind.")
    return found
