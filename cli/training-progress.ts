import type { EpochReport } from '../training/fit.js';

const BAR_WIDTH = 24;
/** ms between two lines where there is no terminal */
const LINE_INTERVAL = 5000;

type Output = { isTTY?: boolean; write(text: string): unknown };

/** Shows epochs as a bar on a terminal, as a line now and then elsewhere. `now` in ms. */
export function trainingProgress(output: Output = process.stderr, now: () => number = () => performance.now()) {
  const start = now();
  let shown = -Infinity;
  return {
    onEpoch(report: EpochReport): void {
      const line = describe(report, (now() - start) / 1000);
      if (output.isTTY) output.write(`\r\x1b[K${bar(report.epoch / report.epochs)} ${line}`);
      else if (now() - shown >= LINE_INTERVAL || report.epoch === report.epochs) {
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

function describe({ epoch, epochs, loss, validationLoss }: EpochReport, seconds: number): string {
  const validation = validationLoss === undefined ? '' : `  validation ${validationLoss.toFixed(5)}`;
  const left = (seconds / epoch) * (epochs - epoch);
  return `epoch ${epoch}/${epochs}  loss ${loss.toFixed(5)}${validation}  ${clock(seconds)}, at most ${clock(left)} left`;
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
