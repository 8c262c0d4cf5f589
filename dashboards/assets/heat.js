// Heat in the browser: choices to the address, a bend of a curve narrows the streams, one selection for plan and list.
(function () {
  "use strict";

  const USUAL = { of: "", dtmin: "10", show: "curves", curve: "composite" };
  const KIND = "pair";
  const [PANE, PICKED, STREAMS, PLAN] = ["heat-pane", "heat-picked", "heat-streams", "heat-plan"];
  const keep = () => window.dash_clientside.no_update;
  const give = (id, props) => window.dash_clientside.set_props(id, props);
  const body = () => document.querySelector(".heat-body");
  const chosen = (name) => window.circnet.query().get(name) || USUAL[name];

  function write(name, value) {
    if (value === null || value === undefined || String(value) === chosen(name)) return false;
    window.circnet.write({ [name]: String(value) === USUAL[name] ? null : String(value) });
    return true;
  }
  function ask() {
    const parts = body();
    if (parts) give(parts.dataset.heat, { data: { query: Object.fromEntries(window.circnet.query()) } });
  }
  function firm(value) {
    if (write("of", value)) { window.circnet.write({ at: null }); ask(); }
  }
  function dtmin(value) {
    if (write("dtmin", value)) { window.circnet.write({ at: null }); ask(); }
  }

  // What is shown is a class of the panes; a figure that was hidden takes its size when it comes up.
  function look() {
    const panes = document.getElementById(PANE);
    if (panes) panes.className = "heat-panes " + chosen("show") + " " + chosen("curve");
    window.dispatchEvent(new Event("resize"));
  }
  const shows = (name) => (value) => { if (value && write(name, value)) look(); };

  // A bend of a curve: the streams that begin or end there; `side:temperature` in the address.
  let at = null;
  const bendOf = (text) => {
    const [side, degrees] = String(text || "").split(":");
    return side && degrees && Number.isFinite(Number(degrees)) ? { side, degrees: Number(degrees) } : null;
  };
  const near = (list, degrees) => list.some((one) => Math.abs(one - degrees) < 1e-4);
  const matches = (row) => at.side === "shifted" ? near(row.shifted, at.degrees)
    : row.side_code === at.side && near(row.real, at.degrees);
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.heatRow = (params) => !at || matches(params.data);
  function filter() {
    const chip = document.getElementById(PICKED);
    if (window.dash_ag_grid && document.getElementById(STREAMS)) {
      window.dash_ag_grid.getApiAsync(STREAMS).then((grid) => {
        grid.onFilterChanged();
        if (at && !grid.getDisplayedRowCount()) { at = null; grid.onFilterChanged(); }
      });
    }
    if (chip) {
      const told = at ? chip.dataset.told.replace("{at}", String(Math.round(at.degrees * 10) / 10)) + " ×" : "";
      give(PICKED, { hidden: !at, children: told });
    }
  }
  function bend(click) {
    const point = click && click.points && click.points[0];
    const told = point && [].concat(point.customdata || []);
    if (!told || told.length < 2) return;
    at = { side: String(told[0]), degrees: Number(told[1]) };
    window.circnet.write({ at: at.side + ":" + at.degrees });
    filter();
  }
  function clear() {
    at = null;
    window.circnet.write({ at: null });
    filter();
  }
  function narrow(rows) {
    if (!rows) return keep();
    at = bendOf(window.circnet.query().get("at"));
    setTimeout(filter, 0);
    return window.circnet.query().get("at") || "";
  }

  // One selection for plan and list: a pair, or a firm whose pairs step forward.
  const picked = () => window.circnet.selectionOf(window.circnet.query().get("sel"));
  function select(kind, id) {
    const now = picked();
    if (!now || now.kind !== kind || now.id !== id) window.circnet.select({ kind, id });
  }
  function pickArrow(click) {
    const point = click && click.points && click.points[0];
    const next = point && window.circnet.selectionOf([].concat(point.customdata || [])[0]);
    if (next) select(next.kind, next.id);
  }
  function pickRow(rows) {
    if (Array.isArray(rows) && rows.length) select(KIND, rows[0].id);
  }
  function highlight(selection, rows, tries) {
    const plot = document.querySelector("#" + PLAN + " .js-plotly-plot");
    if (!plot || !plot.data || !window.Plotly) {
      if ((tries || 0) < 12) setTimeout(() => highlight(selection, rows, (tries || 0) + 1), 250);
      return;
    }
    const mine = new Set((rows || []).filter((row) => selection && (selection.kind === KIND ? row.id === selection.id
      : row.start_id === selection.id || row.end_id === selection.id)).map((row) => KIND + ":" + row.id));
    const places = [], strengths = [];
    plot.data.forEach((trace, place) => {
      if (typeof trace.meta !== "string" || !trace.meta.startsWith(KIND + ":")) return;
      if (trace.circnetOpacity === undefined) trace.circnetOpacity = trace.opacity === undefined ? 1 : trace.opacity;
      places.push(place);
      strengths.push(!mine.size ? trace.circnetOpacity : mine.has(trace.meta) ? 1 : 0.12);
    });
    if (places.length) window.Plotly.restyle(plot, { opacity: strengths }, places);
  }
  function showPair(selection, rows) {
    const id = selection && selection.kind === KIND ? selection.id : null;
    const found = (rows || []).some((row) => row.id === id);
    highlight(selection, rows);
    return [found ? { ids: [id] } : [], found ? { rowId: id } : keep()];
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#" + PICKED)) clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && body() && at && !event.target.closest("input, [role=dialog]")) clear();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_heat: {
      firm, dtmin, show: shows("show"), curve: shows("curve"), bend, narrow, pickArrow, pickRow, showPair,
    },
  });
})();
