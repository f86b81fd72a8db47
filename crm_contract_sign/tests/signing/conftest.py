"""Fixtures that several files share: what takes long to make is made once."""

import pytest
from time_servers import TimeAuthority


@pytest.fixture(scope="session")
def time_authority(tmp_path_factory):
    return TimeAuthority(tmp_path_factory.mktemp("time-authority"))


@pytest.fixture(scope="session")
def time_url(time_authority):
    """The address of a real RFC 3161 authority on loopback."""
    with time_authority.serve() as url:
        yield f"{url}/stamper"
