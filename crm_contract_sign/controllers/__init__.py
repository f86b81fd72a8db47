from . import (
    identity,
    link_masking,
    participation,
    portal,
    preview,
    proofs,
    session,
    signing_answers,
    signing_pages,
    signing_visitor,
    text,
    verification,
)
