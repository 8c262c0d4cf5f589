"""One app for most tests in a browser: starting it, and its workers, takes longer than most of what is tested."""

import pytest
from playwright.sync_api import Page

from circnet.workspace import Workspace
from tests.dashboards.browsing import served, watch
from tests.dashboards.chlorinepark import write_chlorine_park
from tests.dashboards.slagfolder import write_slag_park
from tests.dashboards.tinypark import write_park
from tests.dashboards.warmpark import write_warm_park


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """An app that serves small parks, made for what the tests ask.

    ``tiny``, a ``twin`` of it, one whose link is too ``dear``, one whose limits clash (``bound``), one that cannot be
    read (``faulty``), and parks of chlorine (``salt``), of slag nobody takes (``slag``), of heat and water (``warm``).
    A workspace has a copy of ``tiny`` that may be edited, ``mine``.
    """
    root = tmp_path_factory.mktemp("parks")
    names = ("tiny", "twin", "faulty", "dear", "bound")
    tiny, twin, faulty, dear, bound = (write_park(root / name) for name in names)
    (tiny / "scenarios").mkdir()
    (tiny / "scenarios" / "dear.toml").write_text(
        'name_zh = "处置涨价"\nname_en = "Dearer dumping"\n[[change]]\ntable = "markets"\n'
        'where = {enterprise = "smelter"}\nset = {dispose_cost = 150.0}\n', encoding="utf-8",
    )  # fmt: skip
    (faulty / "links.csv").write_text("from,to,commodity\nnobody,smelter,slag\n", encoding="utf-8")
    (dear / "arcs.csv").write_text("from,to,commodity,cost\nsmelter,cement,slag,200\n", encoding="utf-8")
    (bound / "markets.csv").write_text("commodity,enterprise,buy_price\nslag,cement,80\n", encoding="utf-8")
    ports = (bound / "ports.csv").read_text("utf-8").replace("demand,1000,1000", "demand,400,400")
    (bound / "ports.csv").write_text(ports, encoding="utf-8")
    for folder in (twin, dear, bound):
        rename(folder, '"tiny"', f'"{folder.name}"')
    rename(twin, "小园", "双园")
    rename(twin, "Tiny park", "Twin park")
    more = (write_chlorine_park(root / "salt"), write_slag_park(root / "slag"), write_warm_park(root / "warm"))
    own = str(root / "parks.db")
    keep(own, write_park(root / "mine"))
    with served({folder.name: folder for folder in (tiny, twin, faulty, dear, bound, *more)}, own) as found:
        yield found


def keep(place, folder):
    """Put a park into a workspace under the name of its folder."""
    rename(folder, '"tiny"', f'"{folder.name}"')
    rename(folder, "小园", "我的园")
    rename(folder, "Tiny park", "My park")
    workspace = Workspace(place)
    workspace.put(folder.name, {file.name: file.read_bytes() for file in folder.iterdir()}, "tester")
    workspace.close()


def rename(folder, old, new):
    """Change a word of a park's manifest."""
    manifest = folder / "park.toml"
    manifest.write_text(manifest.read_text("utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def watched(page: Page, address):
    """A page that may complain of nothing and ask nobody else."""
    complaints, strangers = watch(page, address)
    yield page
    assert complaints == []
    assert strangers == []
