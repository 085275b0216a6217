"""The day's free tokens: an account for each purse and UTC day."""

from datetime import date

from django.conf import settings

from accounts.principal import Principal
from billing.models import SYSTEM, Account, Transfer


def allowance(principal: Principal, day: date) -> Account:
    """The account of the day's free tokens, which the first to ask for it opens and fills."""
    account = Account.objects.opened(principal.purse, Account.Kind.DAILY, day)
    tokens = settings.DAILY_TOKENS[principal.kind]
    if account.version == 0 and tokens:
        grants = Account.objects.opened(SYSTEM, Account.Kind.GRANTS)
        Transfer.objects.record(
            Transfer.Kind.GRANT, grants, account, tokens, reference=f"grant:{principal.purse}:{day}"
        )
        account.refresh_from_db()
    return account
