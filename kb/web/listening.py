"""Whether only this machine is served, or others too."""

from __future__ import annotations

import ipaddress

import streamlit as st

from kb.settings import Settings


def only_here() -> bool:
    """Whether the app listens on this machine's own address alone."""
    return is_own(st.get_option("server.address"))


def is_own(address: object) -> bool:
    """Whether an address to listen on is reached from this machine only. Unset, empty,
    ``0.0.0.0`` and ``::`` mean every address that the machine has."""
    if not isinstance(address, str):
        return False
    name = address.strip().lower().strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refused(given: Settings) -> bool:
    """Whether the app must not serve: others could reach it and nobody would have to sign in."""
    return given.sign_in == "off" and not given.open and not only_here()
