// The flame graph: calls stand on their callers, as wide as the time that was spent in them.

const FRAME = 20;

/** The tree of calls: each with its name, the samples in it and below, and those in itself. */
function callTree() {
  const root = { name: "all", count: 0, self: 0, calls: new Map() };
  for (const stack of run.stacks) {
    let at = root;
    at.count += stack.count;
    for (const name of stack.frames) {
      if (!at.calls.has(name)) at.calls.set(name, { name, count: 0, self: 0, calls: new Map(), caller: at });
      at = at.calls.get(name);
      at.count += stack.count;
    }
    at.self += stack.count;
  }
  return root;
}

function flame() {
  const body = bodyOf("profile");
  if (!body) return;
  const root = callTree();
  if (root.count === 0) {
    body.append(el("p", {}, "No sample was taken."));
    return;
  }
  let top = root;
  let wanted = "";
  /** The frames as they are drawn, and how wide all was then. */
  let shown = [];
  let drawn = 0;
  const picture = svg("svg", { class: "flame", role: "group", "aria-label": "Flame graph" });
  const path = el("p", { class: "detail", role: "status" });
  const found = el("span", { class: "count" });

  function draw() {
    const width = Math.max(200, body.clientWidth);
    const callers = [];
    for (let at = top.caller; at; at = at.caller) callers.unshift(at);
    const shapes = [];
    let deepest = 0;
    let hits = 0;
    const place = (node, left, right, depth, below) => {
      deepest = Math.max(deepest, depth);
      const hit = wanted !== "" && node.name.toLowerCase().includes(wanted);
      if (hit && !below) hits += node.count;
      shapes.push([node, left, right, depth, hit]);
      let at = left;
      for (const call of [...node.calls.values()].sort((a, b) => b.count - a.count)) {
        const wide = ((right - left) * call.count) / node.count;
        // What is narrower than a pixel is not seen.
        if (wide >= 1) place(call, at, at + wide, depth + 1, below || hit);
        at += wide;
      }
    };
    callers.forEach((caller, depth) => shapes.push([caller, 0, width, depth, false]));
    place(top, 0, width, callers.length, false);
    const height = (deepest + 1) * FRAME;
    picture.setAttribute("width", width);
    picture.setAttribute("height", height);
    picture.replaceChildren(...shapes.map(([node, left, right, depth, hit], at) => frame(at, node, left, right, height - (depth + 1) * FRAME, hit, depth < callers.length)));
    shown = shapes.map(([node]) => node);
    drawn = body.clientWidth;
    found.textContent = wanted === "" ? "" : `${percent(hits, top.count)} in what was found`;
    path.replaceChildren(el("strong", {}, top.name), `: ${words(top)}`);
  }

  const words = (node) => {
    const cycles = run.sampled_every ? `, about ${shortNumber(node.count * run.sampled_every)} cycles` : "";
    return `${plural(node.count, "sample")}, ${percent(node.count, root.count)} of all${cycles}; ${percent(node.self, root.count)} in itself.`;
  };

  function frame(at, node, left, right, y, hit, caller) {
    const wide = right - left;
    const fits = Math.floor((wide - 8) / 6.8);
    const text = fits < 3 ? "" : node.name.length <= fits ? node.name : `${node.name.slice(0, fits - 1)}…`;
    // The same name has the same colour wherever it stands.
    let sum = 0;
    for (const letter of node.name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
    return svg("g", { class: `frame tone${sum % 5}${hit ? " hit" : ""}${caller ? " caller" : ""}${wanted !== "" && !hit ? " miss" : ""}`, tabindex: text === "" ? undefined : "0", role: "button", "aria-label": text === "" ? undefined : `${node.name}: ${words(node)}`, "data-at": at },
      svg("rect", { x: left, y, width: Math.max(0.5, wide - 1), height: FRAME - 1, rx: 2 }), text === "" ? null : svg("text", { x: left + 5, y: y + 14 }, text));
  }

  const nodeOf = (event) => shown[event.target.closest(".frame")?.dataset.at];
  const zoom = (event) => {
    top = nodeOf(event) ?? top;
    draw();
  };
  picture.addEventListener("click", zoom);
  picture.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    zoom(event);
    picture.querySelector(`[data-at="${shown.indexOf(top)}"]`)?.focus();
  });
  picture.addEventListener("pointermove", (event) => {
    const node = nodeOf(event);
    if (node) showTip(event, [node.name, words(node)]);
    else hideTip();
  });
  picture.addEventListener("pointerleave", hideTip);

  const redraw = onceAFrame(draw);
  body.append(el("div", { class: "controls" },
    el("input", { type: "search", placeholder: "Find a function", "aria-label": "Find a function", oninput: (event) => {
      wanted = event.target.value.trim().toLowerCase();
      redraw();
    } }), found,
    el("div", { class: "choice" }, el("button", { type: "button", onclick: () => {
      top = root;
      draw();
    } }, "Show all"))), el("div", { class: "flame-box" }, picture), path,
  el("p", { class: "hint" }, `One sample every ${plural(run.sampled_every ?? 0, "cycle")}. Click a function to see it as wide as the page.`));
  draw();
  new ResizeObserver(() => {
    if (body.clientWidth !== drawn) redraw();
  }).observe(body);
}
