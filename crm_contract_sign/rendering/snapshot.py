"""Everything that a document was rendered from, kept so that it can be rendered again.

The same snapshot gives the same bytes: what was approved can be made again, and compared by its
digest, before anything is filled into it.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from ..errors import RenderingError
from .attachments import Attachment
from .digest import sha256_hex
from .gaps import Filling, fill_gaps
from .pdf import Rendered, render

SCHEMA = "crm-contract-sign/snapshot/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What :func:`~.pdf.render` needs for one document.

    :ivar html: the whole page
    :ivar stylesheet: CSS text
    :ivar created: aware; the date in the document's metadata
    :ivar images: pictures by name or address
    """

    html: str
    stylesheet: str
    created: datetime
    attachments: tuple[Attachment, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)

    def render(self) -> Rendered:
        """The document.

        :raise RenderingError: see the package
        """
        return render(
            self.html,
            stylesheet=self.stylesheet,
            created=self.created,
            attachments=self.attachments,
            images=self.images,
        )

    def reproduce(self, sha256: str) -> None:
        """Make sure that this snapshot still gives the document with a digest.

        :param sha256: of the document that was approved
        :raise RenderingError: ``not_reproducible`` where it gives another one: the snapshot was
            changed, or the renderer or its fonts were
        """
        if sha256_hex(self.render().pdf) != sha256:
            raise RenderingError("not_reproducible")

    def filled(
        self,
        fillings: Mapping[str, Filling],
        *,
        attachments: tuple[Attachment, ...],
        images: Mapping[str, bytes],
        created: datetime,
    ) -> Snapshot:
        """This snapshot with its gaps filled.

        :param fillings: by the name of the gap
        :param attachments: in place of those of this snapshot
        :param images: the pictures that the fillings name
        :param created: when the last of it was filled in
        :raise RenderingError: see ``fill_gaps``
        """
        return replace(
            self,
            html=fill_gaps(self.html, fillings),
            attachments=attachments,
            images={**self.images, **images},
            created=created,
        )

    def pack(self) -> bytes:
        """All of it as bytes, the reverse of :meth:`unpack`; equal snapshots give equal bytes."""
        values = {
            "schema": SCHEMA,
            "html": self.html,
            "stylesheet": self.stylesheet,
            "created": self.created.isoformat(),
            "attachments": [
                {**asdict(each), "content": _to_text(each.content)} for each in self.attachments
            ],
            "images": {name: _to_text(content) for name, content in self.images.items()},
        }
        return zlib.compress(json.dumps(values, sort_keys=True).encode())

    @classmethod
    def unpack(cls, data: bytes) -> Snapshot:
        """A snapshot from its bytes.

        :raise RenderingError: ``unreadable_snapshot``
        """
        try:
            values = json.loads(zlib.decompress(data))
            return cls(
                html=values["html"],
                stylesheet=values["stylesheet"],
                created=datetime.fromisoformat(values["created"]),
                attachments=tuple(map(_to_attachment, values["attachments"])),
                images={
                    name: base64.b64decode(content) for name, content in values["images"].items()
                },
            )
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise RenderingError("unreadable_snapshot") from error


def _to_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _to_attachment(values: Mapping[str, Any]) -> Attachment:
    return Attachment(**{**values, "content": base64.b64decode(values["content"])})
