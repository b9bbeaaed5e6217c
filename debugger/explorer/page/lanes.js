// Lanes of the timeline: what is drawn in each, and what each mark says.

/** What a region may end as: its sign, and in words. */
const ENDS = {
  invalidated: { sign: "×", words: "invalidated" },
  evicted: { sign: "▼", words: "evicted" },
  grown: { sign: "▲", words: "grown into a larger region" },
  dropped: { sign: "◇", words: "dropped before it was used" },
  failed: { sign: "!", words: "failed to compile" },
};

/** A region's stretches, in the order in which they are drawn. */
function barsOf(life) {
  const bars = [];
  const add = (kind, from, to, text) => {
    if (from && to && to.cycle >= from.cycle) bars.push({ kind, from, to, text });
  };
  const end = life.end?.at ?? run.end;
  if (life.tier === "baseline") {
    add("counting", life.counted, life.live, "Interpreted, its entries counted");
    add("trace", life.live, end, "Baseline code in use");
    return bars;
  }
  add("counting", life.counted, life.baseline ?? life.requested, "Interpreted, its entries counted");
  add("baseline", life.baseline, life.live ?? end, "In baseline code");
  add("waiting", life.requested, life.compiled?.[0] ?? life.live ?? end, "Asked for, the compiler busy with others");
  if (life.compiled) add("compiling", life.compiled[0], life.compiled[1], "Being compiled by LLVM");
  if (life.live) add("group", life.live, end, "In use");
  return bars;
}

/** Moments of a region's life, each with a sentence. */
function marksOf(life, at) {
  const name = `${life.group} at ${life.symbol ?? hex(life.entry)}`;
  const marks = [];
  const add = (kind, moment, title, text) => moment && marks.push({ kind, moment, title, text, life: at });
  if (life.tier === "baseline") {
    add("counted", life.counted, `${name}: first counted`, "Code at its entry was executed, and counted from here on.");
    add("baseline", life.live, `${name}: baseline code`, sentence(life.reason));
    addEnd(life, name, add);
    return marks;
  }
  if (life.counted) add("counted", life.counted, `${name}: first counted`, "Code at its entry was executed, and counted from here on.");
  if (life.baseline) add("baseline", life.baseline, `${name}: baseline code`, "Baseline code of its entry was made.");
  add("requested", life.requested, `${name}: asked for`, sentence(life.reason));
  if (life.live) {
    const took = life.compiled ? ` LLVM took ${time(life.compiled[1].seconds - life.compiled[0].seconds)}.` : "";
    add("live", life.live, `${name}: in use`, `${plural(life.blocks, "block")}, ${plural(life.instructions, "instruction")}, ${number(life.code_bytes)} bytes of machine code.${took}`);
  }
  addEnd(life, name, add);
  return marks;
}

/** The mark at which a region ended. Its reason names what caused it; that instruction may be in another region. */
function addEnd(life, name, add) {
  const end = life.end;
  if (!end) return;
  const where = end.by_group && end.by_group !== life.group ? ` The instruction is in ${end.by_group}.` : "";
  const into = end.into && !end.reason.includes(end.into) ? ` ${end.into} took its place.` : "";
  add(`end-${end.how}`, end.at, `${name}: ${ENDS[end.how]?.words ?? end.how}`, `${sentence(end.reason)}${where}${into}`);
}

/**
 * The lanes, top to bottom: one a region, or one an entry with all of its regions. `filter` is a part of a region's
 * name, of its symbol or of an address, or an ending; `tiers` is `group` for those of LLVM alone.
 */
function makeLanes(grouping, filter, tiers) {
  const wanted = filter.trim().toLowerCase();
  const fits = (life) => (tiers === "all" || life.tier !== "baseline") && (
    wanted === "" ||
    life.group.toLowerCase() === wanted ||
    (life.symbol ?? "").toLowerCase().includes(wanted) ||
    hex(life.entry).toLowerCase().includes(wanted) ||
    (life.end && life.end.how === wanted));
  const lanes = [];
  const byEntry = new Map();
  // In the order in which they came.
  const order = lives.map((life, at) => at).sort((a, b) => lives[a].requested.cycle - lives[b].requested.cycle || a - b);
  order.forEach((at) => {
    const life = lives[at];
    if (!fits(life)) return;
    const known = grouping === "entry" ? byEntry.get(life.entry) : undefined;
    if (known) {
      known.lives.push(at);
      return;
    }
    const lane = { entry: life.entry, symbol: life.symbol, lives: [at] };
    byEntry.set(life.entry, lane);
    lanes.push(lane);
  });
  for (const lane of lanes) {
    const several = lane.lives.length > 1;
    lane.name = several ? `${lane.lives.length} regions` : lives[lane.lives[0]].group;
    lane.where = lane.symbol ?? hex(lane.entry);
    lane.marks = lane.lives.flatMap((at) => marksOf(lives[at], at)).sort((a, b) => a.moment.cycle - b.moment.cycle);
  }
  return lanes;
}

/** Arrows between lanes: from the store that invalidated to what it hit, and from a region to what it grew into. */
function makeArrows(lanes) {
  const laneOf = new Map();
  lanes.forEach((lane, at) => lane.lives.forEach((life) => laneOf.set(life, at)));
  const arrows = [];
  lives.forEach((life, at) => {
    const lane = laneOf.get(at);
    if (lane === undefined || !life.end) return;
    const end = life.end;
    if (end.how === "invalidated" && end.by !== null && end.by !== undefined) {
      const from = laneOf.get(placeOfGroup.get(end.by_group));
      arrows.push({ kind: "store", from, to: lane, at: end.at, text: `${placeText(end.by)} stored into ${life.group}` });
    }
    const into = laneOf.get(placeOfGroup.get(end.into));
    if (end.how === "grown" && into !== undefined && into !== lane) {
      arrows.push({ kind: "grown", from: lane, to: into, at: end.at, until: lives[placeOfGroup.get(end.into)].live ?? end.at, text: `${life.group} grew into ${end.into}` });
    }
  });
  return arrows;
}
