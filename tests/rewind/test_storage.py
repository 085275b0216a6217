"""Static files' names: a module imports just the version of another that it was made for."""

import re

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


def test_modules_import_each_other_by_their_hashed_names(tmp_path):
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "rewind.storage.Storage"}}
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages, STATICFILES_FINDERS=finders):
        call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [path for path in tmp_path.rglob("js/**/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imports = [(path, name) for path in hashed for name in re.findall(r'from "(\..+?)";', path.read_text())]
    assert len(imports) > 10
    for path, name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), (path, name)
        assert (path.parent / name).resolve().is_file()
