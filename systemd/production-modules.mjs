// The packages that lie beside the program in the car, from node_modules: those with a part that is not JavaScript and the
// optional ones, less what trains and reads workbooks, less other platforms, types, sources and what only an installation
// needs. Native addons are built for the runtime.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CACHE, hostArch } from './node-runtime.mjs';

/** Optional ones that stay out. */
const LEFT_OUT = /^(@tensorflow\/|xlsx$)/;
/** What a package names as its dependency and its installation alone uses, or a part of it that is not read here. */
const UNUSED = ['adm-zip', 'global-agent', 'node-gyp', 'node-addon-api', 'nan', 'xml2js'];
export const ADDONS = ['socketcan', 'unix-dgram'];
/** Types, sources, documents, and the other forms that a package comes in. */
const UNWANTED = [
  /\.(map|d\.[cm]?ts|[cm]?ts|md|markdown|html|cc|h|gyp|tgz)$/,
  /^socketcan\/(native|samples|docs|build|dist)\//,
  /^unix-dgram\/(src|test|build)\//,
  /^onnxruntime-node\/(script|lib\/.*\.ts)/,
  /(^|\/)(test|tests|\.github)\//,
];
const ONNXRUNTIME = { amd64: 'linux/x64', arm64: 'linux/arm64' };
const NODE_ARCH = { amd64: 'x64', arm64: 'arm64' };
const CROSS = 'aarch64-linux-gnu';

/** Names of the packages that are no part of the program's own files, whether the car has them or not. */
export const packagesApart = (root) => [
  'onnxruntime-node',
  ...Object.keys(readJson(join(root, 'package.json')).optionalDependencies),
];

/** Copies them from the checkout `root` into `target`; addons are compiled against the headers of `runtime`. */
export function copyModules(root, target, { arch, runtime }) {
  const modules = join(root, 'node_modules');
  const names = packagesApart(root).filter((name) => !LEFT_OUT.test(name));
  for (const name of closure(modules, names)) {
    cpSync(join(modules, name), join(target, name), {
      recursive: true,
      dereference: true,
      filter: (path) => isWanted(relative(modules, path).split(sep).join('/'), arch),
    });
  }
  for (const name of ADDONS) {
    cpSync(builtAddon(root, name, { arch, runtime }), join(target, name, 'build'), { recursive: true });
  }
}

/** Every package that these need at run time. All lie side by side: npm found no two versions of one. */
function closure(modules, names) {
  const found = new Set();
  const add = (name) => {
    if (found.has(name) || UNUSED.includes(name)) return;
    const { dependencies = {} } = readJson(join(modules, name, 'package.json'));
    if (existsSync(join(modules, name, 'node_modules'))) throw new Error(`expected ${name} to share its packages`);
    found.add(name);
    for (const next of Object.keys(dependencies)) add(next);
  };
  names.forEach(add);
  return found;
}

function isWanted(path, arch) {
  const binary = /^onnxruntime-node\/bin\/napi-v\d+\/(.+)/.exec(path)?.[1];
  if (binary) return `${ONNXRUNTIME[arch]}/`.startsWith(`${binary}/`) || binary.startsWith(`${ONNXRUNTIME[arch]}/`);
  return !UNWANTED.some((pattern) => pattern.test(path));
}

/** The folder of a compiled addon, as it is to lie in `build`; compiled once for each runtime and kept in the cache. */
export function builtAddon(root, name, { arch, runtime }) {
  const source = join(root, 'node_modules', name);
  const { version } = readJson(join(source, 'package.json'));
  const folder = join(CACHE, `${name}-${version}-${arch}-${runtime.split('-').at(-1)}`);
  if (existsSync(folder)) return folder;
  const work = mkdtempSync(join(CACHE, '.build-'));
  try {
    // Beside a node_modules of its own: node-gyp finds there what the addon includes.
    const copy = join(work, 'node_modules', name);
    cpSync(source, copy, { recursive: true, filter: (path) => !path.startsWith(join(source, 'build')) });
    for (const header of ['nan', 'node-addon-api']) {
      if (existsSync(join(root, 'node_modules', header)))
        cpSync(join(root, 'node_modules', header), join(work, 'node_modules', header), { recursive: true });
    }
    const cross =
      arch === hostArch() ? {} : { CC: `${CROSS}-gcc`, CXX: `${CROSS}-g++`, AR: `${CROSS}-ar`, LINK: `${CROSS}-g++` };
    const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    const command = [gyp, 'rebuild', `--nodedir=${runtime}`, `--arch=${NODE_ARCH[arch]}`];
    execFileSync(process.execPath, command, {
      cwd: copy,
      env: { ...process.env, npm_config_nodedir: runtime, ...cross }, // npm's own setting would go before the option
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const made = join(work, 'made');
    mkdirSync(join(made, 'Release'), { recursive: true });
    for (const file of readdirSync(join(copy, 'build', 'Release')).filter((one) => one.endsWith('.node'))) {
      cpSync(join(copy, 'build', 'Release', file), join(made, 'Release', file));
    }
    renameSync(made, folder);
  } catch (error) {
    throw new Error(`${name} could not be built for ${arch}: ${error.stderr ?? error.message}`, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
