"""The data folder: made at the start, with the development's secret key in it."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_data_folder(folder: Path) -> Path:
    """Make sure that `folder` is there and can be written. Raises ImproperlyConfigured with one line when not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"REWIND_DATA_DIR={folder} can't be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"REWIND_DATA_DIR={folder} can't be written by this user.")
    return folder


def development_secret(folder: Path) -> str:
    """The secret key kept in the data folder, made at the first start (mode 0600).

    Written under another name and linked into place, so that of two processes that start at once both read the same.
    """
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{os.getpid()}"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first; its key is the one
        except OSError as error:
            raise ImproperlyConfigured(f"{path} can't be written: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text()
