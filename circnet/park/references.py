"""Checks of what refers to what."""

from __future__ import annotations

import pandas as pd

from circnet.park.faults import among, collect, nearest, no_faults
from circnet.park.subject import Subject
from circnet.schema import Column
from circnet.types import Severity

__all__ = ["both_ends_outside", "cyclic_variants", "self_link", "unknown_mode", "unknown_reference", "unknown_source"]

_OUTSIDE = ("external:", "park:")
_LOCAL = ("enterprises", "units", "equipment")
_SOFT = {"sources": "unknown_source", "modes": "unknown_mode"}


def _known(subject: Subject, kind: str) -> set[str]:
    """Return the ids that a reference of a kind may name."""
    if kind == "equipment":
        return set(subject.tables["equipment"]["equipment"])
    if kind == "modes":
        return set(subject.catalog.transport["mode"])
    source = subject.tables if kind in _LOCAL else subject.catalog.tables()
    return set(source[kind]["id"]) if kind in source else set()


def _dangling(subject: Subject, check: str, table: str, column: Column, severity: Severity) -> pd.DataFrame:
    """Return a fault for each reference of a column that leads nowhere."""
    rows = subject.tables[table]
    if rows.empty or any(kind in subject.broken for kind in column.refers):
        return no_faults()
    known: set[str] = set().union(*(_known(subject, kind) for kind in column.refers))
    texts = rows[column.name].str.split(";").explode().str.strip() if column.type == "list" else rows[column.name]
    wrong = texts.ne("") & ~among(texts, known)
    if column.type == "place":
        wrong &= ~texts.str.startswith("external:")
    if not wrong.any():
        return no_faults()
    values = texts[wrong]
    expected = ", ".join(subject.file("transport" if kind == "modes" else kind) for kind in column.refers)
    found = subject.faults(check, table, values.to_frame(column.name), column.name, expected, severity=severity)
    return found.assign(hint=pd.Series(nearest(values.tolist(), known), index=found.index, dtype="str"))


def _of_kind(subject: Subject, check: str, severity: Severity) -> pd.DataFrame:
    """Run over all columns whose references belong to the check."""
    return collect(
        _dangling(subject, check, name, column, severity)
        for name, table in subject.specs.items()
        for column in table.columns.values()
        if column.refers and _SOFT.get(column.refers[0], "unknown_reference") == check
    )


def unknown_reference(subject: Subject) -> pd.DataFrame:
    """Find names of enterprises, units, technologies, commodities, equipment and hubs that nobody has."""
    return _of_kind(subject, "unknown_reference", "error")


def unknown_source(subject: Subject) -> pd.DataFrame:
    """Find sources that sources.csv does not list; without any sources a source is free text."""
    return no_faults() if subject.catalog.sources.empty else _of_kind(subject, "unknown_source", "warning")


def unknown_mode(subject: Subject) -> pd.DataFrame:
    """Find means of transport that the catalog does not know; without a catalog a mode is free text."""
    return no_faults() if subject.catalog.transport.empty else _of_kind(subject, "unknown_mode", "warning")


def self_link(subject: Subject) -> pd.DataFrame:
    """Find exchanges of an enterprise with itself: own use needs no link."""
    tables = [(name, subject.tables[name]) for name in ("links", "arcs") if name in subject.tables]
    return collect(
        subject.faults("self_link", name, rows[same], "to", "another enterprise")
        for name, rows in tables
        for same in [rows["from"].eq(rows["to"]) & rows["from"].ne("")]
    )


def both_ends_outside(subject: Subject) -> pd.DataFrame:
    """Find links between two partners outside the park."""
    if "links" not in subject.tables:
        return no_faults()
    rows = subject.tables["links"]
    outside = rows["from"].str.startswith(_OUTSIDE) & rows["to"].str.startswith(_OUTSIDE)
    return subject.faults("both_ends_outside", "links", rows[outside], "to", subject.file("enterprises"))


def cyclic_variants(subject: Subject) -> pd.DataFrame:
    """Find technologies that are a variant of themselves, at once or in a circle."""
    every = subject.catalog.technologies[["id", "variant_of"]]
    edges = every.assign(variant_of=every["variant_of"].str.split(";")).explode("variant_of")
    edges = edges.assign(variant_of=edges["variant_of"].str.strip())
    edges = edges[edges["variant_of"].ne("")]
    # what is left after cutting off ends, again and again, is circles and what lies between them
    while len(edges):
        kept = edges["variant_of"].isin(edges["id"]) & edges["id"].isin(edges["variant_of"])
        if kept.all():
            break
        edges = edges[kept]
    rows = subject.tables["technologies"]
    rows = rows[rows["id"].isin(edges["id"])]
    return subject.faults("cyclic_variants", "technologies", rows, "variant_of", "no circle")
