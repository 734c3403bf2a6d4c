import type { Reason } from '../../core/prediction.js';
import { Random } from '../../drives/synthetic/random.js';
import { drawRoad } from '../../drives/synthetic/road-kinds.js';
import { roadAsOpenDrive } from '../../drives/synthetic/road-maps.js';
import { roadPreview } from '../../road/road-preview.js';
import { readOpenDrive } from '../../road/opendrive.js';
import { toRoadMap } from '../../road/road-map.js';
import { parseXml } from '../../road/xml.js';
/** What the trainer feeds the model and what the car feeds it, held against each other bit for bit. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { previewName, type Preview } from '../../core/curvature-preview.js';
import type { ModelCard } from '../../core/model-card.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { Drive } from '../../drives/drive.js';
import { driveSamples } from '../../drives/drive-samples.js';
import { readDrive } from '../../drives/read-drive.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { toPredictions } from '../../runtime/pipeline.js';
import type { Predictor } from '../../runtime/predictor.js';
import { makeDataset } from '../../training/dataset.js';
import { anyStream } from '../core/make-samples.js';
import { REAL_DRIVES } from '../drives/real-drives.js';
import { ADAPTED, PRIOR } from '../training/make-drive.js';
import { makeCard } from './fake-predictor.js';

const HORIZON = { historyLength: 5, horizonSteps: 5 };
const CARD = makeCard({ ...HORIZON, dt: 0.1 });
/** The same for a model that learns as the car drives. */
const adapting = (card: ModelCard): ModelCard => ({
  ...card,
  featureNames: [...ADAPTED.featureNames],
  adaptation: PRIOR,
  ranges: Object.fromEntries(ADAPTED.featureNames.map((name) => [name, [-1e300, 1e300]])),
});
const CARDS = [CARD, adapting(CARD)];

/** A road that leads through every drive's positions, or none of them: what is on it does not matter here. */
const ROAD = toRoadMap(
  readOpenDrive(parseXml(roadAsOpenDrive('road', drawRoad('country', 60, new Random(1))), ''), ''),
);
const PREVIEWS: Preview[] = [
  'recorded',
  'hold',
  roadPreview({ map: ROAD, order: ['map', 'hold'], dt: 0.1, horizonSteps: 5 }),
];
const DEGRADING = new Set<Reason>([
  ...(['PREVIEW_HELD', 'PREVIEW_MAP', 'OFF_MAP', 'ROAD_UNSURE', 'POSITION_STALE', 'POSITION_JUMP'] as const),
  'RESPONSE_RESET',
]);

const asDrive = (rows: readonly VehicleSample[]): Drive => ({ name: 'drive', sha256: '', rows: [...rows] });
/** The bits of float32 values: unlike the values, they tell −0 from 0 and know NaN. */
const bits = (values: ArrayLike<number>) => Buffer.from(Float32Array.from(values).buffer).toString('hex');

/** Number of the step → bits of the features that the car asks the model with. */
async function asked(drive: Drive, preview: Preview, card = CARD): Promise<Map<number, string>> {
  const questions: string[] = [];
  const spy: Predictor = {
    card,
    batch: 7,
    predict: (steps) => {
      questions.push(...steps.map(bits));
      return Promise.resolve(steps.map(() => new Float32Array(5)));
    },
  };
  const byStep = new Map<number, string>();
  let step = 0;
  let question = 0;
  // Only a step that was asked can have angles or MODEL_FAULT, RECOVERING aside; so the reasons tell which were.
  await toPredictions(from(driveSamples(drive, card.dt)), spy, { preview }).forEach(({ reasons }) => {
    if (reasons.every((reason) => DEGRADING.has(reason) || reason === 'RECOVERING' || reason === 'OUT_OF_RANGE')) {
      byStep.set(step, questions[question++]!);
    }
    step++;
  });
  expect(question).toBe(questions.length);
  return byStep;
}

/** Number of the step → bits of the features that the trainer learns from. */
function learnt(drive: Drive, preview: Preview, contract = CARD): Map<number, string> {
  const { steps, features } = makeDataset([drive], contract, { preview });
  const { columns, data } = features;
  return new Map(steps.map((step, w) => [step, bits(data.subarray(w * columns, (w + 1) * columns))]));
}

async function expectSame(drive: Drive, preview: Preview, card = CARD): Promise<number> {
  const car = await asked(drive, preview, card);
  const trainer = learnt(drive, preview, card);
  // With a held preview the car goes on to the end of the drive, where the trainer has no angles to learn.
  const expected = preview === 'recorded' ? car : new Map([...car].filter(([step]) => trainer.has(step)));
  expect(trainer).toEqual(expected);
  return trainer.size;
}

describe.each(PREVIEWS.map((preview) => [previewName(preview), preview] as const))(
  'trainer and car have the same features, with a preview that is %s,',
  (_, preview) => {
    it('of streams with gaps, repeats, jumps back and invalid rows', async () => {
      const card = makeCard({ ...HORIZON, dt: 0.125 });
      let windows = 0;
      await fc.assert(
        fc.asyncProperty(anyStream(), async (stream) => {
          const drive = asDrive(stream);
          windows += await expectSame(drive, preview, card);
          await expectSame(drive, preview, adapting(card));
        }),
      );
      expect(windows).toBeGreaterThan(100);
    });

    it.each([0.1, 0.05, 0.02])('of synthetic drives with rows %f s apart', async (rowDt) => {
      for (const [k, road] of (['town', 'motorway', 'slalom'] as const).entries()) {
        const { rows } = simulateDrive({ seed: 7 + k, road, vehicle: VEHICLES[k]!, seconds: 60, rowDt });
        const spoilt = rows.flatMap((row, r) => (r % 97 === 0 ? [] : [{ ...row, valid: row.valid && r % 71 !== 0 }]));
        for (const card of CARDS) {
          expect(await expectSame(asDrive(rows), preview, card)).toBeGreaterThan(100);
          expect(await expectSame(asDrive(spoilt), preview, card)).toBeGreaterThan(100);
        }
      }
    });
  },
);

const recorded = REAL_DRIVES
  ? readdirSync(REAL_DRIVES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(csv|xlsx)$/.test(entry.name))
      .map((entry) => relative(REAL_DRIVES!, join(entry.parentPath, entry.name)))
      .sort()
  : [];

describe.skipIf(!REAL_DRIVES)('trainer and car have the same features', () => {
  it.each(recorded)('of %s', async (path) => {
    const drive = await readDrive(join(REAL_DRIVES!, path), { rowDt: 0.1 });
    for (const card of CARDS) {
      expect(await expectSame(drive, 'recorded', card)).toBeGreaterThan(0);
      expect(await expectSame(drive, 'hold', card)).toBeGreaterThan(0);
    }
  });
});
