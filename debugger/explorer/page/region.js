// A region: its life in figures, its control flow, its stages side by side, what it assumes, how it was left.

/** Shows a region, by its name; set when the section is made. */
let showRegion = () => {};

/** Goes to a region. */
function openRegion(group) {
  if (window.location.hash === groupHash(group)) showRegion(group);
  else window.location.hash = groupHash(group);
}

function regions() {
  const body = bodyOf("region");
  if (lives.length === 0) {
    body.append(el("p", {}, "No region was compiled."));
    return;
  }
  const picker = el("select", { id: "region-picker", "aria-label": "Region" });
  for (const life of lives) {
    const end = life.end ? ENDS[life.end.how]?.words ?? life.end.how : life.live ? "in use" : "under way";
    picker.append(el("option", { value: life.group }, `${life.group} at ${life.symbol ?? hex(life.entry)}: ${end}${life.detail ? "" : " (no details)"}`));
  }
  const content = el("div", { class: "region-content" });
  const next = (by) => {
    const at = Math.min(lives.length - 1, Math.max(0, picker.selectedIndex + by));
    openRegion(lives[at].group);
  };
  picker.addEventListener("change", () => openRegion(picker.value));
  body.append(el("div", { class: "controls" }, el("label", { for: "region-picker", class: "choice-label" }, "Region"), picker,
    el("div", { class: "choice" }, el("button", { type: "button", "aria-label": "The region before", onclick: () => next(-1) }, "◀"), el("button", { type: "button", "aria-label": "The next region", onclick: () => next(1) }, "▶"))), content);
  const show = (group) => {
    const at = placeOfGroup.get(group);
    if (at === undefined) return;
    picker.selectedIndex = at;
    content.replaceChildren(...regionContent(lives[at]).filter(Boolean));
  };
  showRegion = (group) => {
    show(group);
    document.getElementById("region").scrollIntoView();
  };
  routes.set("region", showRegion);
  const busiest = lives.filter((life) => life.detail && !life.detail.cut).sort((a, b) => b.detail.blocks.length - a.detail.blocks.length)[0];
  show((busiest ?? lives[0]).group);
}

function regionContent(life) {
  const detail = life.detail;
  if (!detail && life.tier === "baseline") return [regionFacts(life), el("p", { class: "note" }, "This is baseline code: its instructions stand one behind the other, as they do in memory.")];
  if (!detail) return [regionFacts(life), el("p", { class: "note" }, "What this region looks like inside was not kept: there is room for some only.")];
  chosenGuest = undefined;
  const homes = el("div", { class: "homes", role: "status" });
  const select = (guest, line) => {
    lightUp(guest, "chosen");
    bringIntoView(guest);
    const at = line ?? (guest === undefined ? -1 : detail.asm.findIndex((asm) => asm.guest === guest));
    showHomes(homes, detail, at, guest);
  };
  showHomes(homes, detail, -1);
  return [
    regionFacts(life),
    el("div", { class: "region-row" },
      el("div", { class: "region-graph" }, el("h3", {}, "Control flow"), graphLegend(), drawGraph(detail, select), exitTable(detail)),
      el("div", { class: "region-stages" }, el("h3", {}, "Stage by stage"), drawStages(detail, select), homes, assumptions(detail))),
  ];
}

/** Scrolls the stages, and not the page, to what an instruction became: all of them, or each column by itself. */
function bringIntoView(guest) {
  if (guest === undefined) return;
  for (const box of document.querySelectorAll("#region .stages-box, #region .column")) {
    const line = box.querySelector(`[data-guest="${CSS.escape(String(guest))}"]`);
    if (!line || box.scrollHeight <= box.clientHeight) continue;
    const place = line.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (place.top < frame.top + 40 || place.bottom > frame.bottom) box.scrollTop += place.top - frame.top - frame.height / 3;
  }
}

function regionFacts(life) {
  const fact = (name, ...value) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
  const end = life.end;
  return el("dl", { class: "facts" },
    fact("Entry", ...placeLink(life.entry)),
    fact(life.tier === "baseline" ? "Made" : "Asked for", `Cycle ${number(life.requested.cycle)}: `, ...linked(life.reason)),
    life.live && life.tier !== "baseline" ? fact("In use from", `Cycle ${number(life.live.cycle)}`) : null,
    end ? fact(capital(ENDS[end.how]?.words ?? end.how), `Cycle ${number(end.at.cycle)}: `, ...linked(end.reason),
      ...(end.by_group && end.by_group !== life.group ? [" The instruction is in ", groupLink(end.by_group), "."] : [])) : fact("Ended", life.live ? "Still in use" : "Was under way"),
    fact("Made of", `${plural(life.blocks, "block")}, ${plural(life.instructions, "instruction")}: ${life.ranges.map(([from, to]) => `${hex(from)}–${hex(to)}`).join(", ")}`),
    life.tier === "baseline" ? null : fact("Machine code", `${number(life.code_bytes)} bytes${life.compiled ? `, compiled in ${time(life.compiled[1].seconds - life.compiled[0].seconds)}` : ""}`),
    ...(life.tier === "baseline" ? [] : [fact("Entered", plural(life.entries, "time")), fact("Side exits", number(life.side_exits))]));
}

const graphLegend = () => el("ul", { class: "legend" },
  el("li", {}, "▸ a way in"), el("li", {}, el("span", { class: "swatch line-loop" }), "loop"), el("li", {}, el("span", { class: "swatch line-leaves" }), "leaves"),
  el("li", {}, el("span", { class: "ramp short", style: { background: `linear-gradient(to right, ${[0, 0.5, 1].map((part) => css(heatColour(part))).join(", ")})` } }), "heat"), el("li", {}, "⤴ left so often"));

function exitTable(detail) {
  if (detail.exits.length === 0) return el("p", { class: "hint" }, "It was never left in the middle.");
  return el("table", { class: "plain" }, el("caption", {}, "How it was left"),
    el("thead", {}, el("tr", {}, ["Next", "Why", "Number", "Times"].map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, detail.exits.map((exit) => el("tr", {}, el("td", {}, placeLink(exit.pc)), el("td", {}, linked(exit.reason)), el("td", { class: "number" }, String(exit.number)), el("td", { class: "number" }, number(exit.count))))));
}

function showHomes(box, detail, line, guest) {
  const parts = [el("h3", {}, "Where the guest's registers are")];
  if (detail.homes.length === 0) parts.push(el("p", { class: "hint" }, "Not known of this region."));
  else if (line < 0) parts.push(el("p", { class: "hint" }, guest === undefined ? "Click an instruction, or a line of machine code, to see." : "This instruction left no machine code of its own."));
  else {
    parts.push(el("p", { class: "hint" }, `At line ${line + 1} of the machine code: ${detail.asm[line]?.text ?? ""}`),
      el("ul", { class: "chips" }, [...homesAt(detail, line)].map(([what, place]) => el("li", {}, el("b", {}, what), place === undefined ? "not yet known" : place === "" ? "nowhere" : el("code", {}, place)))));
  }
  box.replaceChildren(...parts);
}

function assumptions(detail) {
  return el("div", { class: "assumptions" }, el("h3", {}, "What it takes for granted"),
    detail.assumptions.length === 0 ? el("p", { class: "hint" }, "Nothing.") : el("ul", {}, detail.assumptions.map((text) => el("li", {}, linked(text)))),
    detail.zero_page.length === 0 ? null : el("p", {}, `Bytes of page 0 kept in registers of the host: ${detail.zero_page.map((byte) => hex(byte, 2)).join(", ")}.`));
}
