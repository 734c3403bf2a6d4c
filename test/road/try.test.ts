import { it } from 'vitest';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { roadAsOpenDrive } from '../../drives/synthetic/road-maps.js';
import { readOpenDrive } from '../../road/opendrive.js';
import { parseXml } from '../../road/xml.js';
import { toRoadMap } from '../../road/road-map.js';
import { MapMatcher } from '../../road/map-matcher.js';
import { curvatureAt } from '../../road/place.js';

it('try', () => {
  for (const kind of ['country', 'town', 'roundabout'] as const)
    for (const seed of [1, 2, 3]) {
      const d = simulateDrive({ seed, road: kind, vehicle: VEHICLES[seed]!, seconds: 60 });
      const map = toRoadMap(readOpenDrive(parseXml(roadAsOpenDrive('r', d.road, d.origin), 'r.xodr'), 'r.xodr'));
      const m = new MapMatcher(map);
      let s2 = 0,
        o2 = 0,
        n = 0,
        k2 = 0,
        kt2 = 0,
        ko2 = 0,
        kw2 = 0,
        bias = 0,
        obias = 0;
      d.rows.forEach((row, i) => {
        const { at } = m.push(row);
        if (!at || i < 20 || !row.valid) return;
        const t = d.track[i]!;
        n++;
        s2 += (at.s - t.s) ** 2;
        bias += at.s - t.s;
        o2 += (at.offset - t.offset) ** 2;
        obias += t.offset ** 2;
        k2 += (curvatureAt(map, at) - row.curvature) ** 2;
        const kt = curvatureAt(map, { ...at, s: t.s });
        kt2 += (kt - row.curvature) ** 2;
        ko2 += (kt / (1 - kt * t.offset) - row.curvature) ** 2;
        let w = 0,
          ws = 0;
        for (let j = -6; j <= 6; j++) {
          const g = 1 + Math.cos((Math.PI * j) / 7);
          w += g * curvatureAt(map, { ...at, s: t.s + (j / 7) * 0.5 * row.vEgo });
          ws += g;
        }
        w /= ws;
        kw2 += (w / (1 - w * t.offset) - row.curvature) ** 2;
      });
      const r = (v: number) => Math.sqrt(v / n).toExponential(2);
      console.log(
        kind,
        seed,
        's',
        r(s2),
        'bias',
        (bias / n).toFixed(2),
        'offset err',
        r(o2),
        'offset itself',
        r(obias),
        'k matched',
        r(k2),
        'k true s',
        r(kt2),
        '+offset',
        r(ko2),
        '+window',
        r(kw2),
      );
    }
});
