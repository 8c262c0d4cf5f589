// Indicators in the browser: the system, the list below and the indicator that is looked at, kept by the address.
(function () {
  "use strict";

  const USUAL = { system: "NDRC-PARK", list: "missing", by: "worst" };
  const ON_DEMAND = ["contributions", "reach", "plants"];
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
    if (!value || !write({ system: value, code: null, aim: null })) return;
    ask("park");
    ask("standing");
  }
  function list(value) {
    write({ list: value });
    if (ON_DEMAND.includes(value)) ask(value);
    return "pane progress-lists " + value;
  }
  function compared(value) {
    write({ by: value });
    return "standing-rows " + value;
  }
  // Another indicator has another target: the pane is drawn anew; another target asks only for the way there.
  function aim(code, target) {
    const line = document.querySelector(".progress-lists .aim-line");
    if (!line || !code) return;
    if (code !== line.dataset.drawn) {
      if (write({ code, aim: null })) ask("park");
    } else if (target !== "" && target !== null && Number(target) !== Number(line.dataset.aim)) {
      line.dataset.aim = String(target);
      write({ code, aim: String(target) });
      ask("reach");
    }
  }
  function pick(code) {
    write({ code, aim: null });
    document.querySelectorAll(".indicators-card tbody tr").forEach((row) => {
      row.classList.toggle("picked", Boolean(row.querySelector("[data-code='" + CSS.escape(code) + "']")));
    });
    if (chosen("list") === "reach") ask("park");
    else if (ON_DEMAND.includes(chosen("list"))) ask(chosen("list"));
    else window.dash_clientside.set_props("progress-list", { value: "contributions" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".progress-panes [data-code]");
    if (link) pick(link.dataset.code);
  });

  // What is typed into the form goes to the server a moment after the last key; its faults stand beside the figure.
  let waits = null;
  function typed() {
    const rows = [...document.querySelectorAll(".form-table tr[data-variable]")].map((row) => ({
      variable: row.dataset.variable,
      ...Object.fromEntries([...row.querySelectorAll("input[name]")].map((box) => [box.name, box.value])),
      basis: row.querySelector("select").value,
    }));
    const query = Object.fromEntries(window.circnet.query());
    window.dash_clientside.set_props("progress-given", { data: { query, rows } });
  }
  function faults(told) {
    document.querySelectorAll(".form-table tr[data-variable]").forEach((row, place) => {
      const text = (told || {})[place] || "";
      row.classList.toggle("wrong", Boolean(text));
      row.querySelector(".fault").textContent = text;
    });
  }
  ["input", "change"].forEach((name) => document.addEventListener(name, (event) => {
    if (!event.target.closest || !event.target.closest(".form-table")) return;
    clearTimeout(waits);
    waits = setTimeout(typed, 400);
  }));

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

  window.dash_clientside = Object.assign({}, window.dash_clientside, { circnet_progress: { system, list, compared, aim, faults } });
})();
