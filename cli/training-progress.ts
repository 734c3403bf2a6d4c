import type { TrainingReport } from '../training/train-model.js';

const BAR_WIDTH = 24;
/** ms between two lines where there is no terminal */
const LINE_INTERVAL = 5000;

type Output = { isTTY?: boolean; write(text: string): unknown };

/** Parts of a work, of which so many run `atOnce`. */
type Parts = { done: number; all: number; atOnce: number };

/**
 * `, about 3:20 left`, where those that are done took `seconds`: right for parts of equal length. Nothing before as many
 * are done as run at once, whose share of the time is not known, nor once all are done.
 */
export function aboutLeft(seconds: number, { done, all, atOnce }: Parts): string {
  if (done < Math.min(atOnce, all) || done === all) return '';
  return `, about ${clock((seconds / done) * (all - done))} left`;
}

/** Shows epochs as a bar on a terminal, as a line now and then elsewhere. `now` in ms. */
export function trainingProgress(output: Output = process.stderr, now: () => number = () => performance.now()) {
  const start = now();
  let shown = -Infinity;
  let seen = 0; // those before a checkpoint took no time of this run
  return {
    onEpoch(report: TrainingReport): void {
      const { epoch, epochs, training, trainings } = report;
      const seconds = (now() - start) / 1000;
      const left = (seconds / ++seen) * (epochs - epoch + (trainings - training) * epochs);
      const line = `${describe(report)}  ${clock(seconds)}, at most ${clock(left)} left`;
      if (output.isTTY)
        output.write(`\r\x1b[K${bar(((training - 1) * epochs + epoch) / (trainings * epochs))} ${line}`);
      else if (now() - shown >= LINE_INTERVAL || epoch === epochs) {
        shown = now();
        output.write(`${line}\n`);
      }
    },
    /** Ends the bar's line. */
    done(): void {
      if (output.isTTY) output.write('\n');
    },
  };
}

function describe({ epoch, epochs, loss, validationLoss, training }: TrainingReport): string {
  const again = training > 1 ? ' again, on all drives' : '';
  const validation = validationLoss === undefined ? '' : `  validation ${validationLoss.toFixed(5)}`;
  return `epoch ${epoch}/${epochs}${again}  loss ${loss.toFixed(5)}${validation}`;
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
