// The history of an address: regions that had it, stores that hit it or came from it, and what else was decided of it.

/** All that happened to an address, in order: moment, kind, what was decided, and the region that it is about. */
function happenedTo(addr) {
  const found = [];
  const add = (at, kind, text, group) => at && found.push({ at, kind, text, group });
  const hits = (life) => within(life.ranges, addr) || life.entry === addr;
  for (const life of lives) {
    const name = life.group;
    if (life.entry === addr && life.tier !== "baseline") {
      add(life.counted, "counted", "It was executed, and counted from here on.", name);
      add(life.baseline, "baseline", "Baseline code was made of it.", name);
    }
    if (hits(life)) {
      if (life.tier === "baseline") add(life.live, "baseline", `Baseline code was made, ${name}, which has this byte. ${sentence(life.reason)}`, name);
      else add(life.requested, "asked for", `${name} was asked for, which has this byte. ${sentence(life.reason)}`, name);
      if (life.tier !== "baseline") add(life.live, "in use", `${name} was put to use.`, name);
      if (life.end) add(life.end.at, life.end.how, sentence(life.end.reason), name);
    } else if (life.end?.addr === addr) add(life.end.at, life.end.how, `A store to this byte ended ${name}. ${sentence(life.end.reason)}`, name);
    if (life.end?.by === addr && life.end.addr !== addr) add(life.end.at, "caused", `The instruction here ended ${name}. ${sentence(life.end.reason)}`, name);
  }
  for (const decision of run.decisions) {
    if (decision.addr === addr) add(decision.at, decision.kind, sentence(decision.text));
  }
  return found.sort((a, b) => a.at.cycle - b.at.cycle);
}

function addressHistory(map) {
  const body = bodyOf("history");
  const input = el("input", { type: "search", id: "address", list: "names", placeholder: "$0609 or a name", autocomplete: "off", spellcheck: "false" });
  const names = el("datalist", { id: "names" }, symbols.slice(0, 2000).map(([addr, name]) => el("option", { value: name }, hex(addr))));
  const answer = el("div", { role: "status" });

  function show(addr) {
    map.move(addr);
    input.value = nameOf(addr) ?? hex(addr);
    const events = happenedTo(addr);
    const rows = events.map((event) => el("tr", {}, el("td", { class: "number" }, number(event.at.cycle)), el("td", { class: "number" }, time(event.at.seconds)),
      el("td", {}, event.kind), el("td", {}, linked(event.text)), el("td", {}, event.group ? groupLink(event.group) : "")));
    answer.replaceChildren(
      el("h3", {}, placeText(addr)),
      el("p", {}, byteText(addr).slice(1).join(" ")),
      rows.length === 0 ? el("p", { class: "hint" }, "The tiers decided nothing about this byte.")
        : el("table", { class: "plain wide" }, el("thead", {}, el("tr", {}, ["Cycle", "Host time", "What", "Why", "Region"].map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, rows)));
  }

  const ask = () => {
    const addr = addressOf(input.value);
    if (addr === undefined) answer.replaceChildren(el("p", { class: "note" }, "That is no address from 0 to FFFF, and no name of this program."));
    else show(addr);
  };
  input.addEventListener("change", ask);
  routes.set("addr", (text) => {
    const addr = addressOf(text);
    if (addr === undefined) return;
    show(addr);
    document.getElementById("history").scrollIntoView();
  });
  body.append(el("form", { class: "controls", onsubmit: (event) => {
    event.preventDefault();
    ask();
  } }, el("label", { for: "address", class: "choice-label" }, "Address or name"), input, names, el("div", { class: "choice" }, el("button", { type: "submit" }, "Show"))), answer);
  // A byte that was stored into, while it was code, is the best example.
  const hit = lives.find((life) => life.end?.addr !== null && life.end?.addr !== undefined);
  show(hit?.end.addr ?? lives[0]?.entry ?? run.pc);
}
