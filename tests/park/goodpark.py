"""A small hand-written park without a fault, as files; tests break one thing at a time."""

from pathlib import Path

TOML = """id = "small"
name_zh = "小园区"
name_en = "Small park"
catalog = false
lat = 36.4
lon = 94.9
zones = ["north", "south"]
year = 2024
retrofit = {batch = 3, year = 2015}
"""

TABLES = {
    "enterprises": """\
id,name_zh,name_en,status,passes_on,lat,lon
salt,盐厂,Salt works,operating,,36.4,94.9
soda,碱厂,Soda works,operating,,36.5,94.8
hub,中转站,Hub,operating,true,,
""",
    "units": """\
id,enterprise,technology,capacity,throughput,year
salt-1,salt,washing,1000,900,2024
cell-1,soda,cells,500,,2024
""",
    "recipes": """\
technology,commodity,coefficient
washing,salt,1
washing,rock,-1
cells,naoh,1
cells,salt,-1.4612
cells,water,-0.4504
cells,chlorine,0.8864
cells,hydrogen,0.0252
e-boiler,steam,1
e-boiler,power,-0.29
""",
    "ports": """\
enterprise,commodity,direction,minimum,maximum
soda,naoh,demand,,500
salt,rock,supply,,2000
""",
    "links": """\
from,to,commodity,amount,status,source
salt,soda,salt,700,existing,S1
soda,external:buyer,hydrogen,,existing,
""",
    "arcs": """\
from,to,commodity,cost,capacity,loss,mode
salt,soda,salt,2.5,1000,0.01,road
""",
    "markets": """\
commodity,enterprise,buy_price,sell_price
chlorine,,,100
water,soda,3,
salt,,200,150
""",
    "quality": """\
enterprise,commodity,direction,property,value
salt,salt,supply,Mg,0.1
soda,salt,demand,Mg,0.2
""",
    "equipment": """\
enterprise,equipment,capacity
soda,rectifier,800
""",
    "equipment_use": """\
technology,equipment,use
cells,rectifier,1.5
""",
    "streams": """\
enterprise,name,supply_c,target_c,heat_capacity_kw_k,duty_kw
soda,brine,20,80,1.5,
soda,liquor,90,40,,300
""",
    "indicators": """\
variable,year,value,unit
water_use,2023,12.5,m3
water_use,2024,11.0,m3
""",
    "commodities": """\
id,name_zh,name_en,kind,unit,t_per_unit,composition,temperature_c
salt,盐,Salt,material,t,1,NaCl:1,
rock,岩盐,Rock salt,material,t,,NaCl:1,
naoh,烧碱,Caustic soda,material,t,1,NaOH:1,
water,水,Water,water,t,1,H2O:1,
chlorine,氯气,Chlorine,gas,t,1,Cl2:1,
hydrogen,氢气,Hydrogen,gas,t,1,H2:1,
cans,罐头,Cans,material,cases,,,
steam,蒸汽,Steam,heat,GJ,,,200
power,电,Power,electricity,MWh,,,
""",
    "technologies": """\
id,name_zh,name_en,reference,role,variant_of,exceptions
washing,洗盐,Salt washing,salt,producer,,
cells,电解,Cells,naoh,conversion,,
e-boiler,电锅炉,Electric boiler,steam,utility,,
""",
    "substitutions": """\
accepts,replaces,ratio,max_share,not_for
rock,salt,0.9,0.5,washing
""",
    "sources": """\
id,title,url,year
S1,A report,,2024
""",
    "projects": """\
id,name_zh,enterprise
p1,扩建,soda
""",
}


def write(folder: Path) -> Path:
    """Write the park and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "park.toml").write_text(TOML, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def replace(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place of a file; the place must be there once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
