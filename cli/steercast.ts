#!/usr/bin/env node
import { Command } from 'commander';
import { packageVersion } from '../files/package-root.js';
import { endWithStdout, exitCodeOf } from './exit.js';

/** Each command brings its own packages, so the one that is asked for is loaded alone; help and mistakes need all. */
const COMMANDS = {
  simulate: async () => (await import('./simulate.js')).registerSimulate,
  train: async () => (await import('./train.js')).registerTrain,
  evaluate: async () => (await import('./evaluate.js')).registerEvaluate,
  compare: async () => (await import('./compare.js')).registerCompare,
  replay: async () => (await import('./replay.js')).registerReplay,
  run: async () => (await import('./run.js')).registerRun,
  status: async () => (await import('./status.js')).registerStatus,
  record: async () => (await import('./record.js')).registerRecord,
  decode: async () => (await import('./decode.js')).registerDecode,
  map: async () => (await import('./map.js')).registerMap,
  retrain: async () => (await import('./retrain.js')).registerRetrain,
  sign: async () => (await import('./sign.js')).registerSign,
  deploy: async () => (await import('./deploy.js')).registerDeploy,
  rollback: async () => (await import('./rollback.js')).registerRollback,
  latency: async () => (await import('./latency.js')).registerLatency,
  inspect: async () => (await import('./inspect.js')).registerInspect,
};

const program = new Command('steercast')
  .description('predicts the next five steering-wheel angles from curvature, speed and steering')
  .version(packageVersion())
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

const asked = Object.entries(COMMANDS).filter(([name]) => name === process.argv[2]);
for (const [, load] of asked.length > 0 ? asked : Object.entries(COMMANDS)) (await load())(program);

endWithStdout();
process.exitCode = await exitCodeOf(() => program.parseAsync());
