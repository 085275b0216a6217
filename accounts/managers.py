"""How accounts are made: by e-mail, in lower case, once each."""

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager):
    """Makes users whose name is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object):  # noqa: ANN201 (the model isn't loaded yet)
        """A new account for `email`; without a password it can't sign in by one. Raises ValueError for an empty address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object):  # noqa: ANN201
        """The same with every right, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None):  # noqa: ANN201
        """Sign-in finds an account whatever the case in which its address is typed."""
        return self.get(email=(username or "").strip().lower())
