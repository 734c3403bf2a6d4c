import { expect, it } from 'vitest';
import { inspectBundle } from '../../cli/inspect-bundle.js';
import { scoreTable } from '../../cli/score-table.js';
import type { ModelCard } from '../../core/model-card.js';
import type { DriveScores } from '../../training/metrics.js';
import { DEFAULT_MODEL } from './drive-files.js';

it('a model bundle: what an engineer asks of it, with the figures of its card as a table', async () => {
  const { figures, text } = await inspectBundle(DEFAULT_MODEL);
  const { metrics, onnxSha256, training } = (figures as { card: ModelCard }).card; // as: of a bundle
  const { windows, model } = metrics.test as DriveScores; // as: made by this project
  expect(text).toMatch(/model bundle, verified: its hash, its tensors and 16 golden answers\n/);
  expect(text).toMatch(/^vehicle +any/m);
  expect(text).toContain('0.1 s: sees 5 steps (0.5 s) of the past, predicts 5 steps (0.5 s) ahead');
  expect(text).toMatch(new RegExp(`^sha256 +${onnxSha256}$`, 'm'));
  expect(text).toMatch(
    new RegExp(`^drives +${training.drives.train.length} drives: .*, …; those below among them`, 'm'),
  );
  expect(text).toMatch(/^vEgo +speed +m\/s +i-5 … i-1 +\S+ +\S+$/m);
  expect(text).toContain(`the bare network on the test drives, ${windows} steps`);
  expect(text).toContain(scoreTable(metrics.test as DriveScores));
  expect(text).toMatch(new RegExp(`^model +${model.maePerStep[0]!.toFixed(3)} .* ${model.r2.toFixed(4)}$`, 'm'));
  expect(text.split('\n').every((line) => line.length < 200)).toBe(true);
});
