from . import (
    filling_in,
    identity,
    link_masking,
    participation,
    portal,
    preview,
    session,
    signing_answers,
    signing_pages,
    signing_visitor,
    verification,
)
