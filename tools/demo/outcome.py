"""What stops the job: something turned out otherwise than it should."""


class Unexpected(Exception):
    """An outcome that the job does not accept; its text is a sentence for people."""


def expect(holds: bool, otherwise: str) -> None:
    """Go on only if ``holds``.

    :param holds: what must be true
    :param otherwise: a sentence that says what is the matter
    :raises Unexpected: when it is not true
    """
    if not holds:
        raise Unexpected(otherwise)
