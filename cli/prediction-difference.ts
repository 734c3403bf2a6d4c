/** What a line of predictions has, by name (`t`, `state`, `step[0]`, or a CSV's `step1`), as text; '' is no value. */
export type Fields = ReadonlyMap<string, string>;

/** digits of a difference, beyond which it is the doubles' own */
const DIGITS = 6;

/** `columns`: titles of a CSV; none: the line is JSON. Undefined where the line is no prediction. */
export function fieldsOf(line: string, columns: readonly string[]): Fields | undefined {
  const fields = columns.length > 0 ? cellsOf(line, columns) : valuesOf(line);
  return fields?.has('t') && fields.has('state') ? fields : undefined;
}

function cellsOf(line: string, columns: readonly string[]): Fields | undefined {
  const cells = line.split(',');
  if (cells.length !== columns.length) return undefined;
  return new Map(columns.map((title, column) => [title, cells[column]!]));
}

function valuesOf(line: string): Fields | undefined {
  const fields = new Map<string, string>();
  const add = (name: string, value: unknown): void => {
    if (name === 'reasons' && Array.isArray(value)) fields.set(name, value.join('|'));
    else if (Array.isArray(value)) value.forEach((one, index) => add(`${name}[${index}]`, one));
    else if (value === null) fields.set(name, '');
    else if (typeof value === 'object')
      for (const [key, one] of Object.entries(value)) add(name === '' ? key : `${name}.${key}`, one);
    else fields.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  };
  try {
    add('', JSON.parse(line));
  } catch {
    return undefined; // the caller has the line, and says what it is instead
  }
  return fields;
}

/** The first field that differs, as `expected …, got …`; undefined where all values are the same. */
export function differenceOf(wanted: Fields, got: Fields): string | undefined {
  for (const name of new Set([...wanted.keys(), ...got.keys()])) {
    const [then, now] = [wanted.get(name) ?? '', got.get(name) ?? ''];
    if (then === now) continue;
    const at = name === 't' ? '' : ` at t ${wanted.get('t')}`;
    const expected = then === '' ? `no ${name}` : `${name} ${then}`;
    return `expected ${expected}${at}, got ${now || 'none'} now${name === 'state' ? reasonsOf(got) : changeOf(then, now)}`;
  }
  return undefined;
}

const reasonsOf = (fields: Fields): string => (fields.get('reasons') ? `, for ${fields.get('reasons')}` : '');

function changeOf(then: string, now: string): string {
  const change = Number(now) - Number(then);
  if (then === '' || now === '' || !Number.isFinite(change) || change === 0) return '';
  return `, ${Number(Math.abs(change).toPrecision(DIGITS))} ${change > 0 ? 'more' : 'less'}`;
}
