// Own data in the browser: what is clicked and typed goes into the model, and from there to the server and the grid.
(function () {
  "use strict";

  const DELAY = 300;
  const FIRST = "enterprises.csv";
  const model = window.circnet_data, grid = window.circnet_data_grid;
  const here = () => document.querySelector(".page-data .data-panes");
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const words = () => model.sent().words;

  const typed = () => {
    const now = model.sent();
    return { park: now.park, version: now.version, lang: now.lang, changes: model.changes() };
  };
  let waits = null, asked = 0;
  function ask(delay) {
    clearTimeout(waits);
    waits = setTimeout(() => {
      asked += 1;
      if (here()) set("data-typed", { data: { ...typed(), n: asked } });
    }, delay);
  }
  // After every change: the grid if its rows are others, the marks, and a moment later the checks.
  function changed(redraw) {
    model.forget();
    if (redraw) grid.show(grid.now());
    setTimeout(grid.refresh, redraw ? 60 : 0);
    marks();
    ask(DELAY);
  }
  function open(file) {
    grid.show(file);
    window.circnet.write({ table: file === FIRST ? null : file.replace(/\.csv$|\.toml$/, "") });
    marks();
    setTimeout(grid.refresh, 60);
  }
  function marks() {
    document.querySelectorAll(".data-tables [data-file]").forEach((button) => {
      const file = button.dataset.file, faults = model.faultsOf(file);
      button.setAttribute("aria-current", String(file === grid.now()));
      button.classList.toggle("changed", model.waits(file));
      button.classList.toggle("error", Boolean(faults.errors));
      button.classList.toggle("warning", !faults.errors && Boolean(faults.warnings));
      const count = button.querySelector(".rows");
      if (count && file !== model.FACTS) {
        count.textContent = String(model.records(file).filter((record) => !model.gone(record)).length || "");
      }
    });
  }

  // What comes for a park or a language that was left meanwhile is not taken.
  function taken(payload, view) {
    if (!payload || payload.park !== view.park || payload.lang !== view.lang) return window.dash_clientside.no_update;
    model.load(payload);
    const named = window.circnet.query().get("table") || "";
    const wanted = [named + ".csv", named + ".toml"].find((file) => model.table(file));
    grid.show(wanted || FIRST);
    marks();
    const badge = document.querySelector(".data-version");
    if (badge && payload.version) badge.textContent = words().version.replace("{version}", payload.version);
    if (payload.kept) {
      set("data-counts", { children: words().kept });
      set("data-save", { disabled: true });
    }
    return { ...typed(), n: (asked += 1) };
  }
  function edited(events) {
    if (!events || !model.sent()) return;
    const list = Array.isArray(events) ? events : [events];
    grid.edited(list);
    changed(false);
  }
  function judged(data) {
    if (!data) return;
    model.judge(data);
    grid.refresh();
    marks();
  }
  function kept(data) {
    if (!data) return;
    const api = grid.api();
    if (api) api.setGridOption("loading", false);
    if (data.refused === "who") { const box = document.getElementById("data-who"); if (box) box.focus(); }
    if (data.refused) ask(0);
  }
  function save(clicks) {
    if (!clicks) return;
    const api = grid.api();
    if (api) { api.stopEditing(); api.setGridOption("loading", true); }
    setTimeout(() => set("data-keep", { data: { ...typed(), at: Date.now() } }), 30);
  }
  function discard(clicks) {
    if (!clicks) return;
    model.discard();
    changed(true);
  }
  function who(name) {
    if (name === undefined || name === null) return;
    document.cookie = "circnet-who=" + encodeURIComponent(name.trim()) + "; path=/; max-age=31536000; SameSite=Lax";
  }
  // Another page may have told another name meanwhile: the one that this page shows is the one that acts.
  document.addEventListener("click", (event) => {
    const box = event.target.closest && event.target.closest(".page-data, .mantine-Modal-content") && document.getElementById("data-who");
    if (box && box.value.trim()) who(box.value);
  }, true);
  function say(text) {
    set("data-said", { children: text });
  }

  const tools = {
    row: () => begin(grid.now() === model.FACTS ? FIRST : grid.now(), {}),
    firm: () => begin(FIRST, {}),
    link: () => begin("links.csv", {}),
    undo: () => { if (model.undo()) changed(true); },
    remove: () => {
      const api = grid.api(), focused = api && api.getFocusedCell();
      const node = focused && api.getDisplayedRowAtIndex(focused.rowIndex);
      const list = grid.selected().length ? grid.selected() : node && grid.now() !== model.FACTS ? [Number(node.data._id)] : [];
      if (!list.length) { say(words().pick_rows); return; }
      const also = model.remove(list, grid.now());
      const files = [...new Set(also.map(([, file]) => model.table(file).title))];
      say(also.length ? words().also_removed.replace("{count}", also.length).replace("{tables}", files.join(", ")) : "");
      changed(true);
    },
  };
  // A new row stands last; its first cell waits to be filled in.
  function begin(file, cells) {
    if (grid.now() !== file) open(file);
    const record = model.add([{ file, cells }]);
    document.activeElement.blur(); // what is typed at once is for the new row: Enter would press the button again
    changed(true);
    const first = model.table(file).columns[0].name;
    const start = (left) => {
      const api = grid.api(), node = api && api.getRowNode(String(record));
      if (!node) { if (left) setTimeout(() => start(left - 1), 60); return; }
      api.ensureNodeVisible(node, "bottom");
      api.setFocusedCell(node.rowIndex, first);
      api.startEditingCell({ rowIndex: node.rowIndex, colKey: first });
    };
    start(100);
  }

  document.addEventListener("click", (event) => {
    if (!here() || !event.target.closest) return;
    const one = event.target.closest(".data-table[data-file], [data-tool], .fault-line, .hint-take, [data-take]");
    if (!one || !model.sent()) return;
    if (one.matches(".data-table")) open(one.dataset.file);
    else if (one.dataset.tool && tools[one.dataset.tool]) tools[one.dataset.tool]();
    else if (one.matches(".hint-take")) {
      const { file, record, column, hint } = one.dataset;
      if (model.change([{ record: Number(record), file, column, text: hint }])) changed(true);
    } else if (one.matches(".fault-line") && model.table(one.dataset.file)) {
      const { file, record, column } = one.dataset;
      if (file !== grid.now()) open(file);
      if (Number(record) || file === model.FACTS) grid.go(Number(record), file, column || model.table(file).columns[0].name);
    } else if (one.dataset.take) {
      model.resolve(model.conflicts()[Number(one.dataset.place)], one.dataset.take);
      changed(true);
    }
  });
  // Files to be handed over, and what is done with the history: on every part of the page.
  document.addEventListener("click", (event) => {
    const one = event.target.closest && event.target.closest(".page-data [data-book], .page-data [data-turn]");
    if (!one) return;
    const version = Number(one.dataset.version || 0), at = Date.now();
    if (one.dataset.book) set("data-book-asked", { data: { file: one.dataset.book, version, at } });
    else if (one.dataset.turn !== "remove" || window.confirm(one.title)) set("data-turn", { data: { turn: one.dataset.turn, version, at } });
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches || !event.target.matches(".data-filter")) return;
    const api = grid.api();
    if (api) api.setGridOption("quickFilterText", event.target.value);
  });

  // The clipboard, where the grid has the focus and no box in it.
  const inGrid = (target) => target && target.closest && target.closest("#data-grid") && !target.closest("input, textarea");
  document.addEventListener("paste", (event) => {
    if (!inGrid(document.activeElement) || !event.clipboardData || !model.sent()) return;
    const text = event.clipboardData.getData("text/plain");
    if (text && grid.paste(text)) { event.preventDefault(); changed(true); }
  });
  document.addEventListener("copy", (event) => {
    if (!inGrid(document.activeElement) || !event.clipboardData || !String(window.getSelection())) {
      const text = inGrid(document.activeElement) && event.clipboardData ? grid.copied() : null;
      if (text !== null) { event.clipboardData.setData("text/plain", text); event.preventDefault(); }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!here() || !model.sent() || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (event.target.closest("input, textarea")) return;
    event.preventDefault();
    tools.undo();
  });

  // The LP, drafts, and pages that are gone to.
  function solve(clicks) {
    if (clicks && model.sent()) set("data-solve-asked", { data: { ...typed(), at: Date.now() } });
  }
  function lend(list, kind) {
    const box = document.getElementById(list);
    if (!box) return;
    box.replaceChildren(...[...model.list(kind).values()].map((one) => {
      const item = document.createElement("option");
      item.value = one[1] === one[0] ? one[0] : one[1] + " " + one[0];
      return item;
    }));
  }
  function draftOpen(clicks, opened) {
    if (!clicks) return window.dash_clientside.no_update;
    setTimeout(() => {
      model.forget();
      lend("data-firms", "enterprises");
      lend("data-products", "commodities");
    }, 200);
    return !opened;
  }
  const last = (text) => String(text || "").trim().split(/\s+/).pop();
  function draftAsk(clicks, firm, name, capacity) {
    if (!clicks || !model.sent()) return window.dash_clientside.no_update;
    const known = model.list("enterprises").has(last(firm)) ? last(firm) : String(firm || "").trim();
    const product = model.list("commodities").has(last(name)) ? last(name) : String(name || "").trim();
    return { ...typed(), firm: known, name: product, capacity: String(capacity || ""), at: Date.now() };
  }
  function draftTake(clicks, rows) {
    const still = window.dash_clientside.no_update;
    if (!clicks || !rows || !rows.length) return still;
    model.add(rows.map((one) => ({ file: one.file, cells: one.cells })));
    open("units.csv");
    changed(true);
    return false;
  }
  const beginKind = (kind, usual) => (kind === "copy" && usual ? usual : ["", "", ""]);
  function goneTo(address) {
    const lang = window.circnet.query().get("lang");
    if (address) window.circnet.go(address + (lang ? "&lang=" + lang : ""));
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_data: { taken, edited, judged, kept, save, discard, who, solve, draftOpen, draftAsk, draftTake, beginKind, goneTo },
  });
})();
