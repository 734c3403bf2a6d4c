import { COLUMNS, type ColumnName } from '../drives/columns.js';
import type { Doubt } from '../drives/doubt.js';
import type { SidedColumn } from '../drives/right-positive.js';
import type { UnitFactors } from '../drives/units.js';

const RIGHT_POSITIVE = '--right-positive';
const UNITS = '--units';

type Given = { units?: UnitFactors; rightPositive?: readonly SidedColumn[] };

/** What sets a doubt right beside the options that are given: the one that may have made it is to be left out. */
export function remedy({ option }: Pick<Doubt, 'option'>, { units = {}, rightPositive = [] }: Given): string {
  if (option.startsWith(RIGHT_POSITIVE) && rightPositive.length > 0) return flipped(option, rightPositive);
  const said = saidUnits(units);
  if (option.startsWith(UNITS) && said.size > 0) return converted(option, said);
  return option;
}

/** Whoever flips a column again has it as it was. */
function flipped(option: string, given: readonly string[]): string {
  const ways = option.split(', or ').map((way) => {
    const wanted = way.slice(RIGHT_POSITIVE.length + 1).split(',');
    const columns = [
      ...given.filter((column) => !wanted.includes(column)),
      ...wanted.filter((column) => !given.includes(column)),
    ];
    return columns.length === 0 ? 'leave it out' : `make it ${RIGHT_POSITIVE} ${columns.join(',')}`;
  });
  return `${RIGHT_POSITIVE} ${given.join(',')} is given: ${ways.join(', or ')}`;
}

function converted(option: string, said: ReadonlyMap<string, string>): string {
  const pairs = option.split(/[ ,]/).slice(1); // none where it can't be told which unit is wrong
  const wanted = pairs.map((pair) => pair.split('=') as [string, string]); // as: a doubt's option is well formed
  const again = wanted.filter(([column, unit]) => said.get(column) === unit);
  const list = (some: Iterable<readonly [string, string]>) => [...some].map((pair) => pair.join('=')).join(',');
  if (wanted.length > 0 && again.length === 0) return `${UNITS} ${list(new Map([...said, ...wanted]))}`;
  return `${UNITS} ${list(again.length > 0 ? again : said)} is given: leave it out, or give another unit`;
}

/** The units as they were said, column → unit. */
function saidUnits(units: UnitFactors): Map<string, string> {
  const names = Object.keys(units) as ColumnName[]; // as: no other keys are in it
  return new Map(
    names.map((name) => {
      const known = Object.entries<number>(COLUMNS[name].units);
      return [name, known.find(([, factor]) => factor === units[name])![0]];
    }),
  );
}
