// The couplings page in the browser: controls to the address, one selection with the table, the drawer of a row.
(function () {
  "use strict";

  const keep = () => window.dash_clientside.no_update;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  // Writes what differs from the scenario's own settings into the address; returns the view that asks for its run.
  const number = (value) => (value === "" || value === null || value === undefined ? null : Number(value));
  const unlike = (value, usual) => (number(value) === number(usual) ? null : String(number(value) ?? ""));
  const flag = (value, usual) => (Boolean(value) === Boolean(usual) ? null : value ? "1" : "0");
  function choose(
    objective, carbon, reach, activity, include, parks, yesno, maxlinks, exclusive, minflow, keeping, seconds, relax,
    base, view,
  ) {
    if (!base || !view) return keep();
    const km = number(reach), exact = Boolean(yesno);
    const price = view.query.co2price && Number(view.query.co2price) > 500 && carbon === 500
      ? Number(view.query.co2price) : carbon;
    const told = {
      objective: objective === base.objective ? null : objective,
      co2price: price === base.co2price ? null : String(price),
      km: km === base.km ? null : String(km ?? ""),
      flexible: (activity === "1") === base.flexible ? null : activity,
      include: same([...(include || [])].sort(), [...base.include].sort()) ? null : (include || []).join(","),
      parks: parks && parks.length ? parks.join(",") : null,
      yesno: flag(yesno, base.yesno),
      maxlinks: exact ? unlike(maxlinks, base.maxlinks) : null,
      exclusive: exact ? flag(exclusive, base.exclusive) : null,
      minflow: exact ? unlike(minflow || null, base.minflow || null) : null,
      seconds: exact ? unlike(seconds, base.seconds) : null,
      keep: unlike(keeping, base.keep),
      relax: flag(relax, base.relax),
    };
    const query = { ...view.query };
    Object.entries(told).forEach(([name, value]) => {
      if (value === null || value === "") delete query[name];
      else query[name] = value;
    });
    if (same(query, view.query)) return keep();
    window.circnet.write(told);
    return { ...view, query };
  }

  function reset(clicks, base) {
    if (!clicks || !base) return Array(13).fill(keep());
    return [
      base.objective, base.co2price, base.km ?? "", base.flexible ? "1" : "0", base.include, [], base.yesno,
      base.maxlinks ?? "", base.exclusive, base.minflow || "", base.keep, base.seconds ?? "", base.relax,
    ];
  }

  // A row that is picked is the selection of all views; a selection from elsewhere picks its row.
  function pickRow(rows) {
    const now = window.circnet.selectionOf(window.circnet.query().get("sel"));
    if (Array.isArray(rows) && rows.length && !(now && now.id === rows[0].id)) {
      window.circnet.select({ kind: "link", id: rows[0].id });
    }
  }
  function showRow(selection, rows) {
    const found = selection && selection.kind === "link" && (rows || []).some((row) => row.id === selection.id);
    return [found ? { ids: [selection.id] } : [], found ? { rowId: selection.id, rowPosition: "middle" } : keep()];
  }
  // The other list asks when it is first seen, and after every new run.
  function lists(shown, drawn) {
    window.circnet.write({ list: shown === "why" ? "why" : null });
    return ["pane pane-table lists " + shown, shown === "why" ? { query: Object.fromEntries(window.circnet.query()), run: drawn } : keep()];
  }
  function pickWhy(rows) {
    if (Array.isArray(rows) && rows.length) window.circnet.select({ kind: "why", id: rows[0].ref });
  }
  function askWhy(clicks, from, to, good) {
    if (clicks && from && to && good) window.circnet.select({ kind: "why", id: from + ">" + to + ":" + good });
  }
  function shut(clicks) {
    if (clicks) window.circnet.select(null);
  }

  // A ribbon or a box of the flow diagram: what it stands for hangs on the point or on its trace.
  function pickFlow(click) {
    const point = click && click.points && click.points[0];
    const told = point && [].concat(point.customdata || [])[0];
    if (!told || !told.ids || told.ids.length !== 1) return;
    const id = told.ids[0];
    if (told.kind === "link" && !id.startsWith("flow|")) window.circnet.select({ kind: "link", id });
    else if (told.kind === "node" && !id.includes("|")) window.circnet.select({ kind: "firm", id });
  }
  const BEFORE = ["existing", "idle"];
  function look(shown, setup) {
    window.circnet.write({ view: shown === "flows" ? null : shown });
    if (shown === "graph" && setup) setTimeout(() => window.circnet_graph.fit(setup.ids.graph), 60);
    return "side " + shown;
  }
  function when(state, setup) {
    if (!setup || !window.circnet_graph) return keep();
    const wanted = { commodities: [], elements: [], statuses: [], text: "", kinds: state === "before" ? BEFORE : [] };
    setTimeout(() => window.circnet_graph.filter(setup.ids.graph, wanted), 0);
    return state;
  }
  function sides(state, scope, measure) {
    window.circnet.write({
      state: state === "after" ? null : state, scope: scope === "links" ? null : scope,
      measure: measure === "value" ? null : measure,
    });
  }

  function columns(shown) {
    if (!window.dash_ag_grid || !Array.isArray(shown)) return keep();
    return window.dash_ag_grid.getApiAsync("couplings-grid").then((api) => {
      const all = api.getColumns().map((one) => one.getColId()).filter((one) => !["rank", "from", "to"].includes(one));
      api.setColumnsVisible(all.filter((one) => !shown.includes(one)), false);
      api.setColumnsVisible(shown, true);
      return shown.join(",");
    });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_couplings: { choose, reset, pickRow, showRow, shut, columns, pickFlow, sides, look, when, lists, pickWhy, askWhy },
  });
})();
