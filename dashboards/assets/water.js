// Water in the browser: choices to the address, one selection for the network and its matches.
(function () {
  "use strict";

  const USUAL = { least: "fresh", treat: "", show: "network", state: "after", property: "" };
  const KIND = "water";
  const keep = () => window.dash_clientside.no_update;
  const give = (id, props) => window.dash_clientside.set_props(id, props);
  const body = () => document.querySelector(".water-body");
  const chosen = (name) => window.circnet.query().get(name) || USUAL[name];

  function write(name, value) {
    if (value === null || value === undefined || String(value) === chosen(name)) return false;
    window.circnet.write({ [name]: String(value) === USUAL[name] ? null : String(value) });
    return true;
  }
  function ask() {
    const parts = body();
    if (parts) give(parts.dataset.water, { data: { query: Object.fromEntries(window.circnet.query()) } });
  }
  function least(value) { if (value && write("least", value)) ask(); }
  function treat(value) { if (write("treat", value)) ask(); }
  function look() {
    const panes = document.getElementById("water-pane");
    if (panes) panes.className = "water-panes " + chosen("show") + " " + chosen("state");
    window.dispatchEvent(new Event("resize"));
  }
  const shows = (name) => (value) => { if (value && write(name, value)) look(); };
  function property(value) { if (value) write("property", value); }

  // A ribbon or a row is a flow, a node a firm: the same selection for drawing, table and address.
  function select(kind, id) {
    const now = window.circnet.selectionOf(window.circnet.query().get("sel"));
    if (!now || now.kind !== kind || now.id !== id) window.circnet.select({ kind, id });
  }
  function pick(click) {
    const point = click && click.points && click.points[0];
    const told = point && [].concat(point.customdata || [])[0];
    if (!told || !told.ids || told.ids.length !== 1) return;
    if (told.kind === "link") select(KIND, told.ids[0]);
    else if (told.ids[0].startsWith("firm|")) select("firm", told.ids[0].slice(5));
  }
  function pickRow(rows) {
    if (Array.isArray(rows) && rows.length) select(KIND, rows[0].id);
  }
  function highlight(selection, rows, tries) {
    const plots = [...document.querySelectorAll(".water-flows .js-plotly-plot")].filter((plot) => plot.data);
    if (!plots.length || !window.Plotly) {
      if ((tries || 0) < 12) setTimeout(() => highlight(selection, rows, (tries || 0) + 1), 250);
      return;
    }
    const mine = new Set((rows || []).filter((row) => selection && (selection.kind === KIND ? row.id === selection.id
      : selection.kind === "firm" && row.firms.includes(selection.id))).map((row) => row.id));
    plots.forEach((plot) => {
      const places = [], strengths = [];
      plot.data.forEach((trace, place) => {
        if (!trace.meta || trace.meta.kind !== "link") return;
        const strength = !mine.size || trace.meta.ids.some((id) => mine.has(id)) ? 1 : 0.2;
        if ((trace.opacity === undefined ? 1 : trace.opacity) === strength) return;
        places.push(place);
        strengths.push(strength);
      });
      if (places.length) window.Plotly.restyle(plot, { opacity: strengths }, places);
    });
  }
  function showFlow(selection, rows) {
    const id = selection && selection.kind === KIND ? selection.id : null;
    const found = (rows || []).some((row) => row.id === id);
    highlight(selection, rows);
    return [found ? { ids: [id] } : [], found ? { rowId: id } : keep()];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_water: { least, treat, show: shows("show"), state: shows("state"), property, pick, pickRow, showFlow },
  });
})();
