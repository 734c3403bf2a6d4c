// Deploys a bundle, goes back and tidies up, over and over, once it is told to and until it is killed, in each of the
// stores: BUNDLE SHA256 ROOT…. Says when it can begin, and each time that it has been through all of it in a store.
import { ModelStore } from '../../dist/onnx/model-store.js';

const [bundle, sha256, ...roots] = process.argv.slice(2);
process.once('message', () => roots.map((root) => deployForEver(new ModelStore(root))));
process.send('ready');

async function deployForEver(store) {
  for (;;) {
    const unlock = await store.lock();
    for (let k = 0; k < 2; k++) {
      await store.promote(await store.install(bundle, sha256));
    }
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'worse');
    await store.prune(3);
    unlock();
    process.send('been through');
  }
}
