"""Ids of all components, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOCATION: Final = "_pages_location"
"""Dash Pages' own address component."""
PAGES_STORE: Final = "_pages_store"
"""Where Dash Pages says which page is shown; it names the window then."""


class Shell:
    """Parts around every page."""

    TOP: Final = "shell-top"
    THEME: Final = "shell-theme"
    PARK: Final = "shell-park"
    SCENARIO: Final = "shell-scenario"
    LANG: Final = "shell-lang"
    NOTES: Final = "shell-notes"
    HELP: Final = "shell-help"
    HELP_OPEN: Final = "shell-help-open"
    SELECTION: Final = "shell-selection"
    """What is selected, for all views: ``{kind: firm|link, id}``, or nothing."""
    SHOWN: Final = "shell-shown"
    """What the header says: ``title, lang, code, park, scenario``."""
    TEMPLATES: Final = "shell-templates"


@dataclass(frozen=True)
class FrameIds:
    """Parts of the frame of a page that shows a run."""

    page: str

    @property
    def view(self) -> str:
        """What is looked at: ``park, lang, theme, query``."""
        return f"{self.page}-view"

    @property
    def born(self) -> str:
        """What tells this layout of the page from others."""
        return f"{self.page}-born"

    @property
    def shown(self) -> str:
        """``key`` of the run that the content shows, and for which layout it was asked: ``born``."""
        return f"{self.page}-shown"

    @property
    def content(self) -> str:
        """What the page draws."""
        return f"{self.page}-content"

    @property
    def status(self) -> str:
        """Progress, or why there is none."""
        return f"{self.page}-status"

    @property
    def poll(self) -> str:
        """Asks for the result while it is made."""
        return f"{self.page}-poll"

    @property
    def cancel(self) -> str:
        """Stops the run."""
        return f"{self.page}-cancel"

    @property
    def again(self) -> str:
        """Starts a stopped run once more."""
        return f"{self.page}-again"


@dataclass(frozen=True)
class SectionIds:
    """Parts of a section of a page that answers a question of its own."""

    name: str

    @property
    def asked(self) -> str:
        """What is asked: ``query, lang``; nothing while nobody asks."""
        return f"{self.name}-asked"

    @property
    def born(self) -> str:
        """What tells this layout of the section from others."""
        return f"{self.name}-born"

    @property
    def told(self) -> str:
        """The layout for which the last answer was asked."""
        return f"{self.name}-told"

    @property
    def awaited(self) -> str:
        """Key of the answer that is waited for."""
        return f"{self.name}-awaited"

    @property
    def content(self) -> str:
        """The answer."""
        return f"{self.name}-content"

    @property
    def status(self) -> str:
        """Progress, or why there is none."""
        return f"{self.name}-status"

    @property
    def poll(self) -> str:
        """Asks for the answer while it is made."""
        return f"{self.name}-poll"

    @property
    def cancel(self) -> str:
        """Stops it."""
        return f"{self.name}-cancel"

    @property
    def again(self) -> str:
        """Starts it once more."""
        return f"{self.name}-again"


class Couplings:
    """Parts of the couplings page."""

    OBJECTIVE: Final = "couplings-objective"
    CARBON: Final = "couplings-carbon"
    REACH: Final = "couplings-reach"
    ACTIVITY: Final = "couplings-activity"
    INCLUDE: Final = "couplings-include"
    PARKS: Final = "couplings-parks"
    RESET: Final = "couplings-defaults"
    BASE: Final = "couplings-base"
    """What the controls say before anybody chose."""
    DRAWN: Final = "couplings-drawn"
    """``key`` of the run that strip, table and figure show."""
    STRIP: Final = "couplings-strip"
    GRID: Final = "couplings-grid"
    COLUMNS: Final = "couplings-columns"
    BOOK: Final = "couplings-book"
    SANKEY: Final = "couplings-sankey"
    SANKEY_DATA: Final = "couplings-sankey-data"
    SIDE: Final = "couplings-side"
    LOOK: Final = "couplings-look"
    DRAWER: Final = "couplings-drawer"
    SHUT: Final = "couplings-shut"
    STORY: Final = "couplings-story"
    YES_NO: Final = "couplings-yesno"
    MOST_LINKS: Final = "couplings-maxlinks"
    EXCLUSIVE: Final = "couplings-exclusive"
    LEAST_FLOW: Final = "couplings-minflow"
    KEEPING: Final = "couplings-keep"
    SECONDS: Final = "couplings-seconds"
    RELAX: Final = "couplings-relax"
    LIST: Final = "couplings-list"
    """Which list stands in the left pane: what is proposed, or what was not chosen."""
    LISTS: Final = "couplings-lists"
    WHY_GRID: Final = "couplings-why-grid"
    WHY_FROM: Final = "couplings-why-from"
    WHY_TO: Final = "couplings-why-to"
    WHY_GOOD: Final = "couplings-why-good"
    WHY_ASK: Final = "couplings-why-ask"


class GraphIds:
    """Parts of a graph and of what filters it; a page may show several, each with its prefix."""

    def __init__(self, prefix: str) -> None:
        self.graph = f"{prefix}-graph"
        self.setup = f"{prefix}-setup"
        """What the browser needs beside the elements."""
        self.hint = f"{prefix}-hint"
        self.fit = f"{prefix}-fit"
        self.book = f"{prefix}-data"
        """The flows of the graph as a workbook."""
        self.reset = f"{prefix}-reset"
        self.count = f"{prefix}-count"
        self.commodities = f"{prefix}-commodities"
        self.elements = f"{prefix}-elements"
        self.kinds = f"{prefix}-kinds"
        self.statuses = f"{prefix}-statuses"
        self.search = f"{prefix}-search"
        self.clear = f"{prefix}-clear"
        self.firm = f"{prefix}-firm"
        self.reach = f"{prefix}-reach"
        self.details = f"{prefix}-details"


