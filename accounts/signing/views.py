"""One page of all the ways in which one gets into one's account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
@login_required
def ways_in(request: HttpRequest) -> HttpResponse:
    """E-mail, password, passkeys, authenticator app, recovery codes and other companies' accounts: how each stands."""
    authenticators = list(Authenticator.objects.filter(user_id=request.user.pk))
    of_kind = {kind: [each.wrap() for each in authenticators if each.type == kind] for kind in Authenticator.Type}
    codes = of_kind[Authenticator.Type.RECOVERY_CODES]
    context = {
        "confirmed": EmailAddress.objects.filter(user_id=request.user.pk, verified=True).exists(),
        "passkeys": of_kind[Authenticator.Type.WEBAUTHN],
        "totp": bool(of_kind[Authenticator.Type.TOTP]),
        "codes_left": len(codes[0].get_unused_codes()) if codes else None,
        "connected": SocialAccount.objects.filter(user_id=request.user.pk),
        "may_connect": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "account/sign_in.html", context)
