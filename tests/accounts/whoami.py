"""A small site for these tests: views that say whom they take the caller for."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import KeyInQuery, Refused
from accounts.identify import aprincipal_of, principal_of
from accounts.principal import Principal


def told(principal: Principal) -> dict:
    return {"kind": principal.kind, "owner": principal.owner, "purse": principal.purse}


def refused(error: Refused) -> JsonResponse:
    return JsonResponse(
        {"code": error.code, "message": error.message}, status=400 if isinstance(error, KeyInQuery) else 401
    )


def who(request: HttpRequest, remember: bool) -> HttpResponse:
    try:
        return JsonResponse(told(principal_of(request, remember=remember)))
    except Refused as error:
        return refused(error)


async def awho(request: HttpRequest, remember: bool) -> HttpResponse:
    try:
        return JsonResponse(told(await aprincipal_of(request, remember=remember)))
    except Refused as error:
        return refused(error)


def twice(request: HttpRequest) -> HttpResponse:
    """First a part of the page that doesn't remember visitors, then one that does, then the first again."""
    seen = [principal_of(request), principal_of(request, remember=True), principal_of(request)]
    return JsonResponse({"owners": [principal.owner for principal in seen]})


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for all", headers={"Cache-Control": "public, max-age=60"})


class Framework(APIView):
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        return Response(told(principal_of(request)))


urlpatterns = [
    path("who/", who, {"remember": False}),
    path("page/", who, {"remember": True}),
    path("async/who/", awho, {"remember": False}),
    path("async/page/", awho, {"remember": True}),
    path("twice/", twice),
    path("public/", public),
    path("framework/", Framework.as_view()),
]