class Overview:
    """Parts of the overview."""

    VIEW: Final = "overview-view"
    SHOWN: Final = "overview-shown"
    """``parks`` (status by id) and ``figure`` that are drawn, and ``born`` of the layout they were drawn for."""
    BORN: Final = "overview-born"
    POLL: Final = "overview-poll"
    FIGURE: Final = "overview-figure"
    PARTIAL: Final = "overview-partial"
    HEADLINE: Final = "overview-headline"
    MAP: Final = "overview-map"
    SIDE: Final = "overview-side"
    PANES: Final = "overview-panes"
    CARDS: Final = "overview-cards"
    GRID: Final = "overview-grid"
    FINDINGS: Final = "overview-findings"
    GET: Final = "overview-get"
    FILE: Final = "overview-file"


class Explore:
    """Parts of the page of trade-offs."""

    OBJECTIVE: Final = "explore-objective"
    FRONT: Final = "explore-front-figure"
    WITHIN: Final = "explore-within"
    DAYS: Final = "explore-days"
    NETWORK: Final = "explore-network"
    REPLACEMENT: Final = "explore-replacement"
    BASIS: Final = "explore-basis"


class Ledgers:
    """Parts of the page of element ledgers."""

    ELEMENT: Final = "ledgers-element"
    OTHER: Final = "ledgers-other"
    """Elements that have no button."""
    STATE: Final = "ledgers-state"
    BY: Final = "ledgers-by"
    SCOPE: Final = "ledgers-scope"
    SANKEY: Final = "ledgers-sankey"
    NAMES: Final = "ledgers-names"
    """What nodes and ribbons of the drawing are called, by id."""
    LIST: Final = "ledgers-list"
    PANE: Final = "ledgers-pane"
    GRID: Final = "ledgers-grid"
    PICKED: Final = "ledgers-picked"
    """What the list is narrowed to."""
    BOOK: Final = "ledgers-book"
    LOAD: Final = "ledgers-load"


class Gaps:
    """Parts of the page of chain gaps."""

    KIND: Final = "gaps-kind"
    GRID: Final = "gaps-grid"
    SIDE: Final = "gaps-side"
    """What stands beside the candidates: a chain, orphans, bridges."""
    PANE: Final = "gaps-pane"
    CHAIN: Final = "gaps-chain"
    CHART: Final = "gaps-chart"
    DRAWER: Final = "gaps-drawer"
    SHUT: Final = "gaps-shut"
    STORY: Final = "gaps-story"
    BOOK: Final = "gaps-book"
    CURVE: Final = "gaps-size-curve"
    MAP: Final = "gaps-place-map"
    MOST: Final = "gaps-most"
    """Most plants of the best set."""
    PLACE: Final = "gaps-place"
    """The plant that is looked at in all parks."""


class ProgressPage:
    """Parts of the page of indicators and targets."""

    SYSTEM: Final = "progress-system"
    LIST: Final = "progress-list"
    """What stands below the indicators."""
    PANE: Final = "progress-pane"
    BOOK: Final = "progress-book"
    FORM: Final = "progress-form"
    STANDING_BOOK: Final = "progress-standing-book"
    STANDING: Final = "progress-standing-shown"
    """How parks are compared: by their worst indicator, or by all of the chosen system."""
    STANDING_PANE: Final = "progress-standing-pane"
    REPORT: Final = "progress-report"
    AIM_CODE: Final = "progress-aim-code"
    AIM: Final = "progress-aim"
    FORM_TOLD: Final = "progress-form-told"
    ANSWERS: Final = "progress-answers"
    GIVEN: Final = "progress-given"
    """What was typed into the form."""
    CHECKED: Final = "progress-checked"


class HeatPage:
    """Parts of the page of heat."""

    FIRM: Final = "heat-firm"
    DTMIN: Final = "heat-dtmin"
    SHOW: Final = "heat-show"
    """What is shown: curves, exchange between firms, or the whole site."""
    PANE: Final = "heat-pane"
    CURVE: Final = "heat-curve"
    CURVES: Final = "heat-curves"
    COMPOSITE: Final = "heat-composite"
    SHIFTED: Final = "heat-shifted"
    GRAND: Final = "heat-grand"
    PROFILES: Final = "heat-profiles"
    STREAMS: Final = "heat-streams"
    PICKED: Final = "heat-picked"
    """Which bend of a curve the list of streams is narrowed to."""
    PLAN: Final = "heat-plan"
    PAIRS: Final = "heat-pairs"
    BOOK: Final = "heat-book"


class WaterPage:
    """Parts of the page of water."""

    LEAST: Final = "water-least"
    TREAT: Final = "water-treat"
    SHOW: Final = "water-show"
    """What is shown: the network and its matches, or the pinch and what is unknown."""
    STATE: Final = "water-state"
    PANE: Final = "water-pane"
    BEFORE: Final = "water-before"
    AFTER: Final = "water-after"
    GRID: Final = "water-grid"
    PINCH: Final = "water-pinch"
    PROPERTY: Final = "water-property"
    CURVE: Final = "water-curve"
    BOOK: Final = "water-book"
