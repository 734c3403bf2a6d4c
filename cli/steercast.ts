#!/usr/bin/env node
import { Command } from 'commander';
import { registerEvaluate } from './evaluate.js';
import { exitCodeOf } from './exit.js';
import { registerInspect } from './inspect.js';
import { registerRecord } from './record.js';
import { registerReplay } from './replay.js';
import { registerRun } from './run.js';
import { registerSimulate } from './simulate.js';
import { registerTrain } from './train.js';

const program = new Command('steercast')
  .description('predicts the next five steering-wheel angles from curvature, speed and steering')
  .configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .trim()
          .replace(/^error: /, 'steercast: ')
          .replace(/\s*\n\s*/g, ' ')}\n`,
      ),
  })
  .exitOverride()
  .showHelpAfterError(false);

for (const register of [
  registerSimulate,
  registerTrain,
  registerEvaluate,
  registerReplay,
  registerRun,
  registerRecord,
  registerInspect,
])
  register(program);

// `replay … | head` has read enough: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await exitCodeOf(() => program.parseAsync());
