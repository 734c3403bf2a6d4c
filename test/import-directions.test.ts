/** The rooms and their arrows: who may import whom, and which one file brings a package in. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** cli → training, runtime → drives, road, can, onnx → files → core */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  files: ['core'],
  can: ['files', 'core'],
  onnx: ['files', 'core'],
  road: ['files', 'core'],
  drives: ['can', 'road', 'files', 'core'], // a drive may be a CAN log, and the generator writes maps
  training: ['drives', 'road', 'can', 'onnx', 'files', 'core'],
  runtime: ['drives', 'road', 'can', 'onnx', 'files', 'core'],
  cli: ['training', 'runtime', 'drives', 'road', 'can', 'onnx', 'files', 'core'],
};

/** Where a package may be imported, run-time and type imports alike unless `types` says where those may stand. */
type Home = { at: RegExp; types?: RegExp; files?: 'one' | 'one a room' };
const HOMES: Record<string, Home> = {
  'onnxruntime-node': { at: /^onnx\/session\.ts$/ },
  xlsx: { at: /^drives\/xlsx-package\.ts$/, types: /^drives\// },
  '@tensorflow/tfjs': { at: /^training\/engines\/tfjs-backend\.ts$/, types: /^training\/engines\/tfjs-[\w-]+\.ts$/ },
  '@tensorflow/tfjs-backend-wasm': { at: /^training\/engines\/tfjs-backend\.ts$/ },
  '@tensorflow/tfjs-node': { at: /^training\/engines\/tfjs-backend\.ts$/ },
  socketcan: { at: /^can\/live\/socketcan\.ts$/ },
  'prom-client': { at: /^runtime\/run-metrics\.ts$/ },
  'unix-dgram': { at: /^runtime\/systemd-notify\.ts$/ },
  papaparse: { at: /^drives\//, files: 'one' },
  commander: { at: /^cli\// },
  'pure-rand': { at: /./, files: 'one a room' },
  zod: { at: /^(can|files|runtime)\// },
  rxjs: { at: /^(runtime|cli)\// },
};
/** Any other package: one file is to know it. */
const ELSEWHERE: Home = { at: /./, files: 'one' };

type Import = { file: string; target: string; typeOnly: boolean };

/** Every import of a source: declarations, re-exports, import types, and calls of import() and require(). */
function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (target: string, typeOnly: boolean) => found.push({ file, target, typeOnly });
  const texts = new Map<string, string>(); // const name = 'text': what import(name) loads
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isStringLiteralLike(node.initializer)) {
      texts.set(node.name.getText(), node.initializer.text);
    } else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause !== undefined && bringsTypesAlone(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add((node.argument.literal as ts.StringLiteral).text, true); // as: the argument of an import type is a text
    } else if (ts.isCallExpression(node) && isLoader(node.expression)) {
      const [argument] = node.arguments;
      if (argument) add(nameOf(argument, texts), false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

const isLoader = (called: ts.Expression) =>
  called.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(called.getText());

function nameOf(argument: ts.Expression, texts: Map<string, string>): string {
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (ts.isTemplateExpression(argument) && argument.head.text.includes('/')) return `${argument.head.text}…`;
  return texts.get(argument.getText()) ?? `computed: ${argument.getText()}`;
}

function bringsTypesAlone({ phaseModifier, name, namedBindings }: ts.ImportClause): boolean {
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

const room = (path: string) => path.split('/')[0]!;
const isOurs = (target: string) => target.startsWith('.');
const isNode = (target: string) => target.startsWith('node:');
/** The file that a relative import names, from the root. */
const resolved = ({ file, target }: Import) => normalize(join(dirname(file), target)).replace(/\.js$/, '.ts');
const packageOf = (target: string) => /^(@[^/]+\/)?[^/]+/.exec(target)![0];

const rooms = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name); // prettier-ignore
const files = rooms
  .filter((name) => !/^(node_modules|dist|build|test|systemd|coverage|\..*)$/.test(name))
  .flatMap((name) => readdirSync(join(ROOT, name), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(ROOT, file), 'utf8')));
const ours = imports.filter(({ target }) => isOurs(target));
const packages = imports.filter(({ target }) => !isOurs(target) && !isNode(target));
const told = ({ file, target }: Import) => `${file} imports ${target}`;

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    const text = `
      import a from 'a'; import * as b from 'b'; import { c, type C } from 'c'; import 'd'; import {} from 'e';
      import type { F } from 'f'; import { type G, type H } from 'g'; export * from 'h'; export type { I } from 'i';
      type J = import('j').K; type L = typeof import('l');
      const name = 'm'; await import(name); const n = () => import('n'); require('o'); require.resolve('p'); import(q());
      import(\`r/\${s}\`);
      // import 'comment'
      const not = "import 'text'";`;
    const seen = importsOf('x.ts', text);
    const targets = (typeOnly: boolean) => seen.filter((one) => one.typeOnly === typeOnly).map(({ target }) => target);
    expect(targets(false)).toEqual(['a', 'b', 'c', 'd', 'e', 'h', 'm', 'n', 'o', 'p', 'computed: q()', 'r/…']);
    expect(targets(true)).toEqual(['f', 'g', 'i', 'j', 'l']);
  });
});

describe('rooms', () => {
  it('are all known, and each file that is imported is there', () => {
    expect(files.length).toBeGreaterThan(100);
    expect([...new Set(files.map(room))].filter((name) => !(name in MAY_IMPORT))).toEqual([]);
    expect(ours.filter((one) => !files.includes(resolved(one))).map(told)).toEqual([]);
  });

  it.each(Object.entries(MAY_IMPORT))('%s imports no rooms but %j', (name, allowed) => {
    const others = ours.filter(({ file }) => room(file) === name).filter((one) => room(resolved(one)) !== name);
    expect(others.filter((one) => !allowed.includes(room(resolved(one)))).map(told)).toEqual([]);
  });

  it('import each other along one direction: no room can be reached from itself', () => {
    const reaches = (from: string, to: string): boolean =>
      MAY_IMPORT[from]!.some((next) => next === to || reaches(next, to));
    for (const name of Object.keys(MAY_IMPORT)) expect(reaches(name, name)).toBe(false);
  });
});

describe('files', () => {
  it('are in no circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const one of ours) if (one.file === file) walk(resolved(one), [...path, file]);
      done.add(file);
    };
    files.forEach((file) => walk(file, []));
    expect(circles).toEqual([]);
  });

  it('of core import no package, not even one of Node', () => {
    const strangers = imports.filter(({ file, target }) => room(file) === 'core' && !isOurs(target));
    expect(strangers.map(told)).toEqual([]);
  });

  it('name what they load: no import of a computed name', () => {
    expect(imports.filter(({ target }) => target.startsWith('computed:')).map(told)).toEqual([]);
  });

  it('import the packages of package.json alone, and Node by its prefix', () => {
    type Manifest = { dependencies: object; optionalDependencies: object };
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest; // as: npm has read it
    const known = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)]);
    expect(packages.filter(({ target }) => !known.has(packageOf(target))).map(told)).toEqual([]);
  });
});

describe('packages', () => {
  it.each([...new Set(packages.map(({ target }) => packageOf(target)))].sort())('%s has its home', (name) => {
    const { at, types = at, files: limit } = HOMES[name] ?? ELSEWHERE;
    const users = packages.filter(({ target }) => packageOf(target) === name);
    expect(users.filter(({ file, typeOnly }) => !(typeOnly ? types : at).test(file)).map(told)).toEqual([]);
    if (!limit) return;
    const places = [...new Set(users.map(({ file }) => file))].map((file) =>
      limit === 'one' ? 'anywhere' : room(file),
    );
    expect(new Set(places).size, `${users.map(told).join(', ')}`).toBe(places.length);
  });

  it('of the table are all in use', () => {
    expect(Object.keys(HOMES).filter((name) => !packages.some(({ target }) => packageOf(target) === name))).toEqual([]);
  });

  it('leaves socketcan to Node 20 too, on which it builds: npm would skip it for its engines', () => {
    type Lock = { packages: Record<string, { engines?: object; optional?: boolean }> };
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock; // as: npm has written it
    const { engines, optional } = lock.packages['node_modules/socketcan']!;
    expect({ engines, optional }).toEqual({ engines: undefined, optional: true });
  });
});
