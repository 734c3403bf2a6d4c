/**
 * Runs in the page, beside `#timeline-data` and uPlot. It is text, as no build step of the page exists: plain
 * JavaScript, and nothing of the input is ever pasted into it.
 */
export const TIMELINE_SCRIPT = String.raw`
(() => {
  const { horizon, colours, drives } = JSON.parse(document.getElementById('timeline-data').textContent);
  const root = document.getElementById('timeline');
  const picker = document.getElementById('timeline-drive');
  const INK = '#3c434b';
  const GRID = { stroke: '#e4e7eb', width: 1 };
  const FONT = '12px system-ui, sans-serif';
  const SIDE = 76;
  let plots = [];

  const axis = (label, more) => ({ label, stroke: INK, grid: GRID, ticks: GRID, font: FONT, labelFont: FONT, labelSize: 18, size: SIDE - 18, ...more });
  const signal = (label, stroke, digits, more) => ({
    label, stroke, width: 1.5, points: { show: false }, value: (_, v) => (v == null ? '–' : v.toFixed(digits)), ...more,
  });

  const panel = (height, series, axes, data, more) => {
    const time = { label: 'time (s)', value: (_, v) => (v == null ? '–' : v.toFixed(2)) };
    const scales = { x: { time: false } };
    // The key joins the panels: cursor, zoom and reset of one are those of the other.
    const cursor = { sync: { key: 'timeline' }, drag: { x: true, y: false } };
    return new uPlot({ width: root.clientWidth, height, series: [time, ...series], axes, scales, cursor, ...more }, data, root);
  };

  const show = (d) => {
    for (const plot of plots) plot.destroy();
    plots = [];
    const timeLabel = d.origin === 0 ? 'time in the drive (s)' : 'time after ' + d.origin + ' s (s)';
    // The fan: what 80 % of the truths are meant to lie in, one step ahead and, around it, the last one.
    const fan = d.signals.lastLower
      ? [
          { name: 'step ' + horizon, lower: d.signals.lastLower, upper: d.signals.lastUpper, fill: colours.model + '26' },
          { name: 'step 1', lower: d.signals.firstLower, upper: d.signals.firstUpper, fill: colours.model + '4d' },
        ]
      : [];
    const edge = (name, end) => signal(name + ', 80 % ' + end + ' (deg)', 'transparent', 2, { width: 0 });
    const angles = panel(
      360,
      [
        ...fan.flatMap(({ name }) => [edge(name, 'to'), edge(name, 'from')]),
        signal('actual (deg)', colours.actual, 2, { width: 3.5 }),
        signal('persistence, step ' + horizon + ' (deg)', colours.persistence, 2, { dash: [5, 4], width: 1 }),
        signal('step 1 (deg)', '#56b4e9', 2, { width: 1 }),
        signal('step ' + horizon + ' (deg)', colours.model, 2),
      ],
      [axis('', { size: 26, labelSize: 0 }), axis('steering-wheel angle (deg), left positive')],
      [d.time, ...fan.flatMap(({ lower, upper }) => [upper, lower]), d.signals.actual, d.signals.persistence, d.signals.first, d.signals.last],
      { padding: [8, SIDE, 0, 0], bands: fan.map(({ fill }, f) => ({ series: [1 + 2 * f, 2 + 2 * f], fill })) },
    );
    const road = panel(
      230,
      [
        signal('curvature (1/m)', '#1b2026', 5, { scale: 'curvature' }),
        signal('speed (m/s)', '#d55e00', 1, { scale: 'speed' }),
      ],
      [
        axis(timeLabel, { size: 30 }),
        axis('curvature (1/m), left positive', { scale: 'curvature' }),
        axis('speed (m/s)', { scale: 'speed', side: 1, grid: { show: false } }),
      ],
      [d.time, d.signals.curvature, d.signals.vEgo],
      { padding: [8, 0, 0, 0] },
    );
    plots = [angles, road];
  };

  picker.addEventListener('change', () => show(drives[Number(picker.value)]));
  new ResizeObserver(() => {
    for (const plot of plots) if (plot.width !== root.clientWidth) plot.setSize({ width: root.clientWidth, height: plot.height });
  }).observe(root);
  show(drives[0]);
})();
`;
