// The axis of the timeline: from a moment to a place between 0 and 1, by either clock, evenly, by powers or by events.

/** All moments at which something happened, by a clock. */
function eventsBy(clock) {
  const all = [0, run.end[clock]];
  for (const life of lives) {
    for (const moment of [life.counted, life.baseline, life.requested, life.compiled?.[0], life.compiled?.[1], life.live, life.end?.at]) {
      if (moment) all.push(moment[clock]);
    }
  }
  return [...new Set(all)].sort((a, b) => a - b);
}

/** A scale: `place` of a value, `value` at a place, `ticks` between two places. */
function makeScale(clock, kind) {
  const events = eventsBy(clock);
  const end = events[events.length - 1] || 1;
  const label = clock === "cycle" ? shortNumber : time;
  if (kind === "events") {
    const last = Math.max(1, events.length - 1);
    const place = (value) => {
      let low = 0;
      let high = events.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (events[middle] <= value) low = middle;
        else high = middle;
      }
      const span = events[high] - events[low];
      return Math.min(1, Math.max(0, (low + (span > 0 ? (value - events[low]) / span : 0)) / last));
    };
    const value = (at) => {
      const index = Math.min(last - 1, Math.max(0, Math.floor(at * last)));
      return events[index] + (at * last - index) * ((events[index + 1] ?? end) - events[index]);
    };
    // Events can be close to one another: each is told to the digit.
    const exact = clock === "cycle" ? number : time;
    const ticks = () => events.map((event) => ({ value: event, text: exact(event) }));
    return { clock, place, value, ticks };
  }
  if (kind === "log") {
    const first = events.find((event) => event > 0) ?? end;
    const unit = first / 2;
    const whole = Math.log1p(end / unit);
    const ticks = () => {
      const found = [{ value: 0, text: "0" }];
      for (let power = Math.floor(Math.log10(first)); 10 ** power <= end; power++) {
        found.push({ value: 10 ** power, text: label(10 ** power) });
      }
      return found;
    };
    return { clock, place: (value) => Math.log1p(value / unit) / whole, value: (at) => unit * Math.expm1(at * whole), ticks };
  }
  const ticks = (from, to, most) => {
    const low = from * end;
    const step = niceStep(((to - from) * end) / most);
    const found = [];
    for (let value = Math.ceil(low / step) * step; value <= to * end; value += step) found.push({ value, text: label(value) });
    return found;
  };
  return { clock, place: (value) => value / end, value: (at) => at * end, ticks };
}

/** A round number that is no less than `size`, and not much more. */
function roundUp(size) {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= size * 0.999);
}

/** The least of 1, 2 and 5 times a power of ten that is no less than `size`. */
function niceStep(size) {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= size * 0.999);
  return (step ?? 10) * power;
}
