import logging
import re

LINK = re.compile(r"(/contract/sign/(?:visit-\d+-|[\d-]+-))[\w-]{16,}")


class LinkMaskingFilter(logging.Filter):
    """Keeps the secret part of signing links out of the server's log of requests."""

    def filter(self, record):
        record.msg = self._mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._mask(argument) for argument in record.args)
        return True

    def _mask(self, value):
        return LINK.sub(r"\1…", value) if isinstance(value, str) else value


def mask_links():
    """Have the loggers that write down addresses mask our links; once, however often called."""
    for name in ("werkzeug", "odoo.http"):
        logger = logging.getLogger(name)
        if not any(isinstance(each, LinkMaskingFilter) for each in logger.filters):
            logger.addFilter(LinkMaskingFilter())


mask_links()
