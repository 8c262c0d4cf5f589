// Indicators in the browser: the system, the list below and the indicator that is looked at, kept by the address.
(function () {
  "use strict";

  const USUAL = { system: "NDRC-PARK", list: "missing" };
  const body = () => document.querySelector(".progress-panes");
  const chosen = (name) => window.circnet.query().get(name) || USUAL[name] || null;

  function write(changes) {
    const told = Object.entries(changes).filter(([name, value]) => value !== undefined && value !== chosen(name));
    if (!told.length) return false;
    window.circnet.write(Object.fromEntries(told.map(([name, value]) => [name, value === USUAL[name] ? null : value])));
    return true;
  }
  function ask(section) {
    const parts = body();
    if (!parts) return;
    const data = { query: Object.fromEntries(window.circnet.query()) };
    window.dash_clientside.set_props(parts.dataset[section], { data });
  }

  // Another system draws the park anew, what stands below with it.
  function system(value) {
    if (value && write({ system: value, code: null })) ask("park");
  }
  function list(value) {
    write({ list: value });
    if (value === "contributions") ask("added");
    return "pane progress-lists " + value;
  }
  function pick(code) {
    write({ code });
    document.querySelectorAll(".indicators-card tbody tr").forEach((row) => {
      row.classList.toggle("picked", Boolean(row.querySelector("[data-code='" + CSS.escape(code) + "']")));
    });
    if (chosen("list") === "contributions") ask("added");
    else window.dash_clientside.set_props("progress-list", { value: "contributions" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".progress-panes [data-code]");
    if (link) pick(link.dataset.code);
  });

  // Another park is shown as this one is now: its link is told just before it is followed.
  ["mousedown", "focusin"].forEach((name) => document.addEventListener(name, (event) => {
    const link = event.target.closest && event.target.closest(".progress-left a.inside");
    if (!link) return;
    const told = new URL(link.href);
    Object.keys(USUAL).forEach((part) => {
      const value = window.circnet.query().get(part);
      if (value) told.searchParams.set(part, value);
      else told.searchParams.delete(part);
    });
    link.setAttribute("href", told.pathname + told.search);
  }));

  window.dash_clientside = Object.assign({}, window.dash_clientside, { circnet_progress: { system, list } });
})();
