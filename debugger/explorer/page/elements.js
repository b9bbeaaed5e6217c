// Elements of HTML and SVG. Text becomes text nodes, never markup: what it says comes from hostile files.

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

const svg = (name, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** The part of a section that a script fills. */
const bodyOf = (section) => document.querySelector(`#${section} > .body`);

/** A group of buttons of which one is pressed; `change` is told its value. */
function choice(label, options, chosen, change) {
  const buttons = options.map(([value, text, title]) =>
    el("button", { type: "button", title, "aria-pressed": String(value === chosen), onclick: () => press(value) }, text));
  const press = (value) => {
    options.forEach(([other], at) => buttons[at].setAttribute("aria-pressed", String(other === value)));
    change(value);
  };
  return el("div", { class: "choice", role: "group", "aria-label": label }, el("span", { class: "choice-label" }, label), buttons);
}

const tip = document.getElementById("tip");

/** Shows lines of text beside the pointer; the first is the title. */
function showTip(event, lines) {
  tip.replaceChildren(...lines.filter(Boolean).map((line, at) => el(at === 0 ? "strong" : "div", {}, line)));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const room = 12;
  const left = Math.min(event.clientX + room, window.innerWidth - width - room);
  const below = event.clientY + room + height < window.innerHeight;
  tip.style.left = `${Math.max(room, left)}px`;
  tip.style.top = `${Math.max(room, below ? event.clientY + room : event.clientY - height - room)}px`;
}

const hideTip = () => {
  tip.hidden = true;
};

/** Calls `draw` once before the next frame, however often it is asked. */
function onceAFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** What a colour of the style sheet is now: canvases need to be told. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Calls `draw` when the reader changes between light and dark. */
const onTheme = (draw) => window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
