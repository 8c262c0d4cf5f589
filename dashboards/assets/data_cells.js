// Own data in the browser, without its looks: the tables that were sent, the changes that wait, the lists to pick from.
(function () {
  "use strict";

  const FACTS = "park.toml";
  const EXTERNAL = /^(external|park):/;
  const MOST_PAST = 100;
  let sent = null;
  let files = new Map();
  let pending = {};
  let past = [];
  let judged = { cells: new Map(), files: {} };

  const place = (record, file, column) => record + "|" + file + "|" + column;
  const store = () => "circnet-data:" + sent.park;
  const plain = (text) => String(text ?? "").normalize("NFKC").trim().toLowerCase();

  function keep() {
    try {
      if (Object.keys(pending).length) sessionStorage.setItem(store(), JSON.stringify(pending));
      else sessionStorage.removeItem(store());
    } catch { /* a browser without storage keeps them till it is closed */ }
  }
  function kept() {
    try { return JSON.parse(sessionStorage.getItem(store()) || "{}"); } catch { return {}; }
  }

  // Takes what the server sent; changes that are there by now as they were wanted wait no longer.
  function load(payload) {
    const same = sent && sent.park === payload.park;
    sent = payload;
    files = new Map(payload.tables.map((table) => {
      const names = table.columns.map((column) => column.name);
      const rows = new Map(table.rows.map(([record, ...cells]) =>
        [record, Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null]))]));
      return [table.file, { ...table, byName: new Map(table.columns.map((one) => [one.name, one])), stored: rows }];
    }));
    pending = payload.kept ? {} : same ? pending : kept();
    if (payload.kept || !same) past = [];
    Object.entries(pending).forEach(([key, one]) => {
      const row = files.has(one.sheet) ? files.get(one.sheet).stored.get(Number(key)) : undefined;
      if (one.gone ? !row && Number(key) > 0 : row && !settle(one, row)) delete pending[key];
    });
    keep();
  }
  function settle(one, row) {
    Object.keys(one.set).forEach((name) => { if ((row[name] ?? "") === one.set[name]) delete one.set[name]; });
    return Object.keys(one.set).length > 0;
  }

  const table = (file) => files.get(file);
  const entry = (record) => pending[record];
  function stored(record, file) {
    return (table(file) && table(file).stored.get(record)) || null;
  }
  function row(record, file) {
    const one = entry(record);
    return { ...(stored(record, file) || (one && one.seen) || {}), ...(one && one.set) };
  }
  function records(file) {
    const fresh = Object.keys(pending).map(Number).filter((record) => record < 0 && pending[record].sheet === file);
    return [...table(file).stored.keys(), ...fresh.sort((one, other) => other - one)];
  }
  // Rows as the grid takes them; the facts of a park stand below each other.
  function rows(file) {
    if (file !== FACTS) return records(file).map((record) => ({ ...row(record, file), _id: String(record) }));
    const now = row(0, FACTS);
    return table(FACTS).columns.map((one) =>
      ({ _id: one.name, _fact: one.heading, value: now[one.name] ?? "", _note: one.note }));
  }

  function remember() {
    past.push(JSON.stringify(pending));
    if (past.length > MOST_PAST) past.shift();
  }
  function undo() {
    if (!past.length) return false;
    pending = JSON.parse(past.pop());
    keep();
    return true;
  }
  function opened(record, file) {
    if (!pending[record]) pending[record] = { sheet: file, seen: { ...(stored(record, file) || {}) }, set: {} };
    return pending[record];
  }
  function write(record, file, column, text) {
    const one = opened(record, file);
    const was = stored(record, file);
    if (was && (was[column] ?? "") === text) delete one.set[column];
    else one.set[column] = text;
    if (record >= 0 && !one.gone && !Object.keys(one.set).length) delete pending[record];
  }
  // Each change: {record, file, column, text}.
  function change(list) {
    const told = list.filter((one) => (row(one.record, one.file)[one.column] ?? "") !== one.text);
    if (!told.length) return false;
    remember();
    told.forEach((one) => write(one.record, one.file, one.column, one.text));
    keep();
    return true;
  }
  function fresh() {
    return Math.min(0, ...Object.keys(pending).map(Number)) - 1;
  }
  // Adds rows to tables, all as one step back: [{file, cells}]; gives the number of the first.
  function add(list, together) {
    if (!together) remember();
    const made = list.map(({ file, cells }) => {
      const record = fresh();
      pending[record] = { sheet: file, seen: {}, set: { ...cells } };
      return record;
    });
    keep();
    return made[0];
  }

  // Rows that name what goes, go with it: units and links of a firm, recipes of a unit.
  function naming(file, ids) {
    const kind = file.replace(".csv", "");
    const found = [];
    files.forEach((one, other) => {
      const columns = one.columns.filter((column) => (column.refers || []).includes(kind)).map((column) => column.name);
      if (!columns.length || other === FACTS) return;
      records(other).forEach((record) => {
        const now = row(record, other);
        const gone = entry(record) && entry(record).gone;
        if (!gone && columns.some((name) => ids.has(now[name]))) found.push([record, other]);
      });
    });
    return found;
  }
  function strike(record, file, found) {
    if (entry(record) && entry(record).gone) return;
    const id = row(record, file).id;
    found.push([record, file]);
    if (record < 0) delete pending[record];
    else opened(record, file).gone = true;
    if (id && ["enterprises.csv", "units.csv"].includes(file)) {
      const left = records(file).some((other) => other !== record && row(other, file).id === id
        && !(entry(other) && entry(other).gone));
      if (!left) naming(file, new Set([id])).forEach(([other, where]) => strike(other, where, found));
    }
  }
  // Removes rows, or brings them back if all of them were removed; gives what else went: [[record, file]].
  function remove(list, file) {
    remember();
    const back = list.every((record) => entry(record) && entry(record).gone);
    const found = [];
    list.forEach((record) => {
      if (!back) strike(record, file, found);
      else if (Object.keys(entry(record).set).length) delete entry(record).gone;
      else delete pending[record];
    });
    keep();
    return found.filter(([record, where]) => where !== file || !list.includes(record));
  }
  function discard() {
    remember();
    pending = {};
    keep();
  }

  // What the server is told: [record, sheet, column, old, new] as it stands in `circnet.workspace.sheets`.
  function changes() {
    return Object.entries(pending).flatMap(([key, one]) => {
      const record = Number(key);
      const names = one.gone ? Object.keys(one.seen) : Object.keys(one.set);
      return names.filter((name) => !one.gone || one.seen[name] !== null).map((name) =>
        [record, one.sheet, name, one.seen[name] ?? null, one.gone ? null : one.set[name]]);
    });
  }
  // A conflict is settled for a cell: the other's text stays, or ours goes over it.
  function resolve(one, take) {
    const waiting = entry(one.record);
    if (!waiting) return;
    remember();
    if (take === "theirs") {
      if (waiting.gone || one.gone) delete pending[one.record];
      else {
        delete waiting.set[one.column];
        waiting.seen[one.column] = one.now;
        if (!Object.keys(waiting.set).length) delete pending[one.record];
      }
    } else if (one.gone) {
      const cells = { ...waiting.seen, ...waiting.set };
      delete pending[one.record];
      add([{ file: one.sheet, cells: Object.fromEntries(Object.entries(cells).filter(([, text]) => text)) }], true);
    } else {
      waiting.seen[one.column] = one.now;
    }
    keep();
  }

  // Lists: what the catalog has, under what the park has itself.
  function own(kind) {
    const file = kind + ".csv";
    if (!table(file)) return [];
    const named = sent.lang === "zh" ? "name_zh" : "name_en";
    return records(file).filter((record) => !(entry(record) && entry(record).gone)).map((record) => {
      const now = row(record, file);
      const id = kind === "equipment" ? now.equipment : now.id;
      const title = kind === "sources" ? now.title : kind === "units" ? "" : now[named] || now.name_zh || now.name_en;
      const unit = now.unit || "t";
      const more = kind === "commodities" ? [unit + "/a", "CNY/" + unit, unit] : kind === "technologies" ? [now.reference] : [];
      return id ? [id, title || id, ...more] : null;
    }).filter(Boolean);
  }
  function listed(kind) {
    const mine = own(kind);
    const known = new Set(mine.map((one) => one[0]));
    return [...mine, ...((sent.lists || {})[kind] || []).filter((one) => !known.has(one[0]))];
  }
  let lists = new Map();
  function list(kind) {
    if (!lists.has(kind)) lists.set(kind, new Map(listed(kind).map((one) => [one[0], one])));
    return lists.get(kind);
  }
  const forget = () => { lists = new Map(); };
  function options(spec) {
    if (!spec) return [];
    if (spec.choices) return spec.choices;
    return (spec.refers || []).flatMap((kind) => [...list(kind).values()]);
  }
  // What a text means that was typed or pasted: the id of a name, the choice of a word, else the text itself.
  function meant(spec, text) {
    const told = String(text ?? "").trim();
    if (!told || EXTERNAL.test(told)) return told;
    const every = options(spec);
    if (!every.length || every.some((one) => one[0] === told)) return told;
    const hits = every.filter((one) => plain(one[1]) === plain(told));
    return hits.length && hits.every((one) => one[0] === hits[0][0]) ? hits[0][0] : told;
  }
  // What a spreadsheet copies: a number as it shows it, with separators and in full width, is that number.
  function pasted(spec, text) {
    const told = String(text ?? "").normalize("NFKC").trim();
    const separated = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
    return spec && spec.number && separated.test(told) ? told.replace(/,/g, "") : meant(spec, text);
  }
  function called(spec, value) {
    if (!spec || value === null || value === undefined || value === "") return value ?? "";
    if (spec.choices) return (spec.choices.find((one) => one[0] === value) || [value, value])[1];
    for (const kind of spec.refers || []) {
      const found = list(kind).get(value);
      if (found) return found[1];
    }
    return value;
  }
  // The unit of an amount hangs on the row's good, or on the good that its technology is counted by.
  function unit(spec, now) {
    if (!spec || !spec.unit) return "";
    const goods = list("commodities");
    const own = list("units").has(now.technology) ? unitOf(now.technology) : now.technology;
    const counted = goods.get((list("technologies").get(own) || [])[2]);
    const good = goods.get(now.commodity);
    if (spec.unit === "commodity/reference") return good && counted ? good[4] + "/" + counted[4] : "";
    if (spec.unit === "CNY/commodity") return good ? good[3] : "";
    if (spec.unit === "reference/a") return counted ? counted[2] : "";
    return spec.unit === "commodity/a" && good ? good[2] : "";
  }
  function unitOf(id) {
    const found = records("units.csv").find((record) => row(record, "units.csv").id === id);
    return found === undefined ? "" : row(found, "units.csv").technology;
  }

  function judge(data) {
    const cells = new Map();
    data.faults.forEach((one) => {
      if (!one.record && one.file !== FACTS) return;
      one.columns.forEach((column) => {
        const at = place(one.record, one.file, column);
        const was = cells.get(at);
        const severity = was && was.severity === "error" ? "error" : one.severity;
        cells.set(at, { severity, text: was ? was.text + "\n" + one.text : one.text });
      });
    });
    judged = { cells, files: data.files, conflicts: data.conflicts };
  }

  window.circnet_data = {
    FACTS, load, table, entry, row, rows, records, stored, change, add, remove, undo, discard, changes, resolve, options, meant, pasted,
    called, unit, list, forget, judge,
    files: () => [...files.keys()],
    sent: () => sent,
    fault: (record, file, column) => judged.cells.get(place(record, file, column)),
    conflicts: () => judged.conflicts || [],
    faultsOf: (file) => (judged.files || {})[file] || {},
    waits: (file) => Object.values(pending).some((one) => one.sheet === file),
    changed: (record, column) => Boolean(entry(record) && column in entry(record).set),
    gone: (record) => Boolean(entry(record) && entry(record).gone),
  };
})();
