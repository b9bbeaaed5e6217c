// The timeline: lanes of regions over a common axis, of which only those in sight are drawn, and how it is moved.

const ROW = 30;
/** Lives from which on those of one entry share a lane at first. */
const MANY_LANES = 40;

function timeline() {
  const body = bodyOf("timeline");
  if (lives.length === 0) {
    body.append(el("p", {}, "No region was compiled."));
  }
  const state = {
    clock: "cycle", kind: startKind(), grouping: lives.length > MANY_LANES ? "entry" : "region", tiers: "all", filter: "",
    view: [0, 1], lane: 0, mark: -1,
  };
  let scale, lanes, arrows;
  const axis = svg("svg", { class: "axis", height: 26, "aria-hidden": "true" });
  const picture = svg("svg", { class: "lanes-picture", role: "img", "aria-label": "Lanes of regions" });
  const spacer = el("div", { class: "lanes-height" }, picture);
  const scroller = el("div", {
    class: "lanes", tabindex: "0", role: "application",
    "aria-label": "Timeline. Arrow keys go from mark to mark, plus and minus zoom, 0 shows all, Enter opens the region.",
  }, spacer);
  const detail = el("p", { class: "detail", role: "status", tabindex: "0" }, "Point at a mark, or go to one with the arrow keys, to read why it is there.");
  const count = el("span", { class: "count" });
  const redraw = onceAFrame(draw);
  const charts = makeCharts(() => ({ scale, view: state.view, left: leftEdge(), width: plotWidth() }));

  function startKind() {
    // What happens in the first hundredth of a run would be one stroke of an even axis.
    const first = lives.reduce((least, life) => Math.min(least, life.live?.cycle ?? Infinity), Infinity);
    return lives.length > 0 && lives.length <= 60 && first < run.end.cycle / 100 ? "events" : "linear";
  }

  function leftEdge() {
    return scroller.clientWidth < 560 ? 104 : 190;
  }
  const plotWidth = () => Math.max(80, scroller.clientWidth - leftEdge() - 14);
  const x = (moment) => {
    const [from, to] = state.view;
    return leftEdge() + ((scale.place(moment[scale.clock]) - from) / (to - from)) * plotWidth();
  };
  const clamp = (value) => Math.min(leftEdge() + plotWidth() + 8, Math.max(leftEdge() - 8, value));

  function rebuild() {
    scale = makeScale(state.clock, state.kind);
    lanes = makeLanes(state.grouping, state.filter, state.tiers);
    arrows = makeArrows(lanes);
    state.lane = Math.min(state.lane, Math.max(0, lanes.length - 1));
    state.mark = -1;
    spacer.style.height = `${lanes.length * ROW + 8}px`;
    count.textContent = `${plural(lanes.length, "lane")}, ${plural(lanes.reduce((sum, lane) => sum + lane.lives.length, 0), "region")}`;
    redraw();
  }

  function zoom(factor, around = (state.view[0] + state.view[1]) / 2) {
    const [from, to] = state.view;
    const span = Math.min(1, Math.max(1e-7, (to - from) * factor));
    const start = Math.min(1 - span, Math.max(0, around - ((around - from) / (to - from)) * span));
    state.view = [start, start + span];
    redraw();
  }

  function pan(part) {
    const span = state.view[1] - state.view[0];
    const start = Math.min(1 - span, Math.max(0, state.view[0] + part * span));
    state.view = [start, start + span];
    redraw();
  }

  function reset() {
    state.view = [0, 1];
    redraw();
  }

  const placeAt = (event) => {
    const inside = (event.clientX - scroller.getBoundingClientRect().left - leftEdge()) / plotWidth();
    return state.view[0] + Math.min(1, Math.max(0, inside)) * (state.view[1] - state.view[0]);
  };

  function draw() {
    const width = scroller.clientWidth;
    const height = Math.min(scroller.clientHeight, lanes.length * ROW + 8);
    drawAxis(width);
    picture.setAttribute("width", width);
    picture.setAttribute("height", height);
    const top = scroller.scrollTop;
    const first = Math.max(0, Math.floor(top / ROW) - 1);
    const last = Math.min(lanes.length, Math.ceil((top + height) / ROW) + 1);
    const y = (lane) => lane * ROW - top + ROW / 2 + 4;
    const left = leftEdge();
    const parts = [
      svg("defs", {},
        svg("clipPath", { id: "plot-clip" }, svg("rect", { x: left - 7, y: 0, width: plotWidth() + 14, height })),
        svg("clipPath", { id: "label-clip" }, svg("rect", { x: 0, y: 0, width: left - 12, height })),
        ["store", "grown"].map((kind) =>
          svg("marker", { id: `head-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" },
            svg("path", { d: "M0 0L8 4L0 8z", class: `head ${kind}` })))),
    ];
    const labels = svg("g", { "clip-path": "url(#label-clip)" });
    const plot = svg("g", { "clip-path": "url(#plot-clip)" });
    for (const tick of ticksNow()) plot.append(svg("line", { class: "grid", x1: tick.x, x2: tick.x, y1: 0, y2: height }));
    for (let at = first; at < last; at++) drawLane(at, y(at), labels, plot);
    for (const arrow of arrows) {
      const seen = [arrow.from, arrow.to].some((lane) => lane !== undefined && lane >= first && lane < last);
      if (seen) plot.append(drawArrow(arrow, y));
    }
    for (let at = first; at < last; at++) drawMarks(at, y(at), plot);
    picture.replaceChildren(...parts, labels, plot);
    charts.draw();
  }

  function ticksNow() {
    const left = leftEdge();
    const width = plotWidth();
    const [from, to] = state.view;
    let next = -Infinity;
    return scale
      .ticks(from, to, Math.max(2, width / 110))
      .map((tick) => ({ ...tick, x: left + ((scale.place(tick.value) - from) / (to - from)) * width }))
      .filter((tick) => {
        const half = tick.text.length * 3.8 + 6;
        const seen = tick.x >= left - 1 && tick.x <= left + width + 1 && tick.x - half >= next;
        // The first stands beside its stroke, the others below theirs.
        if (seen) next = tick.x + (tick.x < left + 14 ? 2 * half : half);
        return seen;
      });
  }

  function drawAxis(width) {
    axis.setAttribute("width", width);
    const end = leftEdge() + plotWidth();
    axis.replaceChildren(
      svg("text", { x: leftEdge() - 14, y: 17, "text-anchor": "end", class: "axis-name" }, state.clock === "cycle" ? "cycles" : "host time"),
      ...ticksNow().flatMap((tick) => [
        svg("line", { x1: tick.x, x2: tick.x, y1: 21, y2: 26, class: "tick" }),
        svg("text", { x: tick.x, y: 17, "text-anchor": tick.x > end - 30 ? "end" : tick.x < leftEdge() + 14 ? "start" : "middle" }, tick.text),
      ]));
  }

  function drawLane(at, y, labels, plot) {
    const lane = lanes[at];
    plot.append(svg("rect", { class: at % 2 ? "stripe odd" : "stripe", x: leftEdge() - 7, y: y - ROW / 2, width: plotWidth() + 14, height: ROW }));
    const label = svg("text", { x: 10, y: y + 4, class: "label" },
      svg("tspan", { class: "label-name" }, lane.name), svg("tspan", { dx: 8, class: "label-where" }, lane.where));
    label.addEventListener("click", () => openRegion(lives[lane.lives[0]].group));
    label.addEventListener("pointermove", (event) => showTip(event, [`${lane.name} at ${placeText(lane.entry)}`, "Click to see the region."]));
    label.addEventListener("pointerleave", hideTip);
    labels.append(label);
    for (const kind of ["counting", "baseline", "waiting", "compiling", "trace", "group"]) {
      for (const life of lane.lives) {
        for (const bar of barsOf(lives[life])) {
          if (bar.kind === kind) drawBar(bar, lives[life], y, plot);
        }
      }
    }
  }

  /** Height and distance from the middle of a lane, of each kind of bar. */
  const SHAPES = { counting: [2, 8], baseline: [4, 7], waiting: [2, -9], compiling: [4, -10], group: [12, -6], trace: [8, -4] };

  function drawBar(bar, life, y, plot) {
    const from = clamp(x(bar.from));
    const to = clamp(x(bar.to));
    const [height, offset] = SHAPES[bar.kind];
    const shape = svg("rect", { class: `bar ${bar.kind}`, x: from, y: y + offset, width: Math.max(1, to - from), height, rx: bar.kind === "group" || bar.kind === "trace" ? 2 : 0 });
    shape.addEventListener("pointermove", (event) =>
      showTip(event, [`${life.group}: ${bar.text.toLowerCase()}`, `${momentText(bar.from)} to ${momentText(bar.to)}`, bar.kind === "group" || bar.kind === "trace" ? sentence(life.reason) : ""]));
    shape.addEventListener("pointerleave", hideTip);
    if (bar.kind === "group") shape.addEventListener("click", () => openRegion(life.group));
    plot.append(shape);
    if (bar.kind === "group" && state.grouping === "entry" && to - from > 34) {
      plot.append(svg("text", { class: "bar-name", x: from + 5, y: y + 4 }, life.group));
    }
  }

  function drawArrow(arrow, y) {
    const at = clamp(x(arrow.at));
    const to = y(arrow.to);
    let path;
    if (arrow.kind === "grown") {
      const until = clamp(x(arrow.until));
      const bend = Math.sign(to - y(arrow.from)) * 10;
      path = `M${at} ${y(arrow.from) + bend / 2}C${at + 4} ${to - bend} ${until - 14} ${to} ${until - 5} ${to}`;
    } else if (arrow.from === undefined) {
      path = `M${at} 0V${to - 9}`;
    } else if (arrow.from === arrow.to) {
      path = `M${at - 18} ${to - 6}C${at - 18} ${to - 17} ${at - 2} ${to - 17} ${at} ${to - 7}`;
    } else {
      const from = y(arrow.from);
      path = `M${at} ${from}C${at - 22} ${from} ${at - 22} ${to} ${at - 7} ${to}`;
    }
    const margin = arrow.kind === "store" && arrow.from === undefined ? " margin" : "";
    return svg("path", { class: `arrow ${arrow.kind}${margin}`, d: path, "marker-end": `url(#head-${arrow.kind})` }, svg("title", {}, arrow.text));
  }

  function drawMarks(at, y, plot) {
    lanes[at].marks.forEach((mark, index) => {
      const place = x(mark.moment);
      if (place < leftEdge() - 6 || place > leftEdge() + plotWidth() + 6) return;
      const current = at === state.lane && index === state.mark;
      plot.append(drawMark(mark, place, y, current, () => {
        state.lane = at;
        state.mark = index;
        tell(mark);
        redraw();
      }));
    });
  }

  function drawMark(mark, place, y, current, choose) {
    const end = mark.kind.startsWith("end-");
    const how = mark.kind.slice(4);
    const shape = end
      ? [svg("circle", { r: 7, class: "mark-back" }), endShape(how)]
      : [svg("circle", { r: 2.6, cy: { counted: 9, baseline: 9, requested: -8, live: 0 }[mark.kind] })];
    const group = svg("g", { class: `mark ${mark.kind}${current ? " current" : ""}`, transform: `translate(${place} ${y})` },
      svg("rect", { class: "reach", x: -6, y: end ? -8 : { counted: 5, baseline: 5, requested: -14, live: -5 }[mark.kind], width: 12, height: end ? 16 : 9 }), shape);
    group.addEventListener("pointermove", (event) => showTip(event, [mark.title, momentText(mark.moment), mark.text]));
    group.addEventListener("pointerleave", hideTip);
    group.addEventListener("click", choose);
    return group;
  }

  function tell(mark) {
    detail.replaceChildren(
      el("strong", {}, `${mark.title}. `), `${capital(momentText(mark.moment))}. ${mark.text} `,
      el("a", { href: groupHash(lives[mark.life].group) }, `Open ${lives[mark.life].group}`));
  }

  function step(lanesBy, marksBy) {
    if (lanes.length === 0) return;
    state.lane = Math.min(lanes.length - 1, Math.max(0, state.lane + lanesBy));
    const marks = lanes[state.lane].marks;
    state.mark = Math.min(marks.length - 1, Math.max(0, state.mark + marksBy));
    const mark = marks[state.mark];
    const place = scale.place(mark.moment[scale.clock]);
    if (place < state.view[0] || place > state.view[1]) {
      const span = state.view[1] - state.view[0];
      const start = Math.min(1 - span, Math.max(0, place - span / 2));
      state.view = [start, start + span];
    }
    const top = state.lane * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    if (top + ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + ROW - scroller.clientHeight + 8;
    tell(mark);
    redraw();
  }

  const KEYS = {
    ArrowLeft: () => step(0, -1), ArrowRight: () => step(0, 1), ArrowUp: () => step(-1, 0), ArrowDown: () => step(1, 0),
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: reset,
    Enter: () => {
      const mark = lanes[state.lane]?.marks[state.mark];
      if (mark) openRegion(lives[mark.life].group);
    },
  };
  scroller.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const plots = el("div", { class: "plots" }, axis, scroller, charts.element);
  plots.addEventListener("wheel", (event) => {
    // The page and the lanes scroll as ever; with a key held, or over the axis and the charts, the wheel zooms.
    const over = axis.contains(event.target) || charts.element.contains(event.target);
    if (!over && !event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    const turned = event.deltaY || event.deltaX;
    zoom(1.0025 ** Math.max(-300, Math.min(300, turned)), placeAt(event));
  }, { passive: false });
  dragToZoom(plots, placeAt, (from, to) => {
    state.view = [from, Math.max(to, from + 1e-7)];
    redraw();
  });
  scroller.addEventListener("scroll", redraw);
  new ResizeObserver(redraw).observe(scroller);

  const set = (name) => (value) => {
    state[name] = value;
    if (name === "clock" || name === "kind") state.view = [0, 1];
    rebuild();
  };
  const button = (text, title, act) => el("button", { type: "button", title, "aria-label": title, onclick: act }, text);
  body.append(
    el("div", { class: "controls" },
      choice("Axis", [["cycle", "Cycles"], ["seconds", "Host time"]], state.clock, set("clock")),
      choice("Scale", [["linear", "Linear"], ["log", "Log"], ["events", "By events", "Each event as far from the next as any other"]], state.kind, set("kind")),
      choice("Lanes", [["region", "Regions"], ["entry", "Entries"]], state.grouping, set("grouping")),
      lives.some((life) => life.tier === "baseline") && lives.some((life) => life.tier !== "baseline")
        ? choice("Of", [["all", "All tiers"], ["group", "LLVM alone"]], state.tiers, set("tiers")) : null,
      el("div", { class: "choice", role: "group", "aria-label": "Zoom" },
        button("−", "Zoom out", () => zoom(2)), button("+", "Zoom in", () => zoom(0.5)),
        button("◀", "Earlier", () => pan(-0.3)), button("▶", "Later", () => pan(0.3)), button("All", "Show all", reset)),
      el("input", { type: "search", placeholder: "Filter by name, address, ending", "aria-label": "Filter lanes by name, address or ending", oninput: (event) => set("filter")(event.target.value) }),
      count),
    timelineLegend(), plots, detail,
    el("p", { class: "hint" }, "Drag over a stretch to zoom into it. The wheel zooms over the axis and the charts, or anywhere with Ctrl or Shift."));
  rebuild();
}

/** The sign of an ending. */
function endShape(how) {
  const paths = {
    invalidated: "M-4 -4L4 4M4 -4L-4 4", evicted: "M-4.5 -3H4.5L0 4.5z", grown: "M-4.5 3.5H4.5L0 -4z",
    dropped: "M0 -5L5 0L0 5L-5 0z", failed: "M0 -5V1.5M0 4V5",
  };
  return svg("path", { d: paths[how] ?? paths.dropped, class: `end ${how}` });
}

function timelineLegend() {
  const bar = (kind, text) => el("li", {}, el("span", { class: `swatch ${kind}` }), text);
  const sign = (how, text) => el("li", {}, svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", class: "sign" }, endShape(how)), text);
  return el("ul", { class: "legend" },
    bar("counting", "interpreted, counting"), bar("baseline", "baseline code"), bar("compiling", "compiling"), bar("group", "compiled region"),
    sign("invalidated", "invalidated"), sign("evicted", "evicted"), sign("grown", "grown"), sign("dropped", "dropped"), sign("failed", "failed"),
    el("li", {}, el("span", { class: "swatch line-store" }), "store into code"));
}

/** Lets a stretch be chosen by dragging over it. */
function dragToZoom(element, placeAt, chosen) {
  const band = el("div", { class: "band", hidden: true });
  element.append(band);
  let start;
  element.addEventListener("pointerdown", (event) => {
    if (event.button === 0) start = { x: event.clientX, place: placeAt(event) };
  });
  window.addEventListener("pointermove", (event) => {
    if (!start) return;
    const left = element.getBoundingClientRect().left;
    band.hidden = Math.abs(event.clientX - start.x) < 5;
    band.style.left = `${Math.min(event.clientX, start.x) - left}px`;
    band.style.width = `${Math.abs(event.clientX - start.x)}px`;
  });
  window.addEventListener("pointerup", (event) => {
    if (start && !band.hidden) {
      const places = [start.place, placeAt(event)].sort((a, b) => a - b);
      if (places[1] > places[0]) chosen(places[0], places[1]);
    }
    start = undefined;
    band.hidden = true;
  });
}
