/** What is doubtful in the drives of a page, and what nothing in them could show: a page that is passed on carries it. */
import type { Caveat } from './caveat.js';
import { plural } from './format.js';
import type { JudgedDrive } from './input.js';

export function judgedCaveats(drives: readonly JudgedDrive[]): Caveat[] {
  const doubted = alike(drives, ({ remarks }) => remarks);
  const unchecked = alike(drives, ({ unchecked }) => unchecked);
  const which = (names: readonly string[]) =>
    names.length < drives.length ? ` in ${names.length} (${names.join(', ')})` : names.length > 1 ? ' in all' : '';
  return [
    ...doubted.map(({ text, names: [first, ...others] }) => ({
      warning: true,
      text: `Doubtful: ${first}: ${text}${others.length > 0 ? `; likewise ${others.join(', ')}` : ''}.`,
    })),
    ...(unchecked.length > 0
      ? [
          {
            warning: false,
            text: `Not checked, of ${plural(drives.length, 'drive')}: ${unchecked.map(({ text, names }) => text + which(names)).join('; ')}.`,
          },
        ]
      : []),
  ];
}

/** Texts that differ in their figures alone, the first of them, each with the drives that it is said of. */
function alike(drives: readonly JudgedDrive[], textsOf: (drive: JudgedDrive) => readonly string[]) {
  const found = new Map<string, { text: string; names: string[] }>();
  for (const drive of drives) {
    for (const text of textsOf(drive)) {
      const key = text.replaceAll(/-?\d+(\.\d+)?/g, '#');
      const same = found.get(key);
      if (same) same.names.push(drive.drive);
      else found.set(key, { text, names: [drive.drive] });
    }
  }
  return [...found.values()];
}
