import { OrtTrainer } from './ort-trainer.js';
import type { Trainer, TrainerOptions } from './trainer.js';

export const ENGINES = ['auto', 'ort', 'tfjs'] as const;
export type EngineChoice = (typeof ENGINES)[number];

/** What trains: a name for the card and the log, and trainers. */
export type Engine = { name: string; trainer(options: TrainerOptions): Trainer };

/**
 * 'auto' is ONNX Runtime: the export needs it in any case, and no other is as fast. TensorFlow.js loads when chosen.
 * `threads` are those of ONNX Runtime.
 */
export async function loadEngine(
  choice: EngineChoice = 'auto',
  { threads }: { threads?: number | undefined } = {},
): Promise<Engine> {
  if (choice !== 'tfjs') return { name: 'ort', trainer: (options) => new OrtTrainer(options, { threads }) };
  const { loadTfBackend } = await import('./tfjs-backend.js');
  const { TfjsTrainer } = await import('./tfjs-trainer.js');
  const backend = await loadTfBackend();
  return { name: backend.name, trainer: (options) => new TfjsTrainer(backend, options) };
}
