"""Ids of the page of scenarios."""

from __future__ import annotations

from typing import Final

__all__ = ["ScenariosPage"]


class ScenariosPage:
    """Parts of the page of scenarios."""

    PICK: Final = "scenarios-pick"
    VIEW: Final = "scenarios-way"
    OF: Final = "scenarios-of"
    """What flows are measured in."""
    AGAINST: Final = "scenarios-against"
    """Which scenario the network shows against the first."""
    COPY: Final = "scenarios-copy"
    BOOK: Final = "scenarios-book"
    GO: Final = "scenarios-go"
    """An address to go to."""
    ACT: Final = "scenarios-act"
    """What was asked of a scenario: ``{"do", "id"}``."""
    TOML: Final = "scenarios-toml"
    UPLOAD: Final = "scenarios-upload"
    OWN_ID: Final = "scenarios-own-id"
    OWN: Final = "scenarios-own"
    WHO: Final = "scenarios-who"
    # the form
    FORM: Final = "scenarios-form"
    NAME_ZH: Final = "scenarios-name-zh"
    NAME_EN: Final = "scenarios-name-en"
    NOTE: Final = "scenarios-note"
    FILE: Final = "scenarios-file"
    WHAT: Final = "scenarios-what"
    WHOM: Final = "scenarios-whom"
    AT: Final = "scenarios-at"
    VALUE: Final = "scenarios-value"
    STATUS: Final = "scenarios-state"
    ADD: Final = "scenarios-add"
    LISTS: Final = "scenarios-lists"
    CHOSEN: Final = "scenarios-chosen"
    """Changes chosen in the form, and changes of the file that were dropped."""
    CHOSEN_LIST: Final = "scenarios-chosen-list"
    SAVE: Final = "scenarios-save"
    SAID: Final = "scenarios-said"
    # kept runs
    AGAIN: Final = "scenarios-solve"
    AGAIN_TOLD: Final = "scenarios-solve-told"
