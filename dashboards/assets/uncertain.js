// Uncertainty in the browser: choices to the address, ticks as a set of the user's own, one selection for list and detail.
(function () {
  "use strict";

  const USUAL = { samples: "200", draw: "lhs", only: "all", show: "links" };
  const KIND = "link";
  const [GRID, PANE, CHOSEN] = ["uncertain-grid", "uncertain-pane", "uncertain-chosen"];
  const keep = () => window.dash_clientside.no_update;
  const give = (id, props) => window.dash_clientside.set_props(id, props);
  const query = () => Object.fromEntries(window.circnet.query());
  const chosen = (name) => window.circnet.query().get(name) || USUAL[name];

  function write(name, value) {
    if (value === null || value === undefined || String(value) === chosen(name)) return false;
    window.circnet.write({ [name]: String(value) === USUAL[name] ? null : String(value) });
    return true;
  }
  const asks = (name) => (value) => {
    const body = document.querySelector(".uncertain-body");
    if (write(name, value) && body) give(body.dataset.found, { data: { query: query() } });
  };
  // Another activity is another run: the page is drawn anew. What the control says at first is no choice.
  let before = null;
  function activity(value) {
    const first = before === null;
    const was = first ? window.circnet.query().get("flexible") : before;
    before = value;
    if (!value || value === was || (first && was === null && value === "0")) return;
    const values = window.circnet.query();
    values.set("flexible", value);
    before = null;
    window.circnet.go(window.location.pathname + "?" + values.toString().replace(/%2C/g, ",").replace(/%3A/g, ":"));
  }

  // What is shown is a class of the panes; a figure that was hidden takes its size when it comes up.
  function show(value) {
    if (!value || !write("show", value)) return;
    const panes = document.getElementById(PANE);
    if (panes) panes.className = "uncertain-panes " + value;
    if (panes && panes.dataset[value]) give(panes.dataset[value], { data: { query: query() } });  // asked when looked at
    window.dispatchEvent(new Event("resize"));
  }

  // Ticked links are a set of the user's own; the address keeps them.
  let ready = false;
  let listed = [];
  function restore(rows) {
    if (!rows) return keep();
    ready = false;
    setTimeout(() => { ready = true; }, 400);
    listed = rows;
    const mine = (window.circnet.query().get("mine") || "").split(",");
    return { ids: rows.filter((row) => mine.includes(row.id)).map((row) => row.row) };
  }
  function tick(rows) {
    if (!ready || !Array.isArray(rows)) return;
    window.circnet.write({ mine: rows.map((row) => row.id).sort().join(",") || null });
    give(CHOSEN, { data: { query: query() } });
  }

  // A row that is clicked, or on which Enter is pressed, is selected in all views.
  function mark(place) {
    let style = document.getElementById("chance-shown");
    if (!style) {
      style = document.createElement("style");
      style.id = "chance-shown";
      document.head.append(style);
    }
    style.textContent = place
      ? `.chance-grid .ag-row[row-id="${place}"] { background: var(--picked); box-shadow: inset 3px 0 var(--accent); }`
      : "";
  }
  const rowOf = (target) => {
    const row = target.closest && target.closest("#" + GRID + " .ag-row[row-id]");
    if (!row || target.closest(".ag-selection-checkbox, .ag-checkbox")) return null;
    const found = listed.find((one) => one.row === row.getAttribute("row-id"));
    return found ? found.id : null;
  };
  function pick(event) {
    const id = rowOf(event.target);
    if (!id) return;
    const now = window.circnet.selectionOf(window.circnet.query().get("sel"));
    if (!now || now.kind !== KIND || now.id !== id) window.circnet.select({ kind: KIND, id });
  }
  document.addEventListener("click", pick);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") pick(event); });
  function showRow(selection, rows) {
    const id = selection && selection.kind === KIND ? selection.id : null;
    const found = (rows || []).find((row) => row.id === id);
    mark(found ? found.row : null);
    return found ? { rowId: found.row } : keep();
  }

  // Cells: a bar with its interval, a dot with its whisker.
  const parts = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const span = (className, style, ...children) => window.React.createElement("span", { className, style }, ...children);
  const between = (low, high) => ({ left: low + "%", width: Math.max(high - low, 0.5) + "%" });
  parts.ChanceLink = (props) => span("chance-link", null,
    span("what", null, props.data.good), span("ends", null, props.data.ends));
  parts.ChanceBar = (props) => {
    const [share, low, high] = props.data.bar;
    return span("chance-cell", null,
      span("chance-bar" + (props.data.robust ? " robust" : ""), null,
        span("fill", { width: share + "%" }), span("interval", between(low, high))),
      span("figure", null, props.data.shown.share));
  };
  parts.ChanceDots = (props) => {
    const [low, middle, high] = props.data.dots;
    if (!props.data.share) return "–";
    return span("chance-cell", null,
      span("chance-dots", null, span("whisker", between(low, high)), span("dot", { left: middle + "%" })),
      span("figure", null, props.data.shown.worth));
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_uncertain: {
      samples: asks("samples"), draw: asks("draw"), only: asks("only"), activity, show, tick, restore, showRow,
    },
  });
})();
