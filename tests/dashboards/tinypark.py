"""A park so small that every figure on the page can be told by hand, as a folder and as a run."""

from pathlib import Path

import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.reading import OPPORTUNITY_COLUMNS
from circnet.coupling.throughput import BALANCE_COLUMNS
from circnet.park import ParkInfo
from dashboards.runs import ParkRun

EAST = {"id": "east", "name_zh": "东区", "name_en": "East"}
ENDS = (
    {"enterprise": "smelter", "side": "out", "partner": "cement"},
    {"enterprise": "cement", "side": "in", "partner": "smelter"},
)
NASTY = "<img src=x onerror=alert(1)>"

FILES = {
    "park.toml": (
        'id = "tiny"\nname_zh = "小园"\nname_en = "Tiny park"\ncatalog = false\ncandidates = "listed"\n'
        'zones = [{id = "east", name_zh = "东区", name_en = "East"}]\n'
    ),
    "enterprises.csv": (
        "id,name_zh,name_en,zone,status\n"
        f"smelter,冶炼厂,Smelter {NASTY},east,operating\n"
        "cement,=水泥厂,=Cement works,east,operating\n"
        "brick,砖厂,Brick works,,suspended\n"
    ),
    "commodities.csv": (
        "id,name_zh,name_en,kind,unit,family\nslag,矿渣,Slag,waste,t,waste\nsteam,蒸汽,Steam,heat,GJ,heat\n"
    ),
    "ports.csv": (
        "enterprise,commodity,direction,minimum,maximum,basis,grade\n"
        "smelter,slag,supply,1000,1000,reported,A\ncement,slag,demand,1000,1000,published,B\n"
        "smelter,steam,supply,500,500,reported,A\ncement,steam,demand,500,500,reported,A\n"
    ),
    "links.csv": (
        "from,to,commodity,amount,status,basis,grade\n"
        "smelter,cement,steam,500,existing,published,B\nsmelter,brick,slag,,suspended,estimated,D\n"
    ),
    "arcs.csv": "from,to,commodity,cost\nsmelter,cement,slag,5\n",
    "markets.csv": "commodity,enterprise,buy_price,dispose_cost\nslag,smelter,,50\nslag,cement,80,\n",
}
"""Slag is dumped for 50 and bought for 80 CNY/t; carried next door for 5 it saves 125 CNY/t, 125,000 CNY a year."""


