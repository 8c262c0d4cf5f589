// What happens in the browser alone: one selection for graph and table, hints, the address, the title.
(function () {
  "use strict";

  const GRAPH = "network-graph";

  function graph() {
    const place = document.getElementById(GRAPH);
    return place && place._cyreg ? place._cyreg.cy : null;
  }

  function scheme() {
    return document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  }

  // Ids of all that is shown with a selection: a firm with its links and partners, or a link with both ends.
  function shownWith(selection, elements) {
    const edges = elements.filter((one) => one.data.source !== undefined);
    const found = { picked: [], nodes: [], edges: [] };
    if (selection.kind === "link") {
      const link = edges.find((one) => one.data.id === selection.id);
      if (!link) return null;
      found.picked.push(["edge", link.data.id]);
      found.nodes.push(link.data.source, link.data.target);
      return found;
    }
    const firm = elements.find((one) => one.data.ref === selection.id);
    if (!firm) return null;
    found.picked.push(["node", firm.data.id]);
    edges.forEach((one) => {
      const ends = [one.data.source, one.data.target];
      if (!ends.includes(firm.data.id) || one.classes.split(" ").includes("equal")) return;
      found.edges.push(one.data.id);
      found.nodes.push(...ends.filter((end) => end !== firm.data.id));
    });
    return found;
  }

  function rules(parts, theme, selection, elements) {
    const found = selection && shownWith(selection, elements);
    if (!found) return parts[theme].base;
    const only = (list, type, ids) =>
      ids.length
        ? list.filter((rule) => rule.selector === type)
            .map((rule) => ({ selector: ids.map((id) => "#" + id).join(", "), style: rule.style }))
        : [];
    const part = parts[theme];
    return [
      ...part.base,
      ...part.faded,
      ...only(part.kept, "node", [...new Set(found.nodes)]),
      ...only(part.kept, "edge", found.edges),
      ...found.picked.flatMap(([type, id]) => only(part.picked, type, [id])),
    ];
  }

  const same = (a, b) => (a ? a.kind + a.id + a.park : "") === (b ? b.kind + b.id + b.park : "");

  function select(node, edge, rows, _clear, _escape, _redraw, parts, elements, view, old) {
    const none = window.dash_clientside.no_update;
    if (!parts || !elements || !view) return [none, none, none, none, none];
    const from = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
    const only = (name) => from.length === 1 && from[0] === name;
    const now = old && old.park === view.park ? old : null;
    let next = now;
    if (only(GRAPH + ".tapNodeData") && node && node.ref) {
      next = { park: view.park, kind: "firm", id: node.ref };
    } else if (only(GRAPH + ".tapEdgeData") && edge) {
      next = { park: view.park, kind: "link", id: edge.id };
    } else if (only("network-grid.selectedRows") && Array.isArray(rows)) {
      if (rows.length) next = { park: view.park, kind: "link", id: rows[0].id };
      else if (now && now.kind === "link" && now.id.startsWith("c")) next = null;
    } else if (only("network-clear.n_clicks") || only("network-escape.data")) {
      next = null;
    }
    const byRow = only("network-grid.selectedRows");
    if (byRow && same(next, now)) return [none, none, none, none, none];
    const inTable = next && next.kind === "link" && next.id.startsWith("c");
    return [
      same(next, old) ? none : next,
      next,
      rules(parts, scheme(), next, elements),
      byRow ? none : inTable ? { ids: [next.id] } : [],
      inTable && !byRow ? { rowId: next.id, rowPosition: "middle" } : none,
    ];
  }

  function hint(node, edge) {
    const from = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
    const data = from.some((name) => name.endsWith("mouseoverEdgeData")) ? edge || node : node || edge;
    return data && data.hint ? [data.hint, false] : ["", true];
  }

  function fit(_clicks, shown) {
    setTimeout(() => {
      const cy = graph();
      if (!cy) return;
      cy.resize();
      cy.fit(undefined, 10);
    }, 60);
    return "panes " + shown;
  }

  function exportCsv(clicks) {
    return clicks ? true : window.dash_clientside.no_update;
  }

  function go(park, lang, search) {
    const none = window.dash_clientside.no_update;
    const query = new URLSearchParams(search || "");
    const before = query.toString();
    // an address that says nothing stays as it is until something else is picked
    if (park && (query.get("park") || park !== go.park)) query.set("park", park);
    if (lang && (query.get("lang") || lang !== go.lang)) query.set("lang", lang);
    go.park = park;
    go.lang = lang;
    return query.toString() === before ? none : "?" + query.toString();
  }

  function redraw(now) {
    if (graph()) window.dash_clientside.set_props("network-redraw", { data: now });
    return window.dash_clientside.no_update;
  }

  function title(told) {
    if (told) {
      document.documentElement.lang = told.lang;
      setTimeout(() => { document.title = told.title; }, 0);
    }
    return window.dash_clientside.no_update;
  }

  const parts = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  parts.GradeBadge = function (props) {
    const grade = String(props.value || "");
    return window.React.createElement("span", { className: "badge grade-" + grade.toLowerCase() }, grade);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && graph() && !event.target.closest("input, [role=dialog]")) {
      window.dash_clientside.set_props("network-escape", { data: Date.now() });
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet: { select, hint, fit, export: exportCsv, go, redraw, title },
  });
})();
