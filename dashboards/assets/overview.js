// The overview in the browser: what is clicked leads into a park; the chosen figure goes into the address.
(function () {
  "use strict";

  function lead(park, sel) {
    const keep = new URLSearchParams({ park });
    const lang = window.circnet.query().get("lang");
    if (lang) keep.set("lang", lang);
    if (sel) keep.set("sel", sel);
    window.circnet.go("/network?" + keep.toString().replace(/%3A/g, ":"));
  }

  // A marker says what it stands for: [kind, id, park].
  function enter(clicked) {
    const told = clicked && clicked.points && clicked.points[0] && clicked.points[0].customdata;
    if (!told) return;
    if (told[0] === "park") lead(told[1]);
    if (told[0] === "firm") lead(told[2], "firm:" + told[1]);
  }

  function open(cell) {
    if (cell && cell.rowId) lead(cell.rowId);
  }

  function keep(figure, shown) {
    if (figure && shown && figure !== shown.figure) window.circnet.write({ figure });
  }

  const side = (value) => "overview-panes " + value;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_overview: { enter, open, keep, side },
  });
})();
