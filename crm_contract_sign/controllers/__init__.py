from . import (
    portal,
    preview,
    session,
    signing_answers,
    signing_pages,
    signing_visitor,
    verification,
)
