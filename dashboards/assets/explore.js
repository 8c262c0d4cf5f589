// Trade-offs in the browser: a control or a click is written to the address, and the sections ask anew.
(function () {
  "use strict";

  const FIRST = { of: "co2", within: "5", days: "30", network: "today", replacement: "hauled", basis: "mass" };

  // Lets the sections of the page ask what the address says now; what they know already they show at once.
  function ask(changes, push) {
    const query = window.circnet.query();
    const told = Object.entries(changes).map(([name, value]) => [name, value === FIRST[name] ? null : value]);
    if (told.every(([name, value]) => (query.get(name) || null) === (value || null))) return;
    window.circnet.write(Object.fromEntries(told), push);
    const body = document.querySelector(".explore-body");
    const now = Object.fromEntries(window.circnet.query());
    (body ? body.dataset.asked.split(",") : []).forEach((store) => {
      window.dash_clientside.set_props(store, { data: { query: now } });
    });
  }

  const one = (name, more) => (value) => {
    if (value === null || value === undefined || value === "") return;
    ask({ [name]: String(value), ...more });
  };

  function pickPoint(click) {
    const point = click && click.points && click.points[0];
    if (point && Number.isInteger(point.customdata)) ask({ point: String(point.customdata) });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-firm]");
    if (link) ask({ firm: link.dataset.firm }, true);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_explore: {
      of: one("of", { point: null }), within: one("within"), days: one("days"), network: one("network"),
      replacement: one("replacement"), basis: one("basis"), pickPoint,
    },
  });
})();
