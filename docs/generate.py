"""Writes data-dictionary.md from circnet/columns.csv: run `python docs/generate.py` after a change of the columns."""

from pathlib import Path

from circnet.schema import CATALOG_TABLES, INDICATOR_TABLES, LOCAL_TABLES, PARK_TABLES, REFERENCE_TABLES, Column, Table
from circnet.text import heading

TARGET = Path(__file__).with_name("data-dictionary.md")
HEAD = """# Data dictionary 数据字典

Generated from `circnet/columns.csv` by `docs/generate.py`; do not edit. 由程序生成，请勿手改。

Bold columns are required. `key` columns together are unique. A blank cell is filled by the default, where there is
one; else it means what the guides say ([English](guide.en.md), [中文](guide.zh.md)).
加粗为必填；标 key 的列合起来不得重复。

| type | a cell holds |
| --- | --- |
| id | lower-case letters, digits, `-`, `_` |
| place | an id, or `external:<name>` |
| source_id | text without blanks and `;` |
| name, text | any text |
| list | texts joined by `;` |
| choice | one of the words listed |
| number, integer, boolean | `1234.5`; `2025`; `true` or `false` |
| unit | `t`, `kg`, `m3`, `kNm3`, `GJ`, `MWh`, `MW`, or another unit of measure |
| composition | mass shares of formulas: `HCl:0.31;H2O:0.69` |
| exceptions | elements that do not balance, and why: `K:why;Na:why` |

In the units, `reference` is the unit of a technology's reference good, `commodity` that of the good in the row; `/a`
is per year.
A park may carry its own commodities.csv, technologies.csv, substitutions.csv and sources.csv in the catalog's columns.
"""
PURPOSES = {
    "enterprises": "firms 企业",
    "units": "plants of firms 装置",
    "recipes": "what a technology makes and uses 工艺配方",
    "ports": "supplies and demands no unit explains 端口",
    "links": "exchanges that exist or are planned 现有与计划的交换",
    "arcs": "possible links given by hand 候选链接",
    "markets": "prices and limits 市场价格与限量",
    "quality": "purity of supplies and needs 质量",
    "equipment": "shared plants 共用设备",
    "equipment_use": "what technologies take of them 设备占用",
    "streams": "heat streams of firms 企业热物流",
    "indicators": "figures of the park 园区指标",
    "projects": "planned projects 计划项目",
    "commodities": "goods, energy, water, wastes 物料",
    "technologies": "processes 工艺",
    "heat_streams": "heat streams of technologies 工艺热物流",
    "substitutions": "one good in place of another 替代",
    "disposal": "ways out and their cost 处置",
    "permits": "permits and barriers 许可与障碍",
    "transport": "modes 运输方式",
    "transport_of": "which good may travel how 物料与运输方式",
    "prices": "prices at hubs 集散地价格",
    "hubs": "where market prices hold 集散地",
    "factors": "energy and emission factors 能源与排放因子",
    "grid": "CO2 of grid power 电网排放因子",
    "benchmarks": "energy benchmarks of products 能效标杆与基准",
    "sources": "sources 来源",
    "precedents": "published cases of the same exchange 先例",
    "left_out": "what the catalog does not hold 未收录",
    "forms": "forms of the elements 元素形态",
    "heat_grades": "temperatures of the heat grades 热品位温度",
    "heating_seasons": "heating seasons by prefecture 采暖期",
    "systems": "systems of indicators 指标体系",
    "variables": "figures that formulas use 变量",
    "thresholds": "limits of indicators 指标限值",
    "targets": "published targets 公开目标",
    "series": "published figures by year 公开数据",
    "members": "goods that a sum counts 合计所含物料",
    "benchmark_of": "energy benchmark of technologies 工艺对应的能效产品",
    "sectors": "sectors of energy levels 能效行业",
    "two_high": "energy-hungry, high-emission industries 两高行业",
    "gap_weights": "weights of the signs that a plant is missing 缺链迹象的权重",
    "heat_months": "monthly temperatures by prefecture 月平均气温",
    "heat_machines": "heat machines and stores 供热设备",
    "pipes": "heat pipes by diameter 热力管道",
    "water_quality": "limits of water by use 分用途水质限值",
    "water_treatments": "treatments for zero liquid discharge 废水零排放工艺",
}


def dictionary() -> str:
    """Return the whole page."""
    park = {name: table for name, table in PARK_TABLES.items() if name not in LOCAL_TABLES}
    parts = [HEAD]
    sets = (
        ("Park folder 园区文件夹", park), ("Catalog 目录", CATALOG_TABLES), ("For every park 通用", REFERENCE_TABLES),
        ("Indicators 指标体系", INDICATOR_TABLES),
    )  # fmt: skip
    for title, tables in sets:
        parts += [f"## {title}\n", *(section(table) for table in tables.values())]
    return "\n".join(parts)


def section(table: Table) -> str:
    """Return one table's heading and columns."""
    head = "| column | 中文 | English | type | unit | range, choices, table | default |\n" + "| --- " * 7 + "|"
    rows = "\n".join(line(column) for column in table.columns.values())
    return f"### {table.file}\n\n{PURPOSES[table.name]}\n\n{head}\n{rows}\n"


def line(column: Column) -> str:
    """Return one column's row."""
    name = f"**{column.name}**" if column.required else column.name
    limits = [column.bounds, ", ".join(column.choices), ", ".join(f"→ {table}" for table in column.refers)]
    cells = [name + (" key" if column.key else ""), heading(column.name, "zh"), heading(column.name, "en"), column.type,
             column.unit, "; ".join(filter(None, limits)), column.default]  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TARGET.write_text(dictionary(), encoding="utf-8", newline="\n")
