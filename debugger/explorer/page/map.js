// The memory map: every byte a dot, coloured by what the reader asks for, and the page under the cursor enlarged.

/** The banks that did not show in the end. */
const banks = run.map.banks ?? [];

/** Whether another bank could show at an address: what was counted there is of all of them. */
const hasBanks = (addr) => banks.some((bank) => bank.start <= addr && addr <= bank.end);

const isCovered = run.map.covered.length > 0 || banks.some((bank) => bank.covered.length > 0);

const memory = (() => {
  const runAt = new Int32Array(0x10000);
  const covered = new Uint8Array(0x10000);
  let runs = [];
  /** Lets a bank show in its window; without one, what showed in the end. */
  let chosen;
  const show = (bank) => {
    chosen = bank;
    const fill = (stretches, first) => stretches.forEach((stretch, at) => runAt.fill(first + at, stretch.from, stretch.to + 1));
    const cover = (ranges) => ranges.forEach(([from, to]) => covered.fill(1, from, to + 1));
    runs = [...run.map.runs, ...(bank?.runs ?? [])];
    runAt.fill(-1);
    covered.fill(0);
    fill(run.map.runs, 0);
    cover(run.map.covered);
    if (!bank) return;
    fill(bank.runs, run.map.runs.length);
    covered.fill(0, bank.start, bank.end + 1);
    cover(bank.covered);
  };
  show();
  /** The name of a byte: of one in the window of the bank that was chosen, that of the bank. */
  const isChosen = (addr) => chosen && chosen.start <= addr && addr <= chosen.end;
  const name = (addr) => {
    if (!isChosen(addr)) return nameOf(addr, true);
    const before = (chosen.symbols ?? []).findLast(([start]) => start <= addr);
    if (!before || addr - before[0] >= 256) return undefined;
    return addr === before[0] ? before[1] : `${before[1]}+${addr - before[0]}`;
  };
  const isNamed = (addr) => isChosen(addr) ? (chosen.symbols ?? []).some(([start]) => start === addr) : exactNames.has(addr);
  const counts = (list) => {
    const all = new Float64Array(0x10000);
    for (const [addr, count] of list) all[addr] = count;
    return all;
  };
  const executions = counts(run.map.executions);
  const writes = counts(run.map.writes);
  const most = (all) => all.reduce((a, b) => Math.max(a, b), 0);
  return { show, name, isNamed, stretch: (addr) => runs[runAt[addr]], executions, writes, covered, mostExecutions: most(executions), mostWrites: most(writes) };
})();

/** What a byte is by a scheme: its colour's name in the style sheet, or how hot it is. */
const SCHEMES = {
  tier: {
    label: "Tier",
    of: (addr) => {
      const stretch = memory.stretch(addr);
      if (!stretch || stretch.kind !== "code") return stretch && stretch.kind !== "unused" ? "--map-other" : "--map-none";
      return { group: "--group", baseline: "--baseline" }[stretch.tier] ?? "--interpreter";
    },
    legend: [["--group", "compiled region"], ["--baseline", "baseline code"], ["--interpreter", "interpreted code"], ["--map-other", "no code"], ["--map-none", "unused"]],
  },
  executions: { label: "Executions", heat: (addr) => heatOf(memory.executions[addr], memory.mostExecutions), most: memory.mostExecutions },
  writes: { label: "Writes", heat: (addr) => heatOf(memory.writes[addr], memory.mostWrites), most: memory.mostWrites },
  kind: {
    label: "Kind",
    of: (addr) => ({ code: "--group", data: "--kind-data", device: "--kind-device", rom: "--kind-rom" })[memory.stretch(addr)?.kind] ?? "--map-none",
    legend: [["--group", "code"], ["--kind-data", "data"], ["--kind-device", "device"], ["--kind-rom", "ROM"], ["--map-none", "unused"]],
  },
  coverage: {
    label: "Coverage",
    of: (addr) => {
      if (memory.covered[addr]) return "--covered";
      return memory.stretch(addr)?.kind === "code" ? "--uncovered" : "--map-none";
    },
    legend: [["--covered", "executed"], ["--uncovered", "code never executed"], ["--map-none", "no code"]],
  },
};

