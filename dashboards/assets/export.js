// Every figure can be had as a picture: SVG and PNG beside a chart, PNG beside a graph, as it looks on the page.
(function () {
  const SCALE = 2;

  const ground = () => getComputedStyle(document.documentElement).getPropertyValue("--surface").trim() || "#ffffff";

  function fileName() {
    const page = window.location.pathname.split("/").filter(Boolean).pop() || "overview";
    const park = new URLSearchParams(window.location.search).get("park");
    return ["circnet", page, park].filter(Boolean).join("-").replace(/[^\w-]/g, "_");
  }

  function savePlot(holder, format) {
    const plot = holder.querySelector(".js-plotly-plot");
    if (!plot || !window.Plotly) return;
    const layout = Object.assign({}, plot.layout, { paper_bgcolor: ground() });
    window.Plotly.downloadImage(
      { data: plot.data, layout: layout },
      { format: format, filename: fileName(), width: plot.clientWidth, height: plot.clientHeight,
        scale: format === "png" ? SCALE : 1 },
    );
  }

  function saveGraph(place) {
    const picture = place._cyreg.cy.png({ output: "blob", full: true, scale: SCALE, bg: ground() });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = `${fileName()}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function button(format, save) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain picture";
    made.textContent = format.toUpperCase();
    made.title = `.${format}`;
    made.addEventListener("click", save);
    return made;
  }

  function offer() {
    for (const holder of document.querySelectorAll(".dash-graph:not([data-picture])")) {
      holder.dataset.picture = "offered";
      const tools = document.createElement("div");
      tools.className = "picture-tools";
      tools.append(...["svg", "png"].map((format) => button(format, () => savePlot(holder, format))));
      holder.append(tools);
    }
    for (const bar of document.querySelectorAll(".graph-tools:not([data-picture])")) {
      const pane = bar.closest("section");
      const place = pane && [...pane.querySelectorAll("div[id$='-graph']")].find((one) => one._cyreg);
      if (!place) continue;
      bar.dataset.picture = "offered";
      bar.append(button("png", () => saveGraph(place)));
    }
  }

  let asked = false;
  new MutationObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      offer();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
