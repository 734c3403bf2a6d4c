import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** uPlot's code and style, to be written into a page. */
export type Uplot = { script: string; style: string };

/**
 * Reads the installed uPlot; null where it is not installed (it is optional).
 * Its banner holds an address, which a page that names no network must not: the licence stands there instead.
 */
export function readUplot(): Uplot | null {
  const require = createRequire(import.meta.url);
  const read = (path: string) => readFileSync(require.resolve(`uplot/${path}`), 'utf8');
  try {
    const code = read('dist/uPlot.iife.min.js').replace(/^\/\*!.*?\*\/\s*/s, '');
    return { script: `/*! uPlot\n${read('LICENSE')}*/\n${code}`, style: read('dist/uPlot.min.css') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null; // as: fs and require throw errors with a code
    throw error;
  }
}
