from . import (
    portal,
    preview,
    signing_answers,
    signing_pages,
    signing_visitor,
    verification,
)
