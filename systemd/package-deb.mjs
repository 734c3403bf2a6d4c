// npm run package:deb [-- --arch amd64|arm64] [--out DIR] [--fast] [--revision N]… [--stage]
// Makes steercast_VERSION_ARCH.deb: the compiled code, the packages that it needs in the car, and a Node runtime.
// --fast: not compressed, for tests. --stage: the tree alone, without the archive.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProgram } from './bundle-program.mjs';
import { hostArch, nodeRuntime } from './node-runtime.mjs';
import { copyModules } from './production-modules.mjs';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..');
const PROGRAM = 'usr/lib/steercast';
/** kB that the package may take beside the Node binary */
const LARGEST = 60_000;

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: hostArch() },
    out: { type: 'string', default: join(ROOT, 'build') },
    revision: { type: 'string', multiple: true, default: [] },
    fast: { type: 'boolean', default: false },
    stage: { type: 'boolean', default: false },
  },
});
const { arch } = values;
if (!['amd64', 'arm64'].includes(arch)) fail(`expected --arch amd64 or arm64, got ${arch}`);
execFileSync(process.execPath, [join(ROOT, 'setup.mjs')], { stdio: ['ignore', 2, 2] });
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const { version } = manifest;
const versions = values.revision.length > 0 ? values.revision.map((one) => `${version}-${one}`) : [version];
const out = resolve(values.out);
const tree = values.stage ? join(out, `steercast_${version}_${arch}`) : mkdtempSync(join(tmpdir(), 'steercast-deb-'));
try {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true, mode: 0o755 });
  chmodSync(tree, 0o755);
  mkdirSync(out, { recursive: true });
  await fill();
  if (values.stage) console.log(tree);
  else for (const one of versions) archive(one);
} finally {
  if (!values.stage) rmSync(tree, { recursive: true, force: true });
}

async function fill() {
  const runtime = nodeRuntime(arch);
  copy(join(runtime, 'bin/node'), `${PROGRAM}/bin/node`);
  copy(join(runtime, 'LICENSE'), `${PROGRAM}/bin/LICENSE.node`);
  const bundled = await bundleProgram(ROOT, join(tree, PROGRAM, 'dist'));
  copy(join(ROOT, 'config/vehicles'), `${PROGRAM}/config/vehicles`);
  copy(join(ROOT, 'config/default.yaml'), `${PROGRAM}/config/default.yaml`);
  for (const file of ['model.onnx', 'card.json'])
    copy(join(ROOT, 'models/default', file), `${PROGRAM}/models/default/${file}`);
  const { type, license } = manifest;
  write(`${PROGRAM}/package.json`, JSON.stringify({ name: 'steercast', version, type, license }, null, 2));
  copyModules(ROOT, join(tree, PROGRAM, 'node_modules'), { arch, runtime });

  write('usr/bin/steercast', `#!/bin/sh\nexec /${PROGRAM}/bin/node /${PROGRAM}/dist/cli/steercast.js "$@"\n`, 0o755);
  for (const unit of ['steercast.service', 'steercast@.service']) {
    copy(join(HERE, unit), `usr/lib/systemd/system/${unit}`);
    copy(join(HERE, 'service.conf'), `usr/lib/systemd/system/${unit}.d/10-service.conf`);
  }
  for (const unit of ['steercast-retrain.service', 'steercast-retrain.timer'])
    copy(join(HERE, unit), `usr/lib/systemd/system/${unit}`);
  copy(join(HERE, 'sysusers.conf'), 'usr/lib/sysusers.d/steercast.conf');
  copy(join(HERE, 'tmpfiles.conf'), 'usr/lib/tmpfiles.d/steercast.conf');
  copy(join(HERE, 'udev.rules'), 'usr/lib/udev/rules.d/80-steercast.rules');
  copy(join(HERE, 'steercast.yaml'), 'etc/steercast/steercast.yaml');
  copy(join(HERE, 'examples'), 'usr/share/steercast/examples');
  for (const page of ['service.md', 'fleet.md']) copy(join(HERE, '../docs', page), `usr/share/doc/steercast/${page}`);
  write('usr/share/doc/steercast/copyright', copyright(bundled));
}

/** Who has a right to what is in it; the licences of the packages in the program's files are kept beside it. */
function copyright(bundled) {
  const packages = [...bundled].sort().map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const file of readdirSync(folder).filter((one) => /^licen[cs]e/i.test(one)))
      copy(join(folder, file), `usr/share/doc/steercast/licenses/${name}/${file}`);
    return `  ${name} ${version}: ${license}`;
  });
  return `Steercast: MIT.
Node.js and its parts: /usr/lib/steercast/bin/LICENSE.node.
Packages in /usr/lib/steercast/dist, their licences in /usr/share/doc/steercast/licenses:
${packages.join('\n')}
Other packages: the LICENSE files in /usr/lib/steercast/node_modules.
`;
}

function archive(version) {
  rmSync(join(tree, 'DEBIAN'), { recursive: true, force: true });
  const kilobytes = sizeOf(tree);
  const beside = kilobytes - sizeOf(join(tree, PROGRAM, 'bin'));
  console.error(
    `${(beside / 1000).toFixed(1)} MB installed beside the Node binary, ${(kilobytes / 1000).toFixed(1)} MB in all`,
  );
  if (beside > LARGEST) fail(`expected ${LARGEST / 1000} MB beside the Node binary at the most`);
  for (const script of ['postinst', 'prerm', 'postrm']) copy(join(HERE, 'debian', script), `DEBIAN/${script}`, 0o755);
  const control = readFileSync(join(HERE, 'debian/control'), 'utf8');
  write('DEBIAN/control', control.replace('@VERSION@', version).replace('@ARCH@', arch).replace('@SIZE@', kilobytes));
  write('DEBIAN/conffiles', '/etc/steercast/steercast.yaml\n');
  const path = join(out, `steercast_${version}_${arch}.deb`);
  const compression = values.fast ? ['-Znone'] : ['-Zxz'];
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(path);
}

function copy(from, to, mode) {
  cpSync(from, join(tree, to), { recursive: true });
  if (mode !== undefined) chmodSync(join(tree, to), mode);
}

function write(to, text, mode = 0o644) {
  mkdirSync(join(tree, to, '..'), { recursive: true });
  writeFileSync(join(tree, to), text, { mode });
}

/** kB on the disk */
function sizeOf(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return Math.ceil(found.size / 4096) * 4;
  return readdirSync(path).reduce((total, one) => total + sizeOf(join(path, one)), 4);
}

function fail(text) {
  console.error(`package:deb: ${text}`);
  process.exit(2);
}
