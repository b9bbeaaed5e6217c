// Colours of the memory map and of heat. The scale is one that is read alike by eyes that do not tell red from green.

const HEAT = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

/** A colour between little (0) and much (1), as red, green and blue. */
function heatColour(part) {
  const at = Math.min(1, Math.max(0, part)) * (HEAT.length - 1);
  const low = Math.min(HEAT.length - 2, Math.floor(at));
  return HEAT[low].map((from, channel) => Math.round(from + (HEAT[low + 1][channel] - from) * (at - low)));
}

const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/** A colour of the style sheet as red, green and blue. */
function channels(name) {
  const digits = colour(name).replace("#", "");
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** How hot a count is among counts up to `most`, by powers. */
const heatOf = (count, most) => (count > 0 ? Math.log1p(count) / Math.log1p(Math.max(1, most)) : 0);
