import { columnNamed, isAlike, namesOf, NEEDED, normalized, type NeededColumn, type Titles } from './columns.js';

/**
 * How engineers abbreviate what every drive needs, in a title's words, best first; and what the title of another quantity
 * has (a rate, a torque, a wheel's speed, a wish). Makers' DBC files: VehSpd, VehVActlEng, StrWhlAng, SteWhlComp_An_Est,
 * LWI_Lenkradwinkel, STEER_ANGLE.
 */
const WORDS: Record<NeededColumn, { is: readonly RegExp[]; not: RegExp }> = {
  curvature: {
    is: [/curvature/, /curv|\bcrv|kappa|kr(ü|ue?)mm/],
    not: /radius|rate|deriv|lane|offset|valid|status|qual|\b(des|desired|req|target|cmd)\b/,
  },
  velocity: {
    is: [/\b(veh\w*|car|ego) ?(v|spd|speed|vel\w*)\b|\bv ?ego\b/, /spe?e?d|veloc|\bvel\b|geschw/, /\bv( ?x)?\b/],
    not: /whe?e?l|rpm|ste?e?r|\beng(ine)? ?(n|spd|speed)\b|yaw|rate|ang|\bwind|lenk|limit|fan|motor|turb|gear|cruise|err|valid|status|qual|\b(des|desired|set|target|req|cmd|max|lat|y|z|fl|fr|rl|rr)\b/,
  },
  steering: {
    is: [
      /(ste?e?r|\bste|\bstg|\bst ?w\b|hand ?wh|lenk|\bsas\b).*(ang|winkel|\ban\b)/,
      /\bswa\b|ang.*\bst ?w\b|delta ?h\b/,
      /steer|lenk|str ?wh/,
    ],
    not: /curv|rate|spe?e?d|\bvel|grad|dot|tor(que)?\b|trq|tq|mom|force|sign\b|offset|road|motor|temp|press|button|valid|status|qual|\b(des|desired|req|target|cmd|front|rear)\b/,
  },
};

/** Longest title that is told, in characters: one of a file of another kind may be endless. */
const LONGEST = 60;

/** The title of a header that most likely is what a drive needs, by no usual name of a drive's column. */
export const likelyTitle = (header: readonly string[], name: NeededColumn): string | undefined =>
  likelyTitles(header)(name);

/** The same for one header and each of the needed columns. */
function likelyTitles(header: readonly string[]): (name: NeededColumn) => string | undefined {
  const titles = header
    .map((title) => title.trim())
    .filter((title) => title.length <= LONGEST)
    .map((title) => ({ title, key: normalized(title), inWords: words(title) }))
    .sort((a, b) => a.title.length - b.title.length);
  const counts = new Map<string, number>(); // by pairs, a table of thousands of columns would take minutes
  for (const { key } of titles) counts.set(key, (counts.get(key) ?? 0) + 1);
  return (name) => {
    const { is, not } = WORDS[name];
    const candidates = titles.filter(({ inWords }) => !not.test(inWords));
    for (const pattern of is) {
      const found = candidates.find(
        ({ title, key, inWords }) => pattern.test(inWords) && counts.get(key) === 1 && columnNamed(title) === undefined,
      );
      if (found) return found.title;
    }
    return undefined;
  };
}

/** `StrWhlAng_deg [deg]` → `str whl ang deg` */
const words = (title: string) =>
  title
    .replace(/[[(].*$/, '')
    .replace(/([a-zäöü])([A-ZÄÖÜ])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

/** How many of what every drive has a header seems to name; 0 for one, which may be chance. For `headerRow`. */
export function likelyColumns(header: readonly string[]): { named: number; isWhole: boolean } {
  const likely = likelyTitles(header);
  const isThere = (name: NeededColumn) =>
    likely(name) !== undefined || header.some((title) => namesOf(name).some((one) => isAlike(title, one)));
  const named = NEEDED.filter(isThere).length;
  return { named: named > 1 ? named : 0, isWhole: named === NEEDED.length };
}

/**
 * What mends a header without columns that every drive has, for an error's end; no title that the user `said` of another
 * column, and none for two.
 */
export function missingHint(header: readonly string[], missing: readonly NeededColumn[], said: Titles = {}): string {
  if (missing.length === 0) return '';
  const taken = Object.values(said);
  const likely = missing.map((name) => {
    const free = header.filter((title) => !taken.some((one) => isAlike(title, one)));
    const title = likelyTitle(free, name);
    if (title !== undefined) taken.push(title);
    return { name, title };
  });
  const yawRate = header.find((title) => /yaw[_\s]*ra?te/i.test(title) && title.length <= LONGEST)?.trim();
  const isMade = ({ name, title }: (typeof likely)[number]) => name === 'curvature' && title === undefined && yawRate;
  const made = likely.some(isMade) ? `; Curvature is ${yawRate} (rad/s, left positive) / speed (m/s): add it` : '';
  const named = likely.filter((one) => !isMade(one));
  if (named.length === 0) return made;
  const titles = named.map(({ name, title = 'TITLE' }) => `${name}=${title}`).join(',');
  const isKnown = named.some(({ title }) => title !== undefined);
  return `${made}; other names? ${isKnown ? columnsOption(titles) : '--columns'}`;
}

/** As a shell takes it. */
export const columnsOption = (titles: string): string =>
  `--columns ${/^[\w=,./%+-]+$/.test(titles) ? titles : `'${titles.replaceAll("'", "'\\''")}'`}`;
