// Scenarios in the browser: what is compared is written to the address, the form gathers changes, files are asked for.
(function () {
  "use strict";

  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const now = () => Object.fromEntries([...window.circnet.query()].filter(([name]) => name !== "scenario"));
  const body = () => document.querySelector(".scenario-body");

  // Lets the comparison ask what the address says now; what it knows already it shows at once.
  function ask(changes) {
    const query = window.circnet.query();
    if (Object.entries(changes).every(([name, value]) => (query.get(name) || null) === (value || null))) return;
    window.circnet.write(changes);
    if (body()) set(body().dataset.asked, { data: { query: now() } });
  }
  const known = (value) => value !== null && value !== undefined && value !== "";

  function compared() {
    const told = window.circnet.query().get("compare") || (body() && body().dataset.compared) || "";
    return told.split(",").filter(Boolean);
  }

  function pick(values) {
    if (!values || values.join(",") === compared().join(",")) return;
    const hint = document.querySelector(".scenario-body > .hint");
    if (hint) hint.hidden = values.length > 1;
    ask({ compare: values.join(",") });
  }
  const view = (value) => { if (known(value)) ask({ view: value === "tables" ? null : value }); };
  const of = (value) => { if (known(value)) ask({ of: value === "value" ? null : value }); };
  const against = (value) => { if (known(value)) ask({ against: value }); };

  // Goes where the server says: columns added or gone, the form opened or closed, another park.
  function go(told) {
    if (!told) return;
    const query = window.circnet.query();
    if (told.park) {
      const lang = query.get("lang");
      window.circnet.go("/scenarios?" + new URLSearchParams({ park: told.park, ...(lang ? { lang } : {}) }));
      return;
    }
    let ids = compared();
    if (told.drop) ids = ids.filter((one) => one !== told.drop);
    if (told.add && !ids.includes(told.add)) ids = [...ids.slice(0, 5), told.add];
    if (told.first) ids = [told.first, ...ids.filter((one) => one !== told.first)];
    query.set("compare", ids.join(","));
    if ("edit" in told) { if (told.edit) query.set("edit", told.edit); else query.delete("edit"); }
    query.set("at", String(Date.now()));  // the park has changed, though the address may be the same
    window.circnet.go("/scenarios?" + query.toString().replace(/%2C/g, ",").replace(/%3A/g, ":"));
  }

  function copy(clicks) {
    const button = clicks && document.getElementById("scenarios-copy");
    if (!button) return;
    const link = new URL(window.location.href);
    link.searchParams.set("compare", compared().join(","));
    ["edit", "at"].forEach((name) => link.searchParams.delete(name));
    const text = link.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
    const told = button.textContent;
    const done = () => {
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = told; }, 2000);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, () => window.prompt("", text));
    } else {
      const box = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      done();
    }
  }

  // ---- the form ----------------------------------------------------------------------------------------------------

  const AT = ["price", "price_factor", "plant"];
  let changes = { form: "", chosen: [], dropped: [] };

  // What was chosen in the form that is open now; a form that is drawn anew begins anew.
  function current() {
    const form = document.querySelector(".scenario-form").dataset.form;
    return form === changes.form ? changes : { form, chosen: [], dropped: [] };
  }
  function remember(next) {
    changes = next;
    set("scenarios-chosen", { data: changes });
  }

  function what(kind, data) {
    if (!kind || !data) return;
    const status = kind === "status";
    const plain = !status && !["link_removed", "firm_removed"].includes(kind);
    const shown = (yes) => (yes ? {} : { display: "none" });
    set("scenarios-whom", { data: data.lists[kind], value: null });
    set("scenarios-at", { style: shown(AT.includes(kind)), value: null });
    set("scenarios-value", { style: shown(plain), value: "" });
    set("scenarios-state", { style: shown(status) });
  }

  const label = (list, value) => (list.find((one) => one.value === value) || { label: value }).label;

  function settled(kind, whom, text) {
    if (kind !== "setting") return text;
    if (/^(true|yes|是)$/i.test(text)) return true;
    if (/^(false|no|否)$/i.test(text)) return false;
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }

  function add(clicks, kind, whom, at, value, status, data) {
    const needs = !["status", "link_removed", "firm_removed"].includes(kind);
    const text = String(value || "").trim().replace(/,/g, "");
    const bad = (id, yes) => set(id, { error: yes });
    bad("scenarios-whom", !whom);
    bad("scenarios-value", needs && text === "");
    bad("scenarios-at", kind === "plant" && !at);
    if (!clicks || !whom || (needs && text === "") || (kind === "plant" && !at)) return;
    const one = { what: kind, whom: AT.includes(kind) && at ? whom + "@" + at : whom };
    if (needs) one.value = settled(kind, whom, text);
    if (kind === "status") one.value = status;
    const parts = [data.what[kind], label(data.lists[kind], whom)];
    if (AT.includes(kind) && at) parts.push(label(data.lists.firms, at));
    if (needs) parts.push(text);
    if (kind === "status") parts.push(data.status[status] || status);
    one.told = parts.join(" · ");
    const before = current();
    remember({ ...before, chosen: [...before.chosen, one] });
    set("scenarios-value", { value: "" });
  }

  function drop(ref) {
    const cut = ref.indexOf("/");
    const kind = ref.slice(0, cut);
    const rest = ref.slice(cut + 1);
    const before = current();
    remember(kind === "chosen"
      ? { ...before, chosen: before.chosen.filter((_, place) => String(place) !== rest) }
      : { ...before, dropped: [...before.dropped, [kind, rest]] });
  }

  function who(name) {
    if (name === undefined || name === null) return;
    document.cookie = "circnet-who=" + encodeURIComponent(name) + "; path=/; max-age=31536000; SameSite=Lax";
  }

  document.addEventListener("click", (event) => {
    const near = (mark) => event.target.closest && event.target.closest(mark);
    const button = near(".page-scenarios [data-do]");
    if (button) {
      const { do: act, scenario } = button.dataset;
      if (act === "first") go({ first: scenario });
      else if (act !== "delete" || window.confirm(button.title)) {
        set("scenarios-act", { data: { do: act, id: scenario, at: Date.now() } });
      }
      return;
    }
    const gone = near(".scenario-form [data-drop]");
    if (gone) drop(gone.dataset.drop);
    const fold = near("[data-unfold]");
    if (fold) {
      const rows = document.querySelector('[data-fold="' + fold.dataset.unfold + '"]');
      fold.setAttribute("aria-expanded", String(rows.classList.toggle("open")));
      fold.classList.toggle("unfolded");
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    circnet_scenarios: { pick, view, of, against, go, copy, what, add, who },
  });
})();
