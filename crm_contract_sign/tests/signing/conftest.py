"""Fixtures that several files share: what takes long to make is made once."""

import pytest
from time_servers import TimeAuthority


@pytest.fixture(scope="session")
def time_authority(tmp_path_factory):
    """A real RFC 3161 authority on loopback."""
    authority = TimeAuthority(tmp_path_factory.mktemp("time-authority"))
    with authority.serve():
        yield authority


@pytest.fixture(scope="session")
def time_url(time_authority):
    """Where it gives time-stamps."""
    return f"{time_authority.url}/time/tsa/stamper"
