#!/usr/bin/env node
import { Command } from 'commander';
import { registerEvaluate } from './evaluate.js';
import { exitCodeOf } from './exit.js';
import { registerInspect } from './inspect.js';
import { registerReplay } from './replay.js';
import { registerSimulate } from './simulate.js';
import { registerTrain } from './train.js';

const program = new Command('steercast')
  .description('predicts the next five steering-wheel angles from curvature, speed and steering')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'steercast: ')) })
  .exitOverride()
  .showHelpAfterError(false);

for (const register of [registerSimulate, registerTrain, registerEvaluate, registerReplay, registerInspect])
  register(program);

process.exitCode = await exitCodeOf(() => program.parseAsync());
