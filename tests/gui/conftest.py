"""Tests of the window: there is an application before any of them begins."""

import pytest


@pytest.fixture(autouse=True)
def _application(qapp):
    """Even what is no widget may ask for it: a printer without one ends the process."""