/** All that is known of a byte, as lines of text. */
function byteText(addr) {
  const stretch = memory.stretch(addr);
  const name = memory.name(addr);
  const lines = [name === undefined ? hex(addr) : `${hex(addr)} ${name}`];
  const ofAll = hasBanks(addr) ? ", in whichever bank" : "";
  if (stretch) {
    const tier = { group: "in a compiled region", baseline: "in baseline code", interpreter: "interpreted" }[stretch.tier];
    lines.push(capital(stretch.kind) + (stretch.kind === "code" && tier ? `, ${tier}` : "") + (stretch.group ? `: ${stretch.group}.` : "."));
    if (stretch.why) lines.push(sentence(stretch.why));
  } else lines.push("Not on this page.");
  if (memory.executions[addr]) lines.push(`Executed ${plural(memory.executions[addr], "time")} while watched${ofAll}.`);
  if (memory.writes[addr]) lines.push(`Written ${plural(memory.writes[addr], "time")} while watched${ofAll}.`);
  if (isCovered && stretch?.kind === "code") lines.push(memory.covered[addr] ? "Covered." : "Never executed, as far as coverage tells.");
  return lines;
}

function memoryMap() {
  const body = bodyOf("map");
  let scheme = "tier";
  let cursor = lives[0]?.entry ?? run.pc;
  const whole = el("canvas", { width: 256, height: 256 });
  const near = el("canvas", { width: 16 * 28, height: 16 * 28 });
  const cross = el("div", { class: "cross" });
  const box = el("div", { class: "map-whole", tabindex: "0", role: "application", "aria-label": "Memory map. Arrow keys move the cursor, Page Up and Page Down by a page, Enter opens the region." }, whole, cross);
  const page = el("div", { class: "map-near" }, el("h3", {}), near);
  const facts = el("div", { class: "map-facts", role: "status" });
  const legend = el("ul", { class: "legend" });

  function colourOf(addr, cache) {
    const chosen = SCHEMES[scheme];
    const part = chosen.heat?.(addr);
    if (part > 0) return heatColour(part);
    const name = chosen.of?.(addr) ?? "--map-none";
    if (!cache.has(name)) cache.set(name, channels(name));
    return cache.get(name);
  }

  function paint() {
    const context = whole.getContext("2d");
    const image = context.createImageData(256, 256);
    const cache = new Map();
    for (let addr = 0; addr < 0x10000; addr++) {
      image.data.set(colourOf(addr, cache), addr * 4);
      image.data[addr * 4 + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    const chosen = SCHEMES[scheme];
    if (chosen.legend) {
      legend.replaceChildren(...chosen.legend.map(([name, text]) => el("li", {}, el("span", { class: "swatch", style: { background: `var(${name})` } }), text)));
    } else {
      const ramp = el("span", { class: "ramp", style: { background: `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((part) => css(heatColour(part))).join(", ")})` } });
      const watched = `Of ${plural(run.map.watched, "instruction")} that were watched one by one${banks.length > 0 ? "; in windows of banks those of all banks together" : ""}.`;
      legend.replaceChildren(el("li", {}, "1", ramp, number(chosen.most)), el("li", {}, chosen.most > 0 ? watched : "None were counted."));
    }
    enlarge();
  }

  function enlarge() {
    const start = cursor & 0xff00;
    page.firstChild.textContent = `Page ${hex(start >> 8, 2)}: ${hex(start)} to ${hex(start + 255)}`;
    const ratio = Math.max(1, Math.round(window.devicePixelRatio));
    const size = 28;
    near.width = near.height = 17 * size * ratio;
    const context = near.getContext("2d");
    context.scale(ratio, ratio);
    context.font = "11px ui-monospace, monospace";
    context.textAlign = "center";
    context.textBaseline = "middle";
    const cache = new Map();
    const text = colour("--soft");
    for (let n = 0; n < 16; n++) {
      context.fillStyle = text;
      context.fillText(n.toString(16).toUpperCase(), (n + 1.5) * size, size / 2);
      context.fillText(`${n.toString(16).toUpperCase()}0`, size / 2, (n + 1.5) * size);
    }
    for (let n = 0; n < 256; n++) {
      const left = ((n % 16) + 1) * size;
      const top = ((n >> 4) + 1) * size;
      context.fillStyle = css(colourOf(start + n, cache));
      context.fillRect(left + 1, top + 1, size - 2, size - 2);
      if (memory.isNamed(start + n)) {
        context.fillStyle = colour("--text");
        context.fillRect(left + 1, top + 1, 6, 2);
        context.fillRect(left + 1, top + 1, 2, 6);
      }
    }
    context.strokeStyle = colour("--text");
    context.lineWidth = 2;
    context.strokeRect(((cursor & 15) + 1) * size + 1, (((cursor & 255) >> 4) + 1) * size + 1, size - 2, size - 2);
    cross.style.left = `${((cursor & 255) / 256) * 100}%`;
    cross.style.top = `${((cursor >> 8) / 256) * 100}%`;
    const stretch = memory.stretch(cursor);
    facts.replaceChildren(
      ...byteText(cursor).map((line, at) => el(at === 0 ? "h3" : "p", {}, line)),
      el("p", {}, el("a", { href: addrHash(cursor) }, "History of this address"), ...(stretch?.group ? [" · ", groupLink(stretch.group)] : [])));
  }

  const move = (addr) => {
    cursor = addr & 0xffff;
    enlarge();
  };
  const addressUnder = (event) => {
    const area = whole.getBoundingClientRect();
    const at = (from, size) => Math.min(255, Math.max(0, Math.floor((from / size) * 256)));
    return (at(event.clientY - area.top, area.height) << 8) | at(event.clientX - area.left, area.width);
  };
  const byteUnder = (event) => {
    const area = near.getBoundingClientRect();
    const column = Math.floor(((event.clientX - area.left) / area.width) * 17) - 1;
    const row = Math.floor(((event.clientY - area.top) / area.height) * 17) - 1;
    return column < 0 || row < 0 || column > 15 || row > 15 ? undefined : (cursor & 0xff00) + row * 16 + column;
  };
  const open = (addr) => {
    move(addr);
    const group = memory.stretch(addr)?.group;
    if (group && placeOfGroup.has(group)) openRegion(group);
    else window.location.hash = addrHash(addr);
  };
  for (const [canvas, under] of [[whole, addressUnder], [near, byteUnder]]) {
    canvas.addEventListener("pointermove", (event) => {
      const addr = under(event);
      if (addr === undefined) hideTip();
      else showTip(event, byteText(addr));
    });
    canvas.addEventListener("pointerleave", hideTip);
  }
  whole.addEventListener("click", (event) => move(addressUnder(event)));
  whole.addEventListener("dblclick", (event) => open(addressUnder(event)));
  near.addEventListener("click", (event) => {
    const addr = byteUnder(event);
    if (addr !== undefined) open(addr);
  });
  const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -16, ArrowDown: 16, PageUp: -256, PageDown: 256 };
  box.addEventListener("keydown", (event) => {
    if (event.key in KEYS) move(cursor + KEYS[event.key]);
    else if (event.key === "Enter") open(cursor);
    else return;
    event.preventDefault();
  });
  onTheme(paint);
  const bankText = (bank) => `${bank.window} ${bank.number}, ${bank.name}: ${hex(bank.start)} to ${hex(bank.end)}`;
  const showable = [["", "as they show"], ...banks.map((bank, at) => [String(at), `${bank.window} ${bank.number}`, bankText(bank)])];
  const schemes = Object.entries(SCHEMES)
    .filter(([name]) => name !== "coverage" || isCovered)
    .map(([name, { label }]) => [name, label]);
  body.append(
    el("div", { class: "controls" }, choice("Colour by", schemes, scheme, (value) => {
      scheme = value;
      paint();
    }), ...(banks.length > 0 ? [choice("Banks", showable, "", (value) => {
      memory.show(banks[value]);
      paint();
    })] : []), legend),
    el("div", { class: "map-row" }, el("div", { class: "map-left" }, el("h3", {}, "All 64 KB"), box), page, facts),
    el("p", { class: "hint" }, "Click a dot to enlarge its page, a byte of the page to open its region or its history. A corner marks a byte that has a name."));
  paint();
  return { move };
}
