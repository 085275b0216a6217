"""/api/files/: files to run tools on."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, cast

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.scopes import READ
from tools.api import schema
from tools.api.outputs import FileSerializer, FilesSerializer
from tools.files.decoding.refused import Refused
from tools.files.decoding.types import find
from tools.forgetting.burying import bury
from tools.http.asker import require
from tools.http.form import CONTENT_TYPE, Form, read_form
from tools.http.problems import Problem
from tools.http.uploads import KINDS, received
from tools.models import StoredFile
from tools.toolbox import InvalidInput, fields

SCOPES = {file: tool for tool, file in KINDS.items()}  # by the kind of a file
BODY = {
    "type": "object",
    "properties": {
        "file": schema.BINARY,
        "kind": {"type": "string", "enum": list(SCOPES), "description": "Left out, the file's content decides."},
    },
    "required": ["file"],
    "additionalProperties": False,
}


class Files(APIView):
    """Files to run tools on."""

    @extend_schema(operation_id="files", responses={200: FilesSerializer, **schema.errors(401, 403)})
    def get(self, request: Request) -> Response:
        """Your files that no run uses yet, the newest first. Without an account or our cookie, none are listed."""
        require(request.user, READ)
        unused = StoredFile.objects.of(request.user).unused().order_by("-created_at")
        return Response(FilesSerializer({"files": unused if request.user.has_history else []}).data)

    @extend_schema(
        operation_id="send_file",
        request={CONTENT_TYPE: BODY},
        responses={201: FileSerializer, **schema.errors(400, 401, 403, 413, 415, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Send a recording or a picture, and run tools on it by its `id`. A file that no run uses goes after a day."""
        require(request.user, *SCOPES.values())
        form = read_form(request._request, request.user)
        fields.only(form.fields, ("kind", "file"))
        kind = _kind(form)
        require(request.user, SCOPES[kind])
        with received(request.user, form, kind) as file:
            body = FileSerializer(file).data
        return Response(body, status=201, headers={"Location": reverse("api:file", args=[file.pk])})


class OneFile(APIView):
    """A file that you sent, or that a run of yours made."""

    @extend_schema(operation_id="file", responses={200: FileSerializer, **schema.errors(401, 403, 404)})
    def get(self, request: Request, token: str) -> Response:
        """What it is, and in `url` where its content is."""
        file = get_object_or_404(StoredFile.objects.of(request.user), pk=token)
        require(request.user, SCOPES[file.kind], READ)
        return Response(FileSerializer(file).data)

    @extend_schema(operation_id="delete_file", request=None, responses={204: None, **schema.errors(401, 403, 404, 409)})
    def delete(self, request: Request, token: str) -> Response:
        """Delete it for good. A file of a run goes with the run."""
        file = get_object_or_404(StoredFile.objects.of(request.user), pk=token)
        require(request.user, SCOPES[file.kind])
        if not StoredFile.objects.filter(pk=file.pk).doom():
            raise Problem(409, "file_in_use", "A run uses this file. Delete the run, and the file goes with it.")
        bury()
        return Response(status=204)


def _kind(form: Form) -> str:
    wanted = form.fields.get("kind")
    if wanted:
        if wanted not in SCOPES:
            raise InvalidInput("kind", f"kind must be one of: {', '.join(SCOPES)}.")
        return wanted
    upload = form.files.get("file")
    if upload is None or not upload.size:
        return "audio"  # `received` says what is wrong with it
    for kind in SCOPES:
        with suppress(Refused):
            find(cast("IO[bytes]", upload), kind)
            return kind
    message = "This file is neither a recording nor a picture that can be read here. The API's guide lists the formats."
    raise InvalidInput("file", message, "unsupported_type")
