import { it } from 'vitest';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { roadAsGeoJson, roadAsOpenDrive } from '../../drives/synthetic/road-maps.js';
import { curvatureAt } from '../../drives/synthetic/road.js';
import { readOpenDrive } from '../../road/opendrive.js';
import { parseXml } from '../../road/xml.js';
import { readGeoJson } from '../../road/geojson.js';
import { networkOfWays } from '../../road/geographic-ways.js';
import { toRoadMap } from '../../road/road-map.js';
import { startMapPreview } from '../../road/map-preview.js';
import { ROAD_KINDS } from '../../drives/synthetic/road-kinds.js';

it('try', () => {
  for (const kind of ROAD_KINDS) for (const seed of [1, 2, 3]) {
    const d = simulateDrive({ seed, road: kind, vehicle: VEHICLES[seed]!, seconds: 60 });
    for (const form of ['xodr', 'geojson']) {
      const net = form === 'xodr' ? readOpenDrive(parseXml(roadAsOpenDrive('r', d.road, d.origin), 'r.xodr'), 'r.xodr')
        : networkOfWays(readGeoJson(roadAsGeoJson('r', d.road, d.origin), 'r', console.log), { path: 'r', kind: 'drawn' });
      const map = toRoadMap(net);
      const push = startMapPreview({ map, dt: 0.1, horizonSteps: 5 });
      let e2 = 0, n = 0, r2 = 0, sErr = 0, max = 0; const reasons: Record<string, number> = {};
      d.rows.forEach((row, i) => {
        const p = push(row);
        for (const r of p.reasons) reasons[r] = (reasons[r] ?? 0) + 1;
        if (i + 5 >= d.rows.length || i < 10) return;
        if (!p.reasons.includes('PREVIEW_MAP')) return;
        p.curvature!.forEach((k, j) => {
          const truth = curvatureAt(d.road, d.track[i + 1 + j]!.s);
          e2 += (k - truth) ** 2; max = Math.max(max, Math.abs(k-truth)); n++; r2 += (k - d.rows[i + 1 + j]!.curvature) ** 2;
        });
      });
      void sErr;
      console.log(kind, seed, form, 'rms', Math.sqrt(e2 / n).toExponential(2), 'max', max.toExponential(2), 'vs recorded', Math.sqrt(r2 / n).toExponential(2), n, JSON.stringify(reasons));
    }
  }
});
