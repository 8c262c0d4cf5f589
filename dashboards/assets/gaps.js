// Chain gaps in the browser: choices to the address, one selection for list, chart and drawer.
(function () {
  "use strict";

  const KIND = "plant";
  const keep = () => window.dash_clientside.no_update;
  const picked = () => {
    const now = window.circnet.selectionOf(window.circnet.query().get("sel"));
    return now && now.kind === KIND ? now.id : null;
  };

  // What the list shows: one kind of gap, or all.
  let wanted = "all";
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.gapRow = (params) => wanted === "all" || params.data.kind === wanted;
  function kind(value) {
    if (!value) return keep();
    wanted = value;
    window.circnet.write({ kind: value === "all" ? null : value });
    if (window.dash_ag_grid && document.getElementById("gaps-grid")) {
      window.dash_ag_grid.getApiAsync("gaps-grid").then((grid) => grid.onFilterChanged());
    }
    return value;
  }
  function side(value) {
    window.circnet.write({ side: value === "chain" ? null : value });
    if (value === "set" || value === "where") ask(value);
    return "pane gap-lists " + value;
  }
  // The best set and the comparison of parks are asked for when they are looked at.
  function ask(section) {
    const panes = document.querySelector(".gap-panes");
    const query = Object.fromEntries(window.circnet.query());
    if (panes) window.dash_clientside.set_props(panes.dataset[section], { data: { query } });
  }
  const later = (name, section, usual) => (value) => {
    if (!value || (window.circnet.query().get(name) || usual) === value) return;
    window.circnet.write({ [name]: value === usual ? null : value });
    ask(section);
  };
  function chain(value) {
    if (value) window.circnet.write({ chain: value });
  }

  // A row or a box that is picked is the selection of all views; a selection from elsewhere picks its row.
  function select(id) {
    if (id !== picked()) window.circnet.select({ kind: KIND, id });
  }
  function pickRow(rows) {
    if (Array.isArray(rows) && rows.length) select(rows[0].id);
  }
  function showRow(selection, rows) {
    const id = selection && selection.kind === KIND ? selection.id : null;
    const found = (rows || []).some((row) => row.id === id);
    document.querySelectorAll(".chain-box.picked").forEach((box) => box.classList.remove("picked"));
    document.querySelectorAll(".chain-box[data-plant]").forEach((box) => {
      if (box.dataset.plant === id) box.classList.add("picked");
    });
    return [found ? { ids: [id] } : [], found ? { rowId: id } : keep()];
  }
  function shut(clicks) {
    if (clicks) window.circnet.select(null);
  }
  document.addEventListener("click", (event) => {
    const box = event.target.closest && event.target.closest("[data-plant]");
    if (box) select(box.dataset.plant);
  });

  // Cells: a name with a mark where its figures are to be taken with care, kinds and energy as badges.
  const parts = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const badge = (text, look) => (text ? window.React.createElement("span", { className: "badge " + look }, text) : null);
  parts.GapKind = (props) => badge(props.data.kind_name, "gap-kind " + props.data.kind);
  parts.GapEnergy = (props) => badge(props.value, "high-energy");
  parts.GapName = (props) => window.React.createElement("span", null, props.data.careful ? "⚠ " : "", props.value);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_gaps: {
      kind, side, chain, pickRow, showRow, shut,
      most: later("most", "set", "3"), place: later("place", "where", null),
    },
  });
})();
