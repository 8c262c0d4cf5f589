// Own data in the browser, the grid: how cells look and are edited, pasted and copied.
(function () {
  "use strict";

  const GRID = "data-grid";
  const model = window.circnet_data;
  const MOST_SHOWN = 80;
  let current = "enterprises.csv";
  const api = () => {
    try { return document.getElementById(GRID) && window.dash_ag_grid ? window.dash_ag_grid.getApi(GRID) : null; } catch { return null; }
  };
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

  // Where a cell of the grid stands in the model.
  function at(params) {
    const field = params.colDef.field;
    if (current === model.FACTS) {
      const column = params.data._id;
      return { file: current, record: 0, column, spec: model.table(current).byName.get(column), told: field === "value" };
    }
    const table = model.table(current);
    return { file: current, record: Number(params.data._id), column: field, spec: table && table.byName.get(field), told: true };
  }
  // A number as one reads it; the cell keeps what was written.
  function figure(value, spec) {
    if (!/^[+-]?\d+(\.\d+)?$/.test(value) || (!spec.unit && /^\d{4}$/.test(value))) return value;
    return Number(value).toLocaleString("en-US", { maximumSignificantDigits: 9 });
  }
  functions.circnetDataShown = (params) => {
    if (!params.data || !model.sent()) return params.value ?? "";
    const cell = at(params);
    if (!cell.told) return params.value ?? "";
    const value = params.value ?? "";
    const shown = cell.spec && cell.spec.number ? figure(value, cell.spec) : model.called(cell.spec, value);
    const unit = value !== "" && cell.spec && cell.spec.unit ? model.unit(cell.spec, params.data) : "";
    return unit ? shown + " " + unit : shown;
  };
  functions.circnetDataTold = (params) => {
    if (!params.data || !model.sent()) return null;
    const cell = at(params);
    if (!cell.told) return null;
    const fault = model.fault(cell.record, cell.file, cell.column);
    const was = model.changed(cell.record, cell.column) && cell.record >= 0
      ? model.sent().words.was.replace("{value}", (model.stored(cell.record, cell.file) || {})[cell.column] || "–") : "";
    const value = params.value ?? "";
    const shown = functions.circnetDataShown(params);
    const id = shown !== value && cell.spec && cell.spec.refers ? shown + " · " + value : value.length > 14 ? value : "";
    return [fault && fault.text, was, id].filter(Boolean).join("\n") || null;
  };
  functions.circnetDataIs = (params, mark) => {
    if (!params.data || !model.sent()) return false;
    const cell = at(params);
    if (mark === "removed") return current !== model.FACTS && model.gone(cell.record);
    if (!cell.told) return false;
    if (mark === "changed") return model.changed(cell.record, cell.column);
    if (mark === "fixed") return Boolean(cell.spec && cell.spec.fixed);
    const fault = model.fault(cell.record, cell.file, cell.column);
    return Boolean(fault && fault.severity === mark);
  };
  functions.circnetDataEditable = (params) => {
    if (!model.sent() || !model.sent().own || !params.data) return false;
    const cell = at(params);
    return cell.told && !(cell.spec && cell.spec.fixed) && !model.gone(cell.record);
  };
  functions.circnetDataFilter = (params) => {
    const cell = at(params);
    const value = params.data[params.colDef.field] ?? "";
    if (cell.spec && cell.spec.number) return value === "" ? null : Number(value);
    return [model.called(cell.spec, value), value].join(" ");
  };
  functions.circnetDataCompare = (one, other) => {
    const [a, b] = [one ?? "", other ?? ""];
    if (a === "" || b === "") return (a === "") - (b === "");
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? String(a).localeCompare(String(b), "zh") : x - y;
  };

  // A text box with a list below that narrows as one types; any text may stand, the checks tell of it.
  functions.CircnetDataList = class {
    init(params) {
      this.params = params;
      this.cell = at(params);
      this.every = model.options(this.cell.spec);
      this.touched = false;
      this.picked = -1;
      this.gui = document.createElement("div");
      this.gui.className = "data-list";
      this.box = document.createElement("input");
      this.box.style.width = Math.max(params.column.getActualWidth() - 2, 180) + "px";
      this.box.setAttribute("aria-label", params.colDef.headerName || "");
      this.menu = document.createElement("ul");
      this.menu.setAttribute("role", "listbox");
      this.gui.append(this.box, this.menu);
      const key = params.eventKey || "";
      this.box.value = key.length === 1 ? key : ["Delete", "Backspace"].includes(key) ? "" : model.called(this.cell.spec, params.value ?? "");
      this.touched = key.length === 1 || ["Delete", "Backspace"].includes(key);
      this.box.addEventListener("input", () => { this.touched = true; this.moved = false; this.narrow(); });
      this.box.addEventListener("keydown", (event) => this.keyed(event));
      this.menu.addEventListener("mousedown", (event) => {
        const item = event.target.closest("li[data-value]");
        if (!item) return;
        event.preventDefault();
        this.chosen = item.dataset.value;
        params.stopEditing();
      });
      this.narrow();
    }
    narrow() {
      const text = this.touched ? this.box.value.trim().toLowerCase() : "";
      const fits = (one) => one[1].toLowerCase().includes(text) || one[0].toLowerCase().includes(text);
      this.found = text ? this.every.filter(fits) : this.every;
      this.picked = text && this.found.length ? 0 : -1;
      this.menu.replaceChildren(...this.found.slice(0, MOST_SHOWN).map((one, place) => {
        const item = document.createElement("li");
        item.dataset.value = one[0];
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(place === this.picked));
        item.append(one[1]);
        if (one[1] !== one[0] && !this.cell.spec.choices) {
          const id = document.createElement("small");
          id.textContent = one[0];
          item.append(id);
        }
        return item;
      }));
      this.menu.hidden = !this.found.length;
    }
    keyed(event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      event.stopPropagation();
      const last = Math.min(this.found.length, MOST_SHOWN) - 1;
      this.picked = Math.max(-1, Math.min(last, this.picked + (event.key === "ArrowDown" ? 1 : -1)));
      [...this.menu.children].forEach((item, place) => {
        item.setAttribute("aria-selected", String(place === this.picked));
        if (place === this.picked) item.scrollIntoView({ block: "nearest" });
      });
      this.touched = this.moved = true;
    }
    getGui() { return this.gui; }
    isPopup() { return true; }
    afterGuiAttached() { this.box.focus(); if (!this.touched) this.box.select(); }
    getValue() {
      if (this.chosen !== undefined) return this.chosen;
      if (this.moved && this.picked >= 0) return this.found[this.picked][0];
      if (!this.touched) return this.params.value;
      const told = model.meant(this.cell.spec, this.box.value);
      const exact = !this.every.length || this.every.some((one) => one[0] === told);
      return exact || this.picked < 0 || !told ? told : this.found[this.picked][0];
    }
  };

  // Draws a table anew, or only what its cells say of themselves.
  function show(file) {
    if (!model.table(file)) return;
    const other = file !== current;
    current = file;
    model.forget();
    const table = model.table(file);
    const props = { rowData: model.rows(file) };
    if (other || drawn !== model.sent()) props.columnDefs = table.grid;
    drawn = model.sent();
    window.dash_clientside.set_props(GRID, props);
  }
  let drawn = null;
  function refresh() {
    const grid = api();
    if (grid) grid.refreshCells({ force: true });
  }
  function go(record, file, column) {
    if (file !== current) show(file);
    const seek = (left) => {
      const grid = api();
      const facts = file === model.FACTS;
      const node = grid && grid.getRowNode(facts ? column : String(record));
      if (!node || !grid.getColumn(facts ? "value" : column)) {
        if (left) setTimeout(() => seek(left - 1), 60);
        return;
      }
      grid.ensureNodeVisible(node, "middle");
      grid.ensureColumnVisible(facts ? "value" : column);
      grid.setFocusedCell(node.rowIndex, facts ? "value" : column);
      grid.flashCells({ rowNodes: [node], columns: [facts ? "value" : column] });
    };
    seek(20);
  }
  const selected = () => {
    const grid = api();
    return grid && current !== model.FACTS ? grid.getSelectedNodes().map((node) => Number(node.data._id)) : [];
  };
  function edited(events) {
    return model.change(events.map((one) => current === model.FACTS
      ? { record: 0, file: current, column: one.rowId, text: String(one.value ?? "").trim() }
      : { record: Number(one.rowId), file: current, column: one.colId, text: String(one.value ?? "").trim() }));
  }

  // Cells as a spreadsheet copies them: tabs between cells, quotes around what has line breaks.
  function cells(text) {
    const lines = [[]];
    let cell = "", quoted = false;
    const end = () => { lines[lines.length - 1].push(cell); cell = ""; };
    for (let place = 0; place < text.length; place += 1) {
      const sign = text[place];
      if (quoted && sign === '"' && text[place + 1] === '"') { cell += '"'; place += 1; }
      else if (sign === '"' && (quoted || cell === "")) quoted = !quoted;
      else if (sign === "\t" && !quoted) end();
      else if (sign === "\n" && !quoted) { end(); lines.push([]); }
      else if (sign !== "\r") cell += sign;
    }
    end();
    if (lines.length > 1 && lines[lines.length - 1].length === 1 && !lines[lines.length - 1][0]) lines.pop();
    return lines;
  }
  function paste(text) {
    const grid = api(), from = grid && grid.getFocusedCell();
    if (!from || !model.sent().own) return false;
    const block = cells(text);
    if (current === model.FACTS) return pasteFacts(grid, from, block);
    const columns = grid.getAllDisplayedColumns().map((one) => one.getColId());
    const names = columns.slice(columns.indexOf(from.column.getColId())).filter((name) => model.table(current).byName.has(name));
    const list = [], more = [];
    block.forEach((line, below) => {
      const node = grid.getDisplayedRowAtIndex(from.rowIndex + below);
      const told = line.slice(0, names.length).map((one, place) => [names[place], model.pasted(model.table(current).byName.get(names[place]), one)]);
      if (!node) more.push({ file: current, cells: Object.fromEntries(told.filter(([, one]) => one !== "")) });
      else if (!model.gone(Number(node.data._id))) told.forEach(([column, one]) => list.push({ record: Number(node.data._id), file: current, column, text: one }));
    });
    const changed = model.change(list);
    if (more.length) model.add(more, changed);
    return changed || more.length > 0;
  }
  function pasteFacts(grid, from, block) {
    const list = block.map((line, below) => {
      const node = grid.getDisplayedRowAtIndex(from.rowIndex + below);
      const spec = node && model.table(current).byName.get(node.data._id);
      return spec && !spec.fixed ? { record: 0, file: current, column: spec.name, text: model.pasted(spec, line[0]) } : null;
    });
    return model.change(list.filter(Boolean));
  }
  function copied() {
    const grid = api(), from = grid && grid.getFocusedCell();
    if (!grid) return null;
    const shown = (node, column) => {
      const spec = at({ colDef: column.getColDef(), data: node.data }).spec;
      const text = model.called(spec, node.data[column.getColId()] ?? "");
      return /[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    };
    const nodes = grid.getSelectedNodes();
    if (nodes.length) {
      const columns = grid.getAllDisplayedColumns().filter((one) => one.getColDef().field);
      return nodes.sort((one, other) => one.rowIndex - other.rowIndex)
        .map((node) => columns.map((column) => shown(node, column)).join("\t")).join("\n");
    }
    const node = from && grid.getDisplayedRowAtIndex(from.rowIndex);
    return node ? shown(node, from.column) : null;
  }

  window.circnet_data_grid = { show, refresh, go, selected, edited, paste, copied, api, now: () => current };
})();
