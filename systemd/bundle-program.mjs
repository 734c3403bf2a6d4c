// The compiled program and the packages that it is made of as a few files: a car's computer reads these in half the time
// that it takes to find several hundred. Nothing is minified: a stack trace names what it names at the desk. Packages with
// a part of their own that is not JavaScript, and optional ones, stay where they are.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { packagesApart } from './production-modules.mjs';

/** What is started by its path: the command, and the thread of a cross-validation. */
const ENTRIES = ['cli/steercast', 'cli/fold-worker'];

/** Writes the program of the checkout `root` to `target`; the names of the packages that are in it. */
export async function bundleProgram(root, target) {
  const apart = packagesApart(root);
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(root, 'dist', `${entry}.js`)])),
    platform: 'node',
    // For node, rxjs names the one file of its CommonJS, of which nothing can be left out: ten times as much to load.
    resolve: { alias: { rxjs: join(root, 'node_modules/rxjs/dist/esm/index.js') } },
    external: (name) => apart.some((one) => name === one || name.startsWith(`${one}/`)),
    onLog(level, log) {
      if (level !== 'info') throw new Error(log.message);
    },
  });
  try {
    const { output } = await bundle.write({ dir: target, chunkFileNames: 'parts/[name].js', minify: false });
    const modules = output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : []));
    return new Set(modules.flatMap((path) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  } finally {
    await bundle.close();
  }
}

if (process.argv[1] === import.meta.filename) await bundleProgram(join(import.meta.dirname, '..'), process.argv[2]);
