"""What a page may load: pictures inside it, and pictures handed over by name.  Nothing else.

Imported only where WeasyPrint is in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..errors import RenderingError
from .images import tell_media_type

ASSET_SCHEME = "asset:"
LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_SHOWN_URL_LENGTH = 200


class ResourceFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed.
    """Gives pictures, and remembers what it refused.

    WeasyPrint only warns about a resource that it cannot load; a contract must not lose one
    silently, so callers ask :meth:`raise_problem` when they are done.

    :param images: pictures by name or address
    """

    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._images = images
        self._problem: RenderingError | None = None

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The picture at ``url``.

        :raise RenderingError: ``forbidden_resource``, ``invalid_image``, ``image_too_large``
        """
        try:
            content = self._read(url)
            return URLFetcherResponse(url, content, {"Content-Type": tell_media_type(content)})
        except RenderingError as error:
            self._problem = self._problem or error
            raise

    def raise_problem(self) -> None:
        """Raise what stopped the first resource that could not be given, if any."""
        if self._problem:
            raise self._problem

    def _read(self, url: str) -> bytes:
        name = url.removeprefix(ASSET_SCHEME)
        if name in self._images:
            return self._images[name]
        if not url.lower().startswith("data:image/"):
            raise forbidden(url)
        try:
            content: bytes = super().fetch(url).read()
        except (OSError, ValueError) as error:
            raise RenderingError("invalid_image") from error
        return content


def forbidden(url: str) -> RenderingError:
    """The error that names an address which may not be in a contract."""
    return RenderingError("forbidden_resource", url=url[:_SHOWN_URL_LENGTH])
