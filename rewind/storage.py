"""How static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with the hashed names also where one of our modules imports another.

    Otherwise a browser could run this version's module with the last one's import. Django's own switch for it looks
    into every script, and some packages bring scripts that import what they don't bring.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*", ((r"""(?P<matched>from "(?P<url>\.{1,2}/[^"]+)";)""", 'from "%(url)s";'),)),
    )
