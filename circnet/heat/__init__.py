"""Heat between streams: pinch, utilities, total sites, seasons; of tables of streams.

`pinch(streams, settings) -> Pinch`, `total_site(streams, utilities, settings) -> TotalSite`; `park_streams` makes the
table of streams of a park; `heat_year(park, catalog, settings, users) -> HeatYear` lays lines between its firms.
"""

from circnet.heat.converters import electric_boiler, engine, fired_boiler, heat_pump, pump_cop
from circnet.heat.grades import HeatPorts, grade_table, heat_by_grade, heat_ports, with_ends, with_heat_ports
from circnet.heat.lines import LineSettings, size_lines
from circnet.heat.pairs import heat_pairs
from circnet.heat.park_site import SiteHeat, YearSettings, site_heat
from circnet.heat.park_streams import ParkStreams, park_streams
from circnet.heat.pinch import Pinch, pinch
from circnet.heat.pipes import PipeSettings, hot_water_pipes
from circnet.heat.seasonal import Seasonal, SeasonalSite, seasonal
from circnet.heat.seasons import degree_months, months, two_seasons
from circnet.heat.settings import HeatSettings
from circnet.heat.site import TotalSite, total_site
from circnet.heat.streams import STREAMS, load_streams, read_streams, stream_table
from circnet.heat.users import USERS, load_users, read_users
from circnet.heat.utilities import UTILITIES, load_utilities, place_utilities, read_utilities
from circnet.heat.year import heat_year
from circnet.heat.year_result import HeatYear

__all__ = [
    "HeatPorts",
    "HeatSettings",
    "HeatYear",
    "LineSettings",
    "ParkStreams",
    "Pinch",
    "PipeSettings",
    "STREAMS",
    "Seasonal",
    "SeasonalSite",
    "SiteHeat",
    "TotalSite",
    "USERS",
    "UTILITIES",
    "YearSettings",
    "degree_months",
    "electric_boiler",
    "engine",
    "fired_boiler",
    "grade_table",
    "heat_by_grade",
    "heat_pairs",
    "heat_ports",
    "heat_pump",
    "heat_year",
    "hot_water_pipes",
    "load_streams",
    "load_users",
    "load_utilities",
    "months",
    "park_streams",
    "pinch",
    "place_utilities",
    "pump_cop",
    "read_streams",
    "read_users",
    "read_utilities",
    "seasonal",
    "site_heat",
    "size_lines",
    "stream_table",
    "total_site",
    "two_seasons",
    "with_ends",
    "with_heat_ports",
]
