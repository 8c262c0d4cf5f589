// The graph in the browser: filters and selection by classes, dragged places, hints, the theme.
// Each graph on the page is known by the id of its component; `attach` makes it ready and the rest acts on it.
(function () {
  "use strict";

  const graphs = new Map();
  const viewports = new Map();
  // What was asked of a graph before it was drawn.
  const asked = new Map();
  const MOST_NAMED = 24;
  const NEAR = 0.45;
  const set = (id, props) => id && window.dash_clientside.set_props(id, props);

  // The component hands cytoscape its own default as a custom sensitivity, which cytoscape warns of.
  if (window.dash_cytoscape) delete window.dash_cytoscape.Cytoscape.defaultProps.wheelSensitivity;

  function drawn(id) {
    const place = document.getElementById(id);
    const cy = place && place._cyreg ? place._cyreg.cy : null;
    return cy && !cy.destroyed() ? cy : null;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (blank, name) => (name in values ? String(values[name]) : blank));
  }

  // ---- what is drawn, indexed once --------------------------------------------------------------------------------

  function indexed(cy) {
    const firms = cy.nodes("[ref]").toArray();
    const edges = cy.edges().toArray();
    const links = new Map(firms.map((node) => [node.id(), { into: [], out: [] }]));
    edges.forEach((edge) => {
      links.get(edge.data("source")).out.push(edge);
      links.get(edge.data("target")).into.push(edge);
    });
    const members = new Map();
    firms.forEach((node) => members.set(node.data("zone"), [...(members.get(node.data("zone")) || []), node]));
    return {
      firms, edges, links, members,
      byId: new Map([...firms, ...edges].map((one) => [one.id(), one])),
      byRef: new Map(firms.map((node) => [node.data("ref"), node])),
      homes: new Map(firms.map((node) => [node.data("ref"), node.data("home")])),
      status: new Map(firms.map((node) => [node.id(), node.data("status")])),
    };
  }

  // What each element wears is remembered, so that only what differs is written, each class to all at once:
  // every write makes cytoscape compute styles anew.
  function wear(graph, layer, next) {
    const before = graph.worn[layer] || new Map();
    const change = (from, to, write) => {
      const groups = new Map();
      from.forEach((classes, one) => {
        if (to.get(one) === classes) return;
        if (!groups.has(classes)) groups.set(classes, []);
        groups.get(classes).push(one);
      });
      groups.forEach((ones, classes) => write(graph.cy.collection(ones), classes));
    };
    graph.cy.batch(() => {
      change(before, next, (ones, classes) => ones.removeClass(classes));
      change(next, before, (ones, classes) => ones.addClass(classes));
    });
    graph.worn[layer] = next;
  }

  // ---- filters -----------------------------------------------------------------------------------------------------

  const NOTHING = { commodities: [], elements: [], kinds: [], statuses: [], text: "" };

  function filter(id, wanted) {
    const graph = graphs.get(id);
    asked.set(id, { ...asked.get(id), spec: wanted });
    if (!graph) return null;
    const spec = { ...NOTHING, ...wanted };
    const goods = new Set(spec.commodities);
    const atoms = new Set(spec.elements);
    const kinds = new Set(spec.kinds.length ? spec.kinds : graph.setup.kinds);
    const statuses = new Set(spec.statuses);
    const words = spec.text.toLowerCase().split(/\s+/).filter(Boolean);
    const said = (data) => words.every((word) => data.search.includes(word));
    const found = new Set(words.length ? graph.firms.filter((node) => said(node.data())).map((node) => node.id()) : []);
    const passes = (edge) => {
      const data = edge.data();
      const ends = [data.source, data.target];
      return (
        kinds.has(data.kind) &&
        (!goods.size || goods.has(data.commodity)) &&
        (!atoms.size || data.elements.some((symbol) => atoms.has(symbol))) &&
        (!words.length || ends.some((end) => found.has(end)) || said(data)) &&
        (!statuses.size || ends.some((end) => statuses.has(graph.status.get(end))))
      );
    };
    const narrowed = goods.size || atoms.size || spec.kinds.length || statuses.size || words.length;
    const alive = new Set();
    const next = new Map();
    let shown = 0;
    graph.edges.forEach((edge) => {
      if (!passes(edge)) return next.set(edge, "off");
      shown += 1;
      alive.add(edge.data("source")).add(edge.data("target"));
      return edge;
    });
    graph.firms.forEach((node) => {
      if (found.has(node.id())) next.set(node, "found");
      else if (narrowed && !alive.has(node.id())) next.set(node, "pale");
    });
    wear(graph, "filter", next);
    const all = graph.edges.filter((edge) => graph.setup.kinds.includes(edge.data("kind")) || kinds.has(edge.data("kind")));
    set(graph.setup.ids.count, { children: filled(graph.setup.texts.count, { shown, all: all.length }) });
    const { selection, reach } = asked.get(id);
    select(id, selection, reach);
    return { shown, all: all.length };
  }

  // ---- selection ---------------------------------------------------------------------------------------------------

  const hidden = (graph, edge) => graph.worn.filter && graph.worn.filter.get(edge) === "off";

  // Links from a firm along one direction, over what is shown: its own, or as far as they lead.
  function reached(graph, start, side, far) {
    const edges = [];
    const seen = new Set([start]);
    const next = [start];
    while (next.length) {
      const node = next.pop();
      graph.links.get(node)[side].forEach((edge) => {
        if (hidden(graph, edge) || edge.data("kind") === "equal") return;
        edges.push(edge);
        const other = edge.data(side === "out" ? "target" : "source");
        if (far && !seen.has(other)) next.push(other);
        seen.add(other);
      });
      if (!far) break;
    }
    return edges;
  }

  function lit(graph, selection, reach) {
    const worn = new Map();
    if (selection.kind === "link") {
      const edge = graph.byId.get(selection.id);
      if (!edge || !edge.isEdge()) return null;
      ["source", "target"].forEach((end) => worn.set(graph.byId.get(edge.data(end)), "kept"));
      return worn.set(edge, "kept picked");
    }
    const firm = graph.byRef.get(selection.id);
    if (!firm) return null;
    const ways = { up: new Set(reached(graph, firm.id(), "into", reach === "all")),
                   down: new Set(reached(graph, firm.id(), "out", reach === "all")) };
    const both = new Set([...ways.up, ...ways.down]);
    both.forEach((edge) => {
      const way = ways.up.has(edge) ? (ways.down.has(edge) ? "both" : "up") : "down";
      const named = both.size <= MOST_NAMED;
      if (named) edge.data("told", [graph.setup.texts[way], edge.data("label")].filter(Boolean).join(" "));
      worn.set(edge, "kept " + (way === "both" ? "" : way + " ") + (named ? "named" : ""));
      [edge.data("source"), edge.data("target")].forEach((end) => worn.set(graph.byId.get(end), "kept"));
    });
    return worn.set(firm, "kept picked");
  }

  function select(id, selection, reach) {
    const graph = graphs.get(id);
    asked.set(id, { ...asked.get(id), selection, reach });
    if (!graph) return false;
    const worn = selection ? lit(graph, selection, reach) : null;
    if (worn) {
      graph.edges.forEach((edge) => worn.has(edge) || hidden(graph, edge) || worn.set(edge, "faded"));
      graph.firms.forEach((node) => worn.has(node) || worn.set(node, "faded"));
    }
    wear(graph, "selection", worn || new Map());
    return Boolean(worn);
  }

  // ---- dragged places ----------------------------------------------------------------------------------------------

  const drawer = (graph) => "circnet-places:" + graph.setup.park;

  function kept(graph) {
    try {
      return JSON.parse(window.localStorage.getItem(drawer(graph))) || {};
    } catch {
      return {};
    }
  }

  function keep(graph, places) {
    try {
      if (Object.keys(places).length) window.localStorage.setItem(drawer(graph), JSON.stringify(places));
      else window.localStorage.removeItem(drawer(graph));
    } catch {
      // a browser that keeps nothing still drags
    }
  }

  // A dragged place holds as long as the computed one is what it was when the box was dragged.
  function restore(graph) {
    const places = kept(graph);
    const moved = new Set();
    graph.cy.batch(() =>
      graph.firms.forEach((node) => {
        const home = graph.homes.get(node.data("ref"));
        const put = places[node.data("ref")];
        const valid = put && put.from[0] === home[0] && put.from[1] === home[1];
        const [x, y] = valid ? put.to : home;
        const now = node.position();
        if (now.x === x && now.y === y) return;
        node.position({ x, y });
        moved.add(node.data("zone"));
      })
    );
    moved.forEach((zone) => zone && hull(graph, zone));
  }

  // The hull of a zone follows its boxes.
  function hull(graph, zone) {
    const around = graph.cy.getElementById(zone);
    if (!around.length) return;
    const inside = graph.members.get(zone).map((node) => node.position());
    const spare = graph.setup.spare;
    const [left, right] = [Math.min(...inside.map((at) => at.x)), Math.max(...inside.map((at) => at.x))];
    const [top, bottom] = [Math.min(...inside.map((at) => at.y)), Math.max(...inside.map((at) => at.y))];
    around.data({ width: right - left + spare[0], height: bottom - top + spare[1] });
    around.position({ x: (left + right) / 2, y: (top + bottom) / 2 });
  }

  // A box that is let go on another one moves to the nearest free place.
  function freed(graph, node) {
    const [wide, high] = graph.setup.box;
    const others = graph.firms.filter((one) => one !== node[0] && one !== node).map((one) => one.position());
    const home = { ...node.position() };
    const isFree = (at) => others.every((one) => Math.abs(one.x - at.x) >= wide || Math.abs(one.y - at.y) >= high);
    for (let ring = 0; ring < 200; ring += 1) {
      for (let turn = 0; turn < (ring ? 16 : 1); turn += 1) {
        const angle = (turn * Math.PI) / 8;
        const at = { x: home.x + 12 * ring * Math.cos(angle), y: home.y + 12 * ring * Math.sin(angle) };
        if (isFree(at)) return at;
      }
    }
    return home;
  }

  function dropped(graph, node) {
    node.position(freed(graph, node));
    if (node.data("zone")) hull(graph, node.data("zone"));
    const { x, y } = node.position();
    const to = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
    keep(graph, { ...kept(graph), [node.data("ref")]: { from: graph.homes.get(node.data("ref")), to } });
  }

  function reset(id) {
    const graph = graphs.get(id);
    if (!graph) return;
    keep(graph, {});
    restore(graph);
    fit(id);
  }

  // ---- the view ----------------------------------------------------------------------------------------------------

  function fit(id) {
    const cy = drawn(id);
    if (!cy) return;
    cy.resize();
    cy.fit(undefined, 10);
  }

  function paint(graph) {
    const theme = window.circnet.scheme();
    if (graph.theme === theme) return;
    graph.theme = theme;
    graph.cy.style().fromJson(graph.setup.sheets[theme]).update();
  }

  function hint(graph, text) {
    const box = document.getElementById(graph.setup.ids.hint);
    if (!box) return;
    box.textContent = text;
    box.hidden = !text;
    graph.cy.container().style.cursor = text ? "pointer" : "";
  }

  // To measure a thousand names and to find where each arrow ends takes a second: it waits until one is near enough.
  function legible(graph) {
    const look = () => {
      if (graph.cy.zoom() < NEAR) return;
      graph.cy.off("zoom", look);
      graph.cy.elements().addClass("legible");
    };
    graph.cy.on("zoom", look);
    look();
  }

  function listen(graph) {
    const cy = graph.cy;
    // what the component would send to the server's side of the page on each of these, nobody there asks for
    cy.off("tap mouseover mouseout", "node");
    cy.off("tap mouseover mouseout", "edge");
    cy.off("dragfree");
    const live = () => graphs.get(graph.id);
    const pick = window.circnet.select;
    cy.on("tap", "node[ref]", (event) => pick({ kind: "firm", id: event.target.data("ref") }));
    cy.on("tap", "edge", (event) => pick({ kind: "link", id: event.target.id() }));
    cy.on("tap", (event) => event.target === cy && asked.get(graph.id).selection && pick(null));
    cy.on("mouseover", "node[ref], edge", (event) => hint(live(), event.target.data("hint")));
    cy.on("mouseout", "node[ref], edge", () => hint(live(), ""));
    // an arrow that bends between overlapping boxes cannot be drawn: while one is dragged its arrows are plain lines
    cy.on("grab", "node[ref]", (event) => event.target.connectedEdges().addClass("hauled"));
    cy.on("free", "node[ref]", (event) => {
      if (event.target.connectedEdges(".hauled").length) event.target.position(freed(live(), event.target));
      event.target.connectedEdges().removeClass("hauled");
    });
    cy.on("drag", "node[zone]", (event) => hull(live(), event.target.data("zone")));
    cy.on("dragfree", "node[ref]", (event) => dropped(live(), event.target));
    cy.on("viewport", () => viewports.set(graph.id, { park: live().setup.park, zoom: cy.zoom(), pan: { ...cy.pan() } }));
  }

  function ready(cy, setup) {
    const id = setup.ids.graph;
    const old = graphs.get(id);
    const known = Boolean(old && old.cy === cy);
    if (known) ["filter", "selection"].forEach((layer) => wear(old, layer, new Map()));
    const graph = { id, cy, setup, worn: {}, theme: known ? old.theme : setup.theme, ...indexed(cy) };
    graphs.set(id, graph);
    cy.batch(() => {
      graph.edges.forEach((edge) => edge.hasClass("off") && edge.removeClass("off"));
      restore(graph);
      filter(id, (asked.get(id) || {}).spec);
    });
    paint(graph);
    if (known) return;
    cy.renderer().hideEdgesOnViewport = setup.dense;
    // another language draws the page anew: the eye stays where it was
    const view = viewports.get(id);
    if (view && view.park === setup.park) cy.viewport({ zoom: view.zoom, pan: view.pan });
    listen(graph);
    if (setup.dense) legible(graph);
  }

  // Makes a graph ready as soon as it is drawn; the same again after its elements changed.
  function attach(setup, frames) {
    if (!setup) return;
    const cy = drawn(setup.ids.graph);
    const late = (frames || 0) < 2 || !cy;
    if (!late) ready(cy, setup);
    else if (frames === undefined || frames < 600) requestAnimationFrame(() => attach(setup, (frames || 0) + 1));
  }

  window.addEventListener("circnet-theme", () =>
    graphs.forEach((graph) => document.contains(graph.cy.container()) && paint(graph)));

  // A line of a panel that names a firm or a link selects it.
  document.addEventListener("click", (event) => {
    const line = event.target.closest && event.target.closest("[data-select]");
    if (line) window.circnet.select(window.circnet.selectionOf(line.dataset.select));
  });

  // ---- what the controls of a page call; each knows its graph by `setup` ----------------------------------------------

  const list = (values) => (values || []).join(",");

  function narrow(commodities, elements, kinds, statuses, text, setup) {
    window.circnet.write({ good: list(commodities), element: list(elements), link: list(kinds), firm: list(statuses),
                           find: (text || "").trim() });
    filter(setup.ids.graph, { commodities: commodities || [], elements: elements || [], kinds: kinds || [],
                              statuses: statuses || [], text: text || "" });
  }

  function show(selection, reach, setup) {
    window.circnet.write({ reach: reach === "all" ? "all" : null });
    select(setup.ids.graph, selection, reach);
    const graph = graphs.get(setup.ids.graph);
    const isFirm = selection && selection.kind === "firm" && (!graph || graph.byRef.has(selection.id));
    return isFirm ? selection.id : null;
  }

  function choose(ref, selection) {
    const now = selection && selection.kind === "firm" ? selection.id : null;
    if (ref && ref !== now) window.circnet.select({ kind: "firm", id: ref });
  }

  const clear = () => [[], [], [], [], ""];
  const act = (what) => (clicks, setup) => { if (clicks) what(setup.ids.graph); };
  const mark = (selection, setup) => { if (setup) select(setup.ids.graph, selection, "near"); };
  const quietly = (what) => (...given) => { what(...given); return window.dash_clientside.no_update; };

  window.circnet_graph = { attach, filter, select, reset, fit };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_graph: {
      show, choose, clear,
      attach: quietly(attach), narrow: quietly(narrow), mark: quietly(mark), fit: act(fit), reset: act(reset),
    },
  });
})();
