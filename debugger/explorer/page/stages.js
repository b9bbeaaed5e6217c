// The columns of a region: the guest's instructions, and beside each what it became at every stage.

const STAGES = [
  ["source", "Source"], ["guest", "6502"], ["ir", "IR"], ["opt", "Optimised IR"], ["asm", "Machine code"], ["base", "Baseline code"],
];
/** What a reader sees first: the ends; the stages between are a click away. */
const chosenStages = new Set(["guest", "opt", "asm"]);
let stageOrder = "aligned";
/** The instruction that was chosen last in the region that is shown. */
let chosenGuest;

/** The columns; `select` is told the instruction, and the line of machine code, that is chosen. */
function drawStages(detail, select) {
  const guests = detail.blocks.flatMap((block) => block.lines.map((line, at) => ({ ...line, block: at === 0 ? block : undefined }))).sort((a, b) => a.addr - b.addr);
  const has = (stage) => (stage === "guest" ? true : stage === "source" ? guests.some((line) => line.source) : detail[stage].length > 0);
  const box = el("div", { class: "stages-box", tabindex: "0", role: "region", "aria-label": "Stages of the region, scrolls" });
  const stages = STAGES.filter(([stage]) => has(stage));
  const draw = () => {
    const shown = stages.filter(([stage]) => chosenStages.has(stage));
    box.replaceChildren(stageOrder === "aligned" ? alignedTable(detail, guests, shown) : asMade(detail, guests, shown));
    if (box.isConnected) lightUp(chosenGuest, "chosen");
  };
  const toggles = stages.map(([stage, text]) => {
    const box = el("input", { type: "checkbox", onchange: () => {
      if (box.checked) chosenStages.add(stage);
      else chosenStages.delete(stage);
      draw();
    } });
    box.checked = chosenStages.has(stage);
    return el("label", {}, box, text);
  });
  const pick = (event) => {
    const line = event.target.closest("[data-guest], [data-asm]");
    if (line && window.getSelection().isCollapsed) select(line.dataset.guest === undefined ? undefined : Number(line.dataset.guest), line.dataset.asm === undefined ? undefined : Number(line.dataset.asm));
  };
  box.addEventListener("click", pick);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target !== box) pick(event);
  });
  box.addEventListener("pointerover", (event) => {
    const line = event.target.closest("[data-guest]");
    lightUp(line ? line.dataset.guest : undefined, "near");
  });
  box.addEventListener("pointerleave", () => lightUp(undefined, "near"));
  draw();
  return el("div", { class: "stages" },
    el("div", { class: "controls" }, el("fieldset", { class: "toggles" }, el("legend", { class: "sr" }, "Columns"), toggles),
      choice("Order", [["aligned", "By instruction", "Each instruction beside what it became"], ["made", "As generated", "Each column in its own order"]], stageOrder, (value) => {
        stageOrder = value;
        draw();
      })),
    detail.cut ? el("p", { class: "note" }, "The generated code of this region was left out for want of room.") : null,
    box);
}

/** Marks what belongs to an instruction, everywhere in the section. */
function lightUp(guest, how) {
  if (how === "chosen") chosenGuest = guest;
  const section = document.getElementById("region");
  for (const line of section.querySelectorAll(`.${how}`)) line.classList.remove(how);
  if (guest === undefined) return;
  for (const line of section.querySelectorAll(`[data-guest="${CSS.escape(String(guest))}"]`)) line.classList.add(how);
}

/** Lines of a stage with their places, by the instruction that they come from; those of none under `undefined`. */
function linesByGuest(lines) {
  const byGuest = new Map();
  lines.forEach((line, at) => {
    const key = line.guest ?? undefined;
    if (!byGuest.has(key)) byGuest.set(key, []);
    byGuest.get(key).push([line, at]);
  });
  return byGuest;
}

const stageLine = (stage, line, at, homes) => el("div", { class: "code", "data-guest": line.guest ?? undefined, "data-asm": stage === "asm" ? at : undefined },
  el("span", { class: "line-number" }, String(at + 1)), line.text, homes?.has(at) ? el("span", { class: "home" }, homes.get(at)) : null);

/** What changes place at a line of machine code, as `A in al`. */
function homesByLine(detail) {
  const changes = new Map();
  for (const home of detail.homes) {
    const text = home.place === "" ? `${home.what} nowhere` : `${home.what} in ${home.place}`;
    changes.set(home.line, changes.has(home.line) ? `${changes.get(home.line)}, ${text}` : text);
  }
  return changes;
}

function guestCell(line) {
  return el("div", { class: "code guest", "data-guest": line.addr, tabindex: "0", role: "button", "aria-label": `${hex(line.addr)} ${line.text}` },
    el("span", { class: "line-addr" }, hex(line.addr)), el("span", { class: "line-bytes" }, line.bytes), line.text);
}

const sourceCell = (line) => (line.source ? el("div", { class: "code source", "data-guest": line.addr }, el("span", { class: "line-addr" }, line.source), (line.source_text ?? "").trim()) : null);

function alignedTable(detail, guests, shown) {
  const homes = homesByLine(detail);
  const columns = new Map(shown.filter(([stage]) => detail[stage]).map(([stage]) => [stage, linesByGuest(detail[stage])]));
  const head = el("tr", {}, shown.map(([, text]) => el("th", { scope: "col" }, text)));
  const known = new Set(guests.map((line) => line.addr));
  const row = (line) => el("tr", { class: line.block ? "block-start" : "" }, shown.map(([stage]) => {
    if (stage === "guest") return el("td", {}, guestCell(line));
    if (stage === "source") return el("td", {}, sourceCell(line));
    const lines = columns.get(stage).get(line.addr) ?? [];
    const nothing = detail[stage].length > 0 && lines.length === 0;
    return el("td", {}, nothing ? el("div", { class: "nothing" }, "optimised away, or part of others")
      : el("div", { class: "cell" }, lines.map(([text, at]) => stageLine(stage, text, at, stage === "asm" ? homes : undefined))));
  }));
  const others = (stage) => [...(columns.get(stage)?.entries() ?? [])].filter(([guest]) => guest === undefined || !known.has(guest)).flatMap(([, lines]) => lines);
  const shared = el("tr", { class: "shared" }, shown.map(([stage], first) => {
    const lines = others(stage);
    const text = first === 0 ? "Entry, exits, and what is of several" : "";
    return el("td", {}, text === "" ? null : el("div", { class: "nothing" }, text),
      lines.length === 0 ? null : el("details", { class: "cell" }, el("summary", {}, plural(lines.length, "line")), lines.map(([line, at]) => stageLine(stage, line, at, stage === "asm" ? homes : undefined))));
  }));
  return el("table", { class: "aligned" }, el("thead", {}, head), el("tbody", {}, guests.map(row), shared));
}

function asMade(detail, guests, shown) {
  const homes = homesByLine(detail);
  return el("div", { class: "as-made" }, shown.map(([stage, text]) => el("div", { class: "column" }, el("h4", {}, text),
    stage === "guest" ? guests.map(guestCell)
      : stage === "source" ? guests.map(sourceCell).filter(Boolean)
        : detail[stage].map((line, at) => stageLine(stage, line, at, stage === "asm" ? homes : undefined)))));
}

/** Where guest registers are at a line of machine code: the last word on each before it. */
function homesAt(detail, line) {
  const places = new Map(detail.homes.map((home) => [home.what, undefined]));
  for (const home of [...detail.homes].sort((a, b) => a.line - b.line)) {
    if (home.line <= line) places.set(home.what, home.place);
  }
  return places;
}
