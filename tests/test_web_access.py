"""Who the pages take their user for, and what they let whom do."""

from __future__ import annotations

import pytest

from kb.web.listening import is_own


@pytest.mark.parametrize(
    "address", ["localhost", "LocalHost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"]
)
def test_addresses_that_only_this_machine_reaches(address: str) -> None:
    assert is_own(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "0.0.0.0",
        "::",
        "192.168.1.5",
        "10.0.0.1",
        "fe80::1",
        "某电脑",
        "localhost.example",
    ],
)
def test_addresses_that_others_reach_and_whatever_is_not_known(address: str | None) -> None:
    assert not is_own(address)
