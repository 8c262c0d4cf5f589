"""What the tests of uncertainty share: the catalog, and a park of two firms made ready for samples."""

import pytest

from circnet.coupling import Settings
from circnet.park import load_catalog
from circnet.uncertain import UncertaintyTerms
from circnet.uncertain.prepared import prepare
from tests.uncertain.smallparks import pair_park


@pytest.fixture(scope="package")
def catalog():
    return load_catalog()


@pytest.fixture(scope="package")
def terms():
    return UncertaintyTerms(samples=64, loads=False)


@pytest.fixture(scope="package")
def pair(catalog, tmp_path_factory):
    """The link pays where 2,000 t at the price come to more than the 100,000 CNY of keeping it."""
    return pair_park(tmp_path_factory.mktemp("pair") / "pair", catalog)


@pytest.fixture(scope="package")
def ready(pair, catalog, terms):
    return prepare(pair, catalog, Settings(), terms)
