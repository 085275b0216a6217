"""What waits to be confirmed, on the page of the account's address."""

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django import template
from django.http import HttpRequest

register = template.Library()


@register.simple_tag
def awaited_address(request: HttpRequest) -> str:
    """The address to which a code went from this browser and whose code wasn't typed yet; "" where there is none."""
    process = EmailVerificationProcess.resume(request)
    return process.email if process else ""
