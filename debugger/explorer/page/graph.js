// A region's control flow as a picture: blocks with their instructions, and the edges as they were laid out.

/** An edge's corners as a path: upright where a corner is above the next, curved between. */
function edgePath(points) {
  let path = `M${points[0][0]} ${points[0][1]}`;
  for (let at = 1; at < points.length; at++) {
    const [x0, y0] = points[at - 1];
    const [x1, y1] = points[at];
    if (x0 === x1) {
      path += `V${y1}`;
      continue;
    }
    if (y1 > y0) {
      const half = (y1 - y0) / 2;
      path += `C${x0} ${y0 + half} ${x1} ${y1 - half} ${x1} ${y1}`;
      continue;
    }
    const first = at === 1 || (at === 2 && points[0][0] === x0);
    const last = at === points.length - 1;
    if (first || last) {
      // Around the block that the loop leads from, or to.
      const reach = 16 + (y0 - y1) / 2;
      path += first ? `C${x0} ${y0 + reach} ${x1} ${y0 + reach} ${x1} ${y1}` : `C${x0} ${y1 - reach} ${x1} ${y1 - reach} ${x1} ${y1}`;
    } else {
      const half = (y0 - y1) / 2;
      path += `C${x0} ${y0 - half} ${x1} ${y1 + half} ${x1} ${y1}`;
    }
  }
  return path;
}

/** The picture, or why there is none. `select` is told the instruction that is clicked. */
function drawGraph(detail, select) {
  const graph = detail.graph;
  if (!graph) return el("p", { class: "note" }, `${plural(detail.blocks.length, "block")}: too many for a picture.`);
  const most = Math.max(0, ...detail.blocks.flatMap((block) => block.lines.map((line) => line.heat)));
  const exitsAt = (from, to) => detail.exits.filter((exit) => exit.pc >= from && exit.pc <= to);
  const picture = svg("svg", { width: graph.width, height: graph.height, viewBox: `0 0 ${graph.width} ${graph.height}`, class: "graph", role: "img", "aria-label": "Control-flow graph" },
    svg("defs", {}, ["inside", "loop", "leaves"].map((kind) =>
      svg("marker", { id: `edge-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" },
        svg("path", { d: "M0 0L8 4L0 8z", class: `edge-head ${kind}` })))));
  for (const edge of graph.edges) {
    const words = { inside: "goes on within the region", loop: "closes a loop; the budget of cycles is checked here", leaves: "leaves the region" }[edge.kind] ?? edge.kind;
    const kind = ["inside", "loop", "leaves"].includes(edge.kind) ? edge.kind : "inside";
    picture.append(svg("path", { class: `edge ${kind}`, d: edgePath(edge.points), "marker-end": `url(#edge-${kind})` }, svg("title", {}, words)));
  }
  detail.blocks.forEach((block, at) => picture.append(drawBlock(block, graph.nodes[at], graph.lines, most, exitsAt, select)));
  graph.outside.forEach((addr, at) => {
    const [x, y, width, height] = graph.nodes[detail.blocks.length + at];
    const exits = addr === null ? [] : exitsAt(addr, addr);
    const times = exits.reduce((sum, exit) => sum + exit.count, 0);
    const text = addr === null ? "known at run time" : `to ${hex(addr)}${times > 0 ? ` · ${shortNumber(times)}×` : ""}`;
    const label = addr === null ? "Leads where only run time knows." : `Leaves the region to ${placeText(addr)}${times > 0 ? `, ${plural(times, "time")}` : ""}.`;
    picture.append(svg("g", { class: "outside", transform: `translate(${x} ${y})` }, svg("title", {}, label),
      svg("rect", { width, height, rx: height / 2 }), svg("text", { x: width / 2, y: height / 2 + 4, "text-anchor": "middle" }, addr === null ? "at run time" : text)));
  });
  const box = el("div", { class: "graph-box", tabindex: "0", role: "region", "aria-label": "Control-flow graph, scrolls" }, picture);
  const entry = graph.nodes[Math.max(0, detail.blocks.findIndex((block) => block.way_in))];
  const toEntry = () => {
    box.scrollLeft = entry[0] + entry[2] / 2 - box.clientWidth / 2;
    box.scrollTop = entry[1] - 60;
  };
  const fit = (how) => {
    picture.setAttribute("width", how === "whole" ? "100%" : graph.width);
    picture.setAttribute("height", how === "whole" ? Math.min(graph.height, 600) : graph.height);
    if (how === "full") toEntry();
  };
  // It can be scrolled once it is on the page.
  requestAnimationFrame(toEntry);
  return el("div", {}, box, el("div", { class: "controls" }, choice("Size", [["full", "Readable"], ["whole", "Whole"]], "full", fit)));
}

function drawBlock(block, [x, y, width, height], most, hottest, exitsAt, select) {
  const heat = Math.max(0, ...block.lines.map((line) => line.heat));
  const last = block.lines[block.lines.length - 1];
  const exits = block.lines.length > 0 ? exitsAt(block.start, last.addr) : [];
  const times = exits.reduce((sum, exit) => sum + exit.count, 0);
  const title = [placeText(block.start), block.way_in ? "A way in." : "", heat > 0 ? `Executed ${plural(heat, "time")} while watched.` : "",
    ...exits.map((exit) => `Left before ${hex(exit.pc)} ${plural(exit.count, "time")}: ${exit.reason}.`)].filter(Boolean).join("\n");
  const group = svg("g", { class: `block${block.way_in ? " way-in" : ""}`, transform: `translate(${x} ${y})` },
    svg("title", {}, title),
    svg("rect", { class: "block-back", width, height, rx: 4 }),
    heat > 0 ? svg("rect", { class: "heat", width: 5, height, rx: 2, style: { fill: css(heatColour(heatOf(heat, hottest))) } }) : null,
    svg("text", { x: 12, y: 18, class: "block-name" }, (block.way_in ? "▸ " : "") + placeShort(block)));
  block.lines.slice(0, most).forEach((line, at) => {
    const text = svg("text", { x: 12, y: 36 + at * 15, class: "block-line", "data-guest": line.addr },
      svg("tspan", { class: "line-addr" }, hex(line.addr).slice(1)), svg("tspan", { dx: 8 }, line.text));
    text.addEventListener("click", () => select(line.addr));
    group.append(text);
  });
  if (block.lines.length > most) group.append(svg("text", { x: 12, y: 36 + most * 15, class: "line-addr" }, `and ${block.lines.length - most} more`));
  if (times > 0) {
    const badge = `⤴ ${shortNumber(times)}×`;
    const wide = badge.length * 7 + 10;
    group.append(svg("g", { class: "badge", transform: `translate(${width - wide + 8} ${height - 8})` },
      svg("rect", { width: wide, height: 17, rx: 8 }), svg("text", { x: wide / 2, y: 12.5, "text-anchor": "middle" }, badge)));
  }
  return group;
}

function placeShort(block) {
  const name = block.symbol ?? "";
  const short = name.length > 20 ? `${name.slice(0, 19)}…` : name;
  return short === "" ? hex(block.start) : `${hex(block.start)} ${short}`;
}
