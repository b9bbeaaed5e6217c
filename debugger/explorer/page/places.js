// Links within the page: to a region, to an address. The fragment of the URL says what is shown, so Back goes back.

const groupHash = (name) => `#region=${encodeURIComponent(name)}`;
const addrHash = (addr) => `#addr=${hex(addr).slice(1)}`;

/** A link to a region; its name alone where the page does not have it. */
function groupLink(name) {
  if (!placeOfGroup.has(name)) return el("span", { title: "not on this page" }, name);
  return el("a", { class: "group", href: groupHash(name) }, name);
}

const addrLink = (addr) => el("a", { class: "addr", href: addrHash(addr) }, hex(addr));

/** An address as a link, and its name. */
function placeLink(addr) {
  const name = nameOf(addr, true);
  return name === undefined ? [addrLink(addr)] : [addrLink(addr), " ", el("code", {}, name)];
}

/** A text as a sentence in which addresses and regions are links. */
function linked(text) {
  return sentence(text)
    .split(/(\$[0-9A-F]{4}(?![0-9A-Za-z])|\b[Gt][0-9A-F]+(?:\.[0-9]+)?\b)/)
    .map((piece) => {
      if (/^\$[0-9A-F]{4}$/.test(piece)) return addrLink(parseInt(piece.slice(1), 16));
      return placeOfGroup.has(piece) ? groupLink(piece) : piece;
    });
}

/** What a fragment that is no section shows, by its key; each is told its value. */
const routes = new Map();

function follow() {
  const [key, value] = window.location.hash.slice(1).split("=");
  const show = routes.get(key);
  if (!show || value === undefined) return;
  let text;
  try {
    text = decodeURIComponent(value);
  } catch {
    return;
  }
  show(text);
}

window.addEventListener("hashchange", follow);
