// Fills the sections, each once, and goes to where the URL says.

const leftOut = document.getElementById("left-out");
const cuts = [...(run.left_out ?? [])];
if (run.lives_left_out > 0) cuts.push(`Regions that were not kept while the program ran: ${number(run.lives_left_out)}.`);
if (run.traces_left_out > 0) cuts.push(`Lives of baseline code that were not kept, or are not shown: ${number(run.traces_left_out)}.`);
leftOut.append(...cuts.map((text) => el("li", {}, text)));
leftOut.hidden = cuts.length === 0;

timeline();
const shownMap = memoryMap();
regions();
flame();
addressHistory(shownMap);
follow();
document.documentElement.dataset.ready = "yes";
