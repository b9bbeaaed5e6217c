// Below the lanes: the share of each tier and the emulated speed, stretch by stretch of the run.

const TIERS = [["compiled", "compiled regions", "group"], ["baseline", "baseline code", "baseline"], ["interpreted", "interpreter", "interpreter"]];
const SHARE_HEIGHT = 70;
const SPEED_HEIGHT = 70;

/** Charts over an axis that `axis` tells: scale, view, left edge and width of the plot. */
function makeCharts(axis) {
  const shares = svg("svg", { class: "chart", height: SHARE_HEIGHT + 14, role: "img", "aria-label": "Share of each tier over time" });
  const speed = svg("svg", { class: "chart", height: SPEED_HEIGHT + 14, role: "img", "aria-label": "Emulated speed over time" });
  const element = el("div", { class: "charts" }, shares, speed);
  const stretches = run.shares.map((share) => {
    const cycles = share.interpreted + share.baseline + share.compiled;
    return { ...share, cycles, mhz: share.running > 0 ? cycles / share.running / 1e6 : undefined };
  });
  const fastest = stretches.reduce((most, share) => Math.max(most, share.mhz ?? 0), 0);
  const top = roundUp(fastest || 1);

  const xOf = () => {
    const { scale, view, left, width } = axis();
    return (moment) => left + Math.min(1.01, Math.max(-0.01, (scale.place(moment[scale.clock]) - view[0]) / (view[1] - view[0]))) * width;
  };

  function draw() {
    const { left, width } = axis();
    const x = xOf();
    const frame = (id, height) => [
      svg("clipPath", { id }, svg("rect", { x: left, y: 0, width, height: height + 14 })),
      svg("rect", { class: "frame", x: left, y: 6, width, height }),
    ];
    const name = (text, more, height) => [
      svg("text", { x: 10, y: 20, class: "label-name" }, text), svg("text", { x: 10, y: 36, class: "label-where" }, left > 150 ? more : ""),
      svg("text", { x: left - 6, y: 14, "text-anchor": "end" }, height[0]), svg("text", { x: left - 6, y: 6 + SHARE_HEIGHT, "text-anchor": "end" }, height[1]),
    ];
    const areas = TIERS.map(([key, , tier], at) => svg("path", { class: `area ${tier}`, d: areaPath(x, at), "clip-path": "url(#share-clip)" }));
    shares.setAttribute("width", left + width + 14);
    shares.replaceChildren(...frame("share-clip", SHARE_HEIGHT), ...areas, ...name("Tiers", "share of cycles", ["100%", "0"]));
    speed.setAttribute("width", left + width + 14);
    speed.replaceChildren(...frame("speed-clip", SPEED_HEIGHT),
      svg("path", { class: "speed", d: speedPath(x), "clip-path": "url(#speed-clip)" }), ...name("Speed", "MHz while running", [shortNumber(top), "0"]));
  }

  /** The area of one tier, on those that come before it. */
  function areaPath(x, tier) {
    const below = (share, upto) => TIERS.slice(0, upto).reduce((sum, [key]) => sum + share[key], 0) / share.cycles;
    const parts = [];
    for (const share of stretches) {
      if (share.cycles === 0) continue;
      const low = 6 + SHARE_HEIGHT * (1 - below(share, tier));
      const high = 6 + SHARE_HEIGHT * (1 - below(share, tier + 1));
      if (low - high < 0.02) continue;
      const from = x(share.from).toFixed(1);
      const to = (x(share.to) + 0.3).toFixed(1);
      parts.push(`M${from} ${low.toFixed(1)}V${high.toFixed(1)}H${to}V${low.toFixed(1)}z`);
    }
    return parts.join("");
  }

  function speedPath(x) {
    let pen = "M";
    const parts = [];
    for (const share of stretches) {
      if (share.mhz === undefined) {
        pen = "M";
        continue;
      }
      const y = (6 + SPEED_HEIGHT * (1 - share.mhz / top)).toFixed(1);
      parts.push(`${pen}${x(share.from).toFixed(1)} ${y}H${x(share.to).toFixed(1)}`);
      pen = "L";
    }
    return parts.join("");
  }

  element.addEventListener("pointermove", (event) => {
    const { scale, view, left, width } = axis();
    const inside = (event.clientX - element.getBoundingClientRect().left - left) / width;
    const value = scale.value(view[0] + inside * (view[1] - view[0]));
    const share = inside < 0 || inside > 1 ? undefined : stretches.find((stretch) => stretch.from[scale.clock] <= value && value <= stretch.to[scale.clock]);
    if (!share) return hideTip();
    showTip(event, [
      `Cycles ${number(share.from.cycle)} to ${number(share.to.cycle)}`,
      ...TIERS.map(([key, words]) => `${percent(share[key], share.cycles)} in ${words === "interpreter" ? "the interpreter" : words}`),
      share.mhz === undefined ? "" : `${number(share.mhz)} MHz`,
    ]);
  });
  element.addEventListener("pointerleave", hideTip);
  return { element, draw };
}
