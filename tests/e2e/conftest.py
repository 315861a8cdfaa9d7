# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from office import Office


@pytest.fixture(scope="session")
def office():
    """One running Odoo for all the tests of a session."""
    if "AP_TEMPLATE" not in os.environ:
        pytest.skip("run by ./ap test e2e, which makes the template")
    place = Office(f"ap_e2e_{os.getpid()}").open()
    yield place
    place.close()


@pytest.fixture(scope="module")
def company(office, request):
    """A fresh French company per test file, named after it."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_").upper()
    number = office.company(name)
    return number, name.lower()
