"""The admin as a Django app."""

from django.contrib.admin.apps import SimpleAdminConfig


class AdminConfig(SimpleAdminConfig):
    """Puts our site in the place of Django's, and on it what `rewind/desk/` registers and nothing else.

    Apps bring admins of their own, some of which show secrets (allauth's: one-time codes, tokens of other sites).
    """

    default_site = "rewind.admin.AdminSite"

    def ready(self) -> None:
        super().ready()
        from rewind import desk  # noqa: F401  (registers what there is; needs the apps)
