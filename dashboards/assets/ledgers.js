// Element ledgers in the browser: controls to the address, one selection for drawing and list, what is asked later.
(function () {
  "use strict";

  const USUAL = { element: "Cl", state: "baseline", by: "form", scope: "all", list: "out", load: "1" };
  const SIDES = ["out", "in", "between", "turned"];
  const [GRID, SANKEY, CHIP, LIST] = ["ledgers-grid", "ledgers-sankey", "ledgers-picked", "ledgers-list"];
  const keep = () => window.dash_clientside.no_update;
  const give = (id, props) => window.dash_clientside.set_props(id, props);

  const body = () => document.querySelector(".ledger-body");
  const chosen = (name) => window.circnet.query().get(name) || USUAL[name];
  function write(name, value) {
    if (value === null || value === undefined || value === "" || String(value) === chosen(name)) return false;
    window.circnet.write({ [name]: String(value) === USUAL[name] ? null : String(value) });
    return true;
  }
  function ask(section) {
    const parts = body();
    if (parts) give(parts.dataset[section], { data: { query: Object.fromEntries(window.circnet.query()) } });
  }
  const control = (name) => (value) => { if (write(name, value)) ask("ledger"); };
  function element(value) {
    if (!write("element", value)) return;
    const first = document.querySelector("#ledgers-element input[value='" + value + "']");
    const other = first ? "ledgers-other" : "ledgers-element";
    if (document.getElementById(other)) give(other, { value: first ? null : "" });
    ask("ledger");
  }
  function load(percent) {
    if (write("load", Number(percent) / 100)) ask("closing");
  }

  // Which side of the ledger is listed; a list of another kind leaves it as it was.
  let side = "out";
  function list(value) {
    write("list", value);
    if (SIDES.includes(value)) { side = value; narrowGrid(); } else if (value !== "missing") ask(value);
    return "pane ledger-lists " + value;
  }

  // What is picked: parts of the drawing, or what is selected in all views; the list shows it alone if it is to.
  let picked = { sel: null, ids: null, only: false };
  const matches = (row) => {
    if (picked.ids) return row.keys.some((key) => picked.ids.has(key));
    if (!picked.sel) return false;
    const now = window.circnet.selectionOf(picked.sel);
    return now.kind === "firm" ? row.firms.includes(now.id) : row.link === now.id;
  };
  const anything = () => Boolean(picked.ids || picked.sel);
  let narrowed = false;
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.ledgerRow = (params) => params.data.side === side && (!narrowed || matches(params.data));

  const api = () => {
    try { return window.dash_ag_grid && document.getElementById(GRID) ? window.dash_ag_grid.getApi(GRID) : null; } catch { return null; }
  };
  function rowsOf(grid) {
    const found = [];
    grid.forEachNode((node) => { if (node.data) found.push(node.data); });
    return found;
  }
  function narrowGrid() {
    const grid = api();
    if (!grid) return;
    const found = anything() ? rowsOf(grid).filter(matches) : [];
    narrowed = picked.only && found.length > 0;
    if (narrowed && SIDES.includes(chosen("list")) && !found.some((row) => row.side === side)) {
      const other = SIDES.find((one) => found.some((row) => row.side === one));
      if (other) { give(LIST, { value: other }); }
    }
    grid.onFilterChanged();
    highlight(found);
  }
  function chip(label) {
    const told = document.getElementById(CHIP);
    if (told) give(CHIP, { hidden: !narrowed, children: narrowed ? told.dataset.told.replace("{name}", label) + " ×" : "" });
  }

  // Ribbons that have nothing to do with what is picked step back.
  function highlight(found, tries) {
    const plot = document.querySelector("#" + SANKEY + " .js-plotly-plot");
    if (!plot || !plot.data || !window.Plotly) {
      if ((tries || 0) < 12) setTimeout(() => highlight(found, (tries || 0) + 1), 250);
      return;
    }
    const keys = new Set(found.flatMap((row) => row.keys));
    const places = [], strengths = [];
    plot.data.forEach((trace, place) => {
      if (!trace.meta || trace.meta.kind !== "link") return;
      const mine = trace.meta.ids.some((id) => (picked.ids && picked.ids.has(id)) || keys.has(id));
      const strength = !anything() || !found.length || mine ? 1 : 0.2;
      if ((trace.opacity === undefined ? 1 : trace.opacity) === strength) return;
      places.push(place);
      strengths.push(strength);
    });
    if (places.length) window.Plotly.restyle(plot, { opacity: strengths }, places);
  }

  let names = {};
  function labelOf() {
    if (picked.ids) {
      const ids = [...picked.ids];
      return ids.length > 1 ? (names[ids[0]] || "") + " …" : names[ids[0]] || "";
    }
    const now = window.circnet.selectionOf(picked.sel);
    if (!now) return "";
    if (now.kind === "firm") return names["firm|" + now.id] || now.id;
    const ends = now.id.replace(/^[a-z]\./, "").split(":")[0].split(">");
    return ends.map((end) => names["firm|" + end] || end).join(" → ");
  }
  function show() {
    narrowGrid();
    chip(labelOf());
  }

  // A ribbon or a node that is clicked: its rows are listed, and its firm or link is selected in all views.
  function pick(click, called) {
    const point = click && click.points && click.points[0];
    const told = point && [].concat(point.customdata || [])[0];
    if (!told || !told.ids) return;
    names = called || {};
    const ids = new Set(told.ids), grid = api();
    const found = grid ? rowsOf(grid).filter((row) => row.keys.some((key) => ids.has(key))) : [];
    const links = new Set(found.map((row) => row.link)), firms = new Set(found.flatMap((row) => row.firms));
    const node = told.kind === "node" && told.ids.length === 1 && told.ids[0].startsWith("firm|");
    let next = null;
    if (node) next = { kind: "firm", id: told.ids[0].slice(5) };
    else if (told.kind === "link" && links.size === 1 && [...links][0]) next = { kind: "link", id: [...links][0] };
    else if (told.kind === "link" && firms.size === 1) next = { kind: "firm", id: [...firms][0] };
    picked = { ids, sel: next ? next.kind + ":" + next.id : null, only: true };
    window.circnet.select(next);
    show();
  }
  function pickRow(rows) {
    const row = Array.isArray(rows) && rows[0];
    if (!row || picked.only) return;
    const next = row.link ? { kind: "link", id: row.link } : row.firms.length === 1 ? { kind: "firm", id: row.firms[0] } : null;
    picked = { ids: new Set(row.keys.filter((key) => key.includes(">"))), sel: next ? next.kind + ":" + next.id : null, only: false };
    if (next) window.circnet.select(next);
    highlight([row]);
  }
  function clear() {
    picked = { sel: null, ids: null, only: false };
    if (window.circnet.query().get("sel")) window.circnet.select(null);
    show();
  }

  function narrow(selection, rows, called) {
    if (!rows) return keep();
    names = called || names;
    const listed = chosen("list");
    if (SIDES.includes(listed)) side = listed;
    const sel = selection && selection.id ? selection.kind + ":" + selection.id : null;
    if (sel !== picked.sel) picked = { sel, ids: null, only: Boolean(sel) };
    setTimeout(show, 0);
    setTimeout(show, 400);
    return sel || "";
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !body()) return;
    const state = event.target.closest("[data-state]"), firm = event.target.closest("[data-pick]");
    if (state) give("ledgers-state", { value: state.dataset.state });
    if (firm) window.circnet.select({ kind: "firm", id: firm.dataset.pick });
    if (event.target.closest("#" + CHIP)) clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && body() && anything() && !event.target.closest("input, [role=dialog]")) clear();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_ledgers: {
      element, state: control("state"), by: control("by"), scope: control("scope"), load, list, pick, pickRow, narrow,
    },
  });
})();