def write_park(folder: Path) -> Path:
    """Write the tiny park."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def balances() -> pd.DataFrame:
    """Return what firms take in and give out: slag is dumped before and sent next door after, steam is sent in both."""
    heat = {"commodity": "steam", "amount": 500.0, "unit": "GJ", "energy_gj": 500.0, "value": 25e3, "grade": "B"}
    slag = {"commodity": "slag", "amount": 125e3, "unit": "t", "mass_t": 125e3, "value": 10e6, "grade": "B"}
    steam = [{**heat, "state": state, "status": "existing", "kind": "link", **end}
             for state in ("baseline", "optimum") for end in ENDS]  # fmt: skip
    dumped = {**slag, "state": "baseline", "enterprise": "smelter", "side": "out", "kind": "disposal"}
    bought = {**slag, "state": "baseline", "enterprise": "cement", "side": "in", "kind": "purchase", "partner": "hub"}
    sent = [{**slag, "state": "optimum", "status": "chosen", "kind": "link", **end} for end in ENDS]
    table = pd.DataFrame([*steam, dumped, bought, *sent], columns=BALANCE_COLUMNS)
    return table.fillna({"partner": "", "status": ""})


def tiny_run(**changes) -> ParkRun:
    """Return a run of a park like the tiny one, with an equal partner, a hazard and a partner outside."""
    enterprises = pd.DataFrame({
        "id": ["smelter", "cement", "brick", "lonely"],
        "name_zh": ["青海冶炼有限公司", "=水泥厂", "砖厂", "孤厂"],
        "name_en": [f"Smelter {NASTY}", "=Cement works", "Brick works", ""],
        "zone": ["east", "east", "west", ""],
        "status": ["operating", "operating", "suspended", "planned"],
        "basis": ["published"] * 4,
    })  # fmt: skip
    links = pd.DataFrame({
        "from": ["smelter", "external:far mine", "smelter"],
        "to": ["cement", "smelter", "brick"],
        "commodity": ["steam", "ore", "slag"],
        "amount": [500.0, 20000.0, float("nan")],
        "mode": ["", "truck", ""],
        "status": ["existing", "existing", "suspended"],
        "basis": ["published", "derived", "estimated"],
        "grade": ["B", "C", "D"],
        "source": ["S1", "S1;S2", ""],
    })  # fmt: skip
    chosen = dict.fromkeys(OPPORTUNITY_COLUMNS, float("nan")) | {
        "choice": "chosen", "from": "smelter", "to": "cement", "commodity": "slag", "amount": 125000.0, "unit": "t",
        "saving": 1.5e6, "saving_unexplained": 0.0, "saving_alone": 2e6, "price_floor": -50.0, "price_ceiling": 75.0,
        "co2_t": 1e-9, "waste_t": 125000.0, "water_m3": 0.0, "distance_km": 2.5, "mode": "truck", "capex": 0.0,
        "evidence": "B",
        "barriers": "hazard:toxic, odd word; and more;permit:GB 1;status:cement=unknown;far;burnt:slag",
    }  # fmt: skip
    equal = dict.fromkeys(OPPORTUNITY_COLUMNS, float("nan")) | {
        "choice": "equal", "from": "smelter", "to": "brick", "commodity": "slag", "unit": "t", "distance_km": 3.0,
        "mode": "truck", "evidence": "D", "barriers": "",
    }  # fmt: skip
    second = chosen | {
        "to": "lonely",
        "commodity": "ore",
        "amount": 10.0,
        "saving": 5e5,
        "evidence": "D",
        "barriers": "",
    }
    parts = {
        "info": ParkInfo("tiny", "小园", "Tiny park", zones=(EAST, "west")),
        "enterprises": enterprises,
        "links": links,
        "partners": pd.DataFrame(columns=["id", "name_zh", "name_en"], dtype="str"),
        "sources": pd.DataFrame({"id": ["S1"], "title": ["A yearbook"]}),
        "commodities": pd.DataFrame({
            "id": ["slag", "steam", "ore"], "name_zh": ["矿渣", "蒸汽", "矿石"], "name_en": ["Slag", "Steam", "Ore"],
            "unit": ["t", "GJ", "t"], "family": ["waste", "heat", "no such family"],
            "kind": ["waste", "heat", "material"], "composition": ["CaO:0.4;SiO2:0.4", "", "ZnS:0.5"],
        }),
        "modes": pd.DataFrame({"id": ["truck"], "name_zh": ["汽车"], "name_en": ["Truck"]}),
        "hubs": pd.DataFrame({"id": ["xining"], "name_zh": ["西宁"], "name_en": ["Xining"]}),
        "products": pd.DataFrame({"enterprise": ["smelter"], "commodity": ["steam"]}),
        "summary": {
            "cost": -3e6, "baseline_cost": -1.5e6, "saving": 1.5e6, "saving_unexplained": 2e5, "co2_avoided_t": 0.0,
            "waste_diverted_t": 125000.0, "fresh_water_saved_m3": 0.0, "links_chosen": 2,
        },
        "flows": pd.DataFrame(),
        "opportunities": pd.DataFrame([chosen, equal, second])[OPPORTUNITY_COLUMNS],
        "unexplained": pd.DataFrame({
            "enterprise": ["cement"], "commodity": ["ore"], "side": ["need"], "amount": [30.0], "unit": ["t"],
            "price": [10.0], "value": [300.0],
        }),
        "settings": Settings(),
        "balances": balances(),
        "figures": {},
    }  # fmt: skip
    return ParkRun(**(parts | changes))
