// What happens in the browser alone, for every page: the address, the language, the theme, the selection, keys.
(function () {
  "use strict";

  const YEAR = 31536000;
  const CARRIED = [
    "park", "scenario", "lang", "parks", "objective", "co2price", "km", "flexible", "include", "relax", "yesno",
    "maxlinks", "exclusive", "minflow", "keep", "seconds", "sel",
  ];
  const remember = (name, value) => {
    document.cookie = name + "=" + value + "; path=/; max-age=" + YEAR + "; SameSite=Lax";
  };

  // The address is the state of a page: what is written here does not draw the page anew.
  const query = () => new URLSearchParams(window.location.search);
  function told(path, values) {
    const search = values.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
    return path + (search ? "?" + search : "");
  }
  function merged(changes) {
    const values = query();
    Object.entries(changes).forEach(([name, value]) => {
      if (value === null || value === undefined || value === "") values.delete(name);
      else values.set(name, value);
    });
    return values;
  }
  function write(changes, push) {
    const next = told(window.location.pathname, merged(changes));
    if (next === window.location.pathname + window.location.search) return;
    if (push) window.history.pushState({}, "", next);
    else window.history.replaceState({}, "", next);
  }
  // Goes to an address and lets Dash draw it.
  function go(next) {
    window.history.pushState({}, "", next);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  // One selection for all views: {kind, id}, in a store and in the address.
  function selectionOf(text) {
    const cut = (text || "").indexOf(":");
    return cut > 0 ? { kind: text.slice(0, cut), id: text.slice(cut + 1) } : null;
  }
  function select(selection, push) {
    const next = selection && selection.id ? { kind: selection.kind, id: selection.id } : null;
    write({ sel: next ? next.kind + ":" + next.id : null }, push !== false);
    window.dash_clientside.set_props("shell-selection", { data: next });
  }
  window.addEventListener("popstate", () => {
    if (document.getElementById("react-entry-point")) {
      window.dash_clientside.set_props("shell-selection", { data: selectionOf(query().get("sel")) });
    }
  });

  // Pickers are drawn with what the address says; only what differs from that was picked.
  function pick(park, shown) {
    if (!park || !shown || park === shown.park) return;
    const keep = new URLSearchParams({ park });
    if (query().get("lang")) keep.set("lang", query().get("lang"));
    go(told(window.location.pathname === "/" ? "/network" : window.location.pathname, keep));
  }
  function scenario(key, shown) {
    if (!shown || (key || "") === shown.scenario) return;
    go(told(window.location.pathname, merged({ scenario: key, sel: null })));
  }
  function speak(lang, shown) {
    if (!lang || !shown || lang === shown.code) return;
    remember("circnet-lang", lang);
    go(told(window.location.pathname, merged({ lang })));
  }

  const scheme = () =>
    document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";

  function theme(now, templates) {
    if (!now) return;
    remember("circnet-theme", now);
    document.querySelectorAll(".js-plotly-plot").forEach((plot) => {
      if (templates && window.Plotly) window.Plotly.relayout(plot, { template: templates[now] });
    });
    window.dispatchEvent(new CustomEvent("circnet-theme", { detail: now }));
  }

  function title(data) {
    if (!data) return;
    document.documentElement.lang = data.lang;
    setTimeout(() => { document.title = data.title; }, 0);
  }

  function open(clicks, opened) {
    return clicks ? !opened : window.dash_clientside.no_update;
  }

  const read = (search) => selectionOf(new URLSearchParams(search || "").get("sel"));

  const parts = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  parts.GradeBadge = function (props) {
    const grade = String(props.value || "");
    return window.React.createElement("span", { className: "badge grade-" + grade.toLowerCase() }, grade);
  };

  const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing(event.target)) {
      const box = document.querySelector(".search-box input, input.search-box");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape" && !event.target.closest("input, [role=dialog]") && query().get("sel")) {
      select(null);
    }
  });

  // Pages keep what was chosen when one goes to another: the links are told where just before they are followed.
  function follow(link) {
    const keep = new URLSearchParams();
    CARRIED.forEach((name) => { if (query().get(name)) keep.set(name, query().get(name)); });
    link.setAttribute("href", told(link.pathname, keep));
  }
  ["mousedown", "focusin"].forEach((name) => document.addEventListener(name, (event) => {
    const link = event.target.closest && event.target.closest("a.page-link");
    if (link) follow(link);
  }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.page-link, a.inside");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.classList.contains("page-link")) follow(link);
    go(link.getAttribute("href"));
    window.scrollTo(0, 0);
  });

  // A table is printed whole, not the part that scrolls.
  const grids = () => [...document.querySelectorAll(".ag-theme-quartz, .ag-root-wrapper")]
    .map((one) => one.closest("[id]")).filter((one) => one && window.dash_ag_grid)
    .map((one) => { try { return window.dash_ag_grid.getApi(one.id); } catch { return null; } }).filter(Boolean);
  window.addEventListener("beforeprint", () => grids().forEach((api) => api.setGridOption("domLayout", "print")));
  window.addEventListener("afterprint", () => grids().forEach((api) => api.setGridOption("domLayout", "normal")));

  // An answer for a layout that was left has come: what is there asks again, and once only.
  function stale(told, born) {
    const { no_update } = window.dash_clientside;
    return told && born && told.born !== born ? [false, 0] : [no_update, no_update];
  }

  window.circnet = { query, write, go, select, selectionOf, scheme };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet: { pick, scenario, speak, theme, title, open, read, stale },
  });
})();
