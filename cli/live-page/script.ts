/**
 * Runs in the page, beside `#about` and uPlot: plain JavaScript, as no build step of the page exists, and nothing of the
 * input is ever pasted into it. It draws what `/live` sends: `moments` (see Moment), `facts`, `end`.
 */
export const LIVE_SCRIPT = String.raw`
(() => {
  const { dt, horizonSteps, colours } = JSON.parse(document.getElementById('about').textContent);
  const AHEAD = horizonSteps * dt;
  const SHOWN = 15; // s
  const PATIENCE = 1.5; // s without a step until it is told
  const INK = '#3c434b';
  const GRID = { stroke: '#e4e7eb', width: 1 };
  const FONT = '12px system-ui, sans-serif';
  const SIDE = 76;
  const STATES = { VALID: '#00795c', DEGRADED: '#e69f00', INVALID: '#b23a00', INIT: '#9aa3ad' };
  const by = (id) => document.getElementById(id);
  const text = (value, digits) => (value == null ? '–' : value.toFixed(digits).replace('-', '\u2212'));

  // What was measured at a time, and what was said of it AHEAD before, by the time in ms.
  const rows = new Map();
  let newest = null;
  let cameAt = performance.now();
  let isPaused = false;
  let isStale = false;

  const row = (t) => {
    const key = Math.round(1000 * t);
    if (!rows.has(key)) rows.set(key, {});
    return rows.get(key);
  };
  const take = (moment) => {
    const { t, state, steering, speed, curvature, step, lower, upper } = moment;
    if (newest && (t < newest.t - 1 || t > newest.t + SHOWN)) rows.clear(); // another drive, or a clock that was set
    Object.assign(row(t), { state, steering, speed, curvature });
    const last = horizonSteps - 1;
    if (step) Object.assign(row(t + AHEAD), { said: step[last], lower: lower && lower[last], upper: upper && upper[last] });
    newest = moment;
  };

  const axis = (label, more) => ({ label, stroke: INK, grid: GRID, ticks: GRID, font: FONT, labelFont: FONT, labelSize: 18, size: SIDE - 18, ...more });
  const line = (label, stroke, digits, more) => ({
    label, stroke, width: 1.5, points: { show: false }, value: (_, v) => text(v, digits), ...more,
  });
  // No smaller than this, so that a straight road does not look like a storm.
  const atLeast = (span) => (_, low, high) => {
    const [from, to] = low == null ? [0, 0] : [low, high];
    const rest = Math.max(0, span - (to - from)) / 2 + 0.06 * (to - from);
    return [from - rest, to + rest];
  };
  const strip = (u) => {
    const { left, top, width, height } = u.bbox;
    const size = 6 * devicePixelRatio;
    const ended = left + width;
    const times = u.data[0];
    u.states.forEach((state, i) => {
      if (!state) return;
      const from = Math.max(left, u.valToPos(times[i], 'x', true));
      const to = Math.min(ended, u.valToPos(times[i + 1] === undefined ? times[i] + dt : times[i + 1], 'x', true));
      u.ctx.fillStyle = STATES[state];
      if (to > from) u.ctx.fillRect(from, top + height - size, to - from + 0.5, size);
    });
    const now = u.valToPos(0, 'x', true);
    u.ctx.fillStyle = INK;
    u.ctx.fillRect(now, top, devicePixelRatio, height);
  };
  const panel = (height, series, axes, scales, more) => {
    const time = { label: 's', value: (_, v) => text(v, 2) };
    const x = { time: false, range: () => [-SHOWN, AHEAD + 0.3] };
    const options = {
      width: by('plots').clientWidth, height, series: [time, ...series], axes, scales: { x, ...scales },
      cursor: { sync: { key: 'live' }, drag: { x: false, y: false } }, padding: [8, SIDE, 0, 0], ...more,
    };
    return new uPlot(options, [[], ...series.map(() => [])], by('plots'));
  };
  const bare = axis('', { size: 28, labelSize: 0 });
  const before = 'said ' + AHEAD.toFixed(1) + ' s before (deg)';
  const angles = panel(
    330,
    [
      line('80 % to', 'transparent', 2, { width: 0 }),
      line('80 % from', 'transparent', 2, { width: 0 }),
      line('measured (deg)', colours.actual, 2, { width: 4 }),
      line(before, colours.model, 2),
      line('said now (deg)', colours.bad, 2, { width: 2, spanGaps: true, points: { show: true, size: 5, fill: colours.bad } }),
    ],
    [bare, axis('steering wheel (deg)')],
    { y: { range: atLeast(4) } },
    { bands: [{ series: [1, 2], fill: colours.model + '26' }], hooks: { draw: [strip] } },
  );
  const errors = panel(
    150,
    [
      line('error of what was ' + before, colours.model, 2),
      line('of the angle held, persistence (deg)', colours.persistence, 2, { dash: [5, 4], width: 1 }),
    ],
    [bare, axis('|error| (deg)')],
    { y: { range: (_, low, high) => [0, Math.max(1, 1.05 * (high || 0))] } },
  );
  const road = panel(
    170,
    [
      line('curvature (1/m)', '#1b2026', 5, { scale: 'curvature' }),
      line('speed (m/s)', '#d55e00', 1, { scale: 'speed' }),
    ],
    [
      axis('s from now', { size: 30 }),
      axis('curvature (1/m)', { scale: 'curvature' }),
      axis('speed (m/s)', { scale: 'speed', side: 1, grid: { show: false } }),
    ],
    { curvature: { range: atLeast(0.002) }, speed: { range: atLeast(5) } },
    { padding: [8, 0, 0, 0] },
  );
  for (const plot of [angles, errors, road]) plot.states = [];

  const draw = () => {
    const now = newest.t;
    for (const key of rows.keys()) if (key < 1000 * (now - SHOWN - AHEAD)) rows.delete(key);
    (newest.step || []).forEach((_, k) => row(now + (k + 1) * dt)); // a place for what is said now
    const keys = [...rows.keys()].sort((a, b) => a - b);
    const of = (name) => keys.map((key) => rows.get(key)[name] ?? null);
    const next = new Map([[Math.round(1000 * now), newest.steering], ...(newest.step || []).map((angle, k) => [Math.round(1000 * (now + (k + 1) * dt)), angle])]);
    const times = keys.map((key) => key / 1000 - now);
    const measured = of('steering');
    const said = of('said');
    const miss = (values) => values.map((value, i) => (value == null || measured[i] == null ? null : Math.abs(value - measured[i])));
    const held = keys.map((key) => rows.get(key - Math.round(1000 * AHEAD))?.steering ?? null);
    const [missed, persisted] = [miss(said), miss(held)];
    angles.states = of('state');
    angles.setData([times, of('upper'), of('lower'), measured, said, keys.map((key) => next.get(key) ?? null)]);
    errors.setData([times, missed, persisted]);
    road.setData([times, of('curvature'), of('speed')]);

    const { state, reasons, steering, speed, step, lower, upper } = newest;
    const mean = (values) => {
      const some = values.filter((value) => value != null);
      return some.length > 0 ? some.reduce((sum, one) => sum + one, 0) / some.length : null;
    };
    by('state').textContent = state;
    by('state').className = state;
    by('reasons').textContent = reasons.join(', ');
    by('now').textContent = text(steering, 1);
    const last = step && step.length - 1;
    by('then').textContent = step ? text(step[last], 1) + (upper ? ' ± ' + text((upper[last] - lower[last]) / 2, 1) : '') : '–';
    by('speed').textContent = text(speed, 1);
    by('error').textContent = text(mean(missed), 2) + ', held ' + text(mean(persisted), 2);
  };

  let isAsked = false;
  const redraw = () => {
    if (isAsked || isPaused || !newest) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  const tell = (words) => (by('banner').textContent = words);

  const live = new EventSource('live');
  live.addEventListener('open', () => tell(''));
  live.addEventListener('error', () => tell('no connection: it has ended, or is started again'));
  live.addEventListener('moments', ({ data }) => {
    const moments = JSON.parse(data);
    if (moments.length === 0) return;
    moments.forEach(take);
    cameAt = performance.now();
    if (isStale) tell('');
    isStale = false;
    redraw();
  });
  live.addEventListener('facts', ({ data }) => {
    if (isPaused) return;
    by('facts').tBodies[0].replaceChildren(
      ...JSON.parse(data).map(([name, value]) => {
        const line = document.createElement('tr');
        line.append(Object.assign(document.createElement('th'), { textContent: name }), Object.assign(document.createElement('td'), { textContent: value }));
        return line;
      }),
    );
  });
  live.addEventListener('end', () => {
    live.close();
    clearInterval(watch);
    tell('it has ended; this is the last that it said');
  });
  const watch = setInterval(() => {
    const silent = (performance.now() - cameAt) / 1000;
    isStale = live.readyState === EventSource.OPEN && silent > PATIENCE;
    if (isStale) tell('no step for ' + silent.toFixed(0) + ' s');
  }, 500);

  const pause = () => {
    isPaused = !isPaused;
    by('pause').textContent = isPaused ? 'Go on' : 'Pause';
    redraw();
  };
  by('pause').addEventListener('click', pause);
  addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.target === by('pause')) return;
    event.preventDefault();
    pause();
  });
  new ResizeObserver(() => {
    const width = by('plots').clientWidth;
    for (const plot of [angles, errors, road]) if (plot.width !== width) plot.setSize({ width, height: plot.height });
  }).observe(by('plots'));
})();
`;
