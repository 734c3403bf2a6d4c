/** The names that are closest to what was written, at most three, best first: for "did you mean". */
export function nearestNames(written: string, names: Iterable<string>): string[] {
  const wanted = written.toLowerCase();
  const ranked = [...new Set(names)].map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }));
  return ranked
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Edits from one to the other (Levenshtein); a name that holds the other is nearer than any that does not. */
function distanceOf(wanted: string, name: string): number {
  if (wanted.length > 0 && (name.includes(wanted) || wanted.includes(name))) {
    return Math.abs(name.length - wanted.length) / 1000;
  }
  let row = Array.from({ length: name.length + 1 }, (_, i) => i);
  for (let w = 1; w <= wanted.length; w++) {
    const next = [w];
    for (let n = 1; n <= name.length; n++) {
      const swap = row[n - 1]! + (wanted[w - 1] === name[n - 1] ? 0 : 1);
      next.push(Math.min(swap, row[n]! + 1, next[n - 1]! + 1));
    }
    row = next;
  }
  return row[name.length]!;
}
