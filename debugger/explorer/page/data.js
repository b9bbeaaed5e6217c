// The run's data, and how it is found by name and by address.

const run = JSON.parse(document.getElementById("data").textContent);
const lives = run.lives;

/** Where the life of a region is in `lives`, by its name. */
const placeOfGroup = new Map(lives.map((life, at) => [life.group, at]));

/** Names and addresses, by address. */
const symbols = [...run.symbols].sort((a, b) => a[0] - b[0]);
const exactNames = new Map();
for (const [addr, name] of symbols) {
  if (!exactNames.has(addr)) exactNames.set(addr, name);
}

const hex = (value, digits = 4) => "$" + value.toString(16).toUpperCase().padStart(digits, "0");

/** The name of an address; of code also as a distance from the name before it. */
function nameOf(addr, near = false) {
  const exact = exactNames.get(addr);
  if (exact !== undefined || !near) return exact;
  let low = 0;
  let high = symbols.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (symbols[middle][0] <= addr) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return undefined;
  const [start, name] = symbols[low - 1];
  return addr - start < 256 ? `${name}+${addr - start}` : undefined;
}

/** An address with its name, if it has one: `$0608 loop`. */
function placeText(addr) {
  const name = nameOf(addr, true);
  return name === undefined ? hex(addr) : `${hex(addr)} ${name}`;
}

/** The address that was typed: hexadecimal with or without `$` or `0x`, or a name with a distance. */
function addressOf(text) {
  const typed = text.trim();
  for (const [addr, name] of symbols) {
    if (name === typed) return addr;
  }
  const sum = /^(.+)\+(\d+)$/.exec(typed);
  if (sum) {
    const start = addressOf(sum[1]);
    return start === undefined ? undefined : (start + Number(sum[2])) & 0xffff;
  }
  const digits = /^(?:\$|0x)?([0-9a-f]{1,4})$/i.exec(typed);
  return digits ? parseInt(digits[1], 16) : undefined;
}

/** Whether an address is among ranges of both ends. */
const within = (ranges, addr) => ranges.some(([from, to]) => from <= addr && addr <= to);

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A text as a sentence. */
function sentence(text) {
  const trimmed = (text ?? "").trim();
  if (trimmed === "") return "";
  return capital(trimmed) + (/[.!?]$/.test(trimmed) ? "" : ".");
}

const number = (value) => Math.round(value).toLocaleString("en-US");
const plural = (count, what) => `${number(count)} ${what}${count === 1 ? "" : "s"}`;

/** A number of cycles, short: `101 M`. */
function shortNumber(value) {
  const units = [[1e9, " G"], [1e6, " M"], [1e3, " k"]];
  for (const [size, unit] of units) {
    if (value >= size) return `${Number((value / size).toPrecision(4))}${unit}`;
  }
  return String(Number(value.toPrecision(4)));
}

function time(seconds) {
  if (seconds >= 1) return `${Number(seconds.toPrecision(4))} s`;
  if (seconds >= 1e-3) return `${Number((seconds * 1e3).toPrecision(4))} ms`;
  return `${Number((seconds * 1e6).toPrecision(3))} µs`;
}

/** A moment by both clocks. */
const momentText = (moment) => `cycle ${number(moment.cycle)}, ${time(moment.seconds)}`;

const percent = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : "none");
