// Deploys a bundle, goes back and tidies up, over and over, once it is told to and until it is killed: ROOT BUNDLE SHA256.
import { ModelStore } from '../../dist/onnx/model-store.js';

const [root, bundle, sha256] = process.argv.slice(2);
const store = new ModelStore(root);
process.once('message', deployForEver);
process.send('ready');

async function deployForEver() {
  for (;;) {
    const unlock = await store.lock();
    for (let k = 0; k < 2; k++) {
      await store.promote(await store.install(bundle, sha256));
    }
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'worse');
    await store.prune(3);
    unlock();
  }
}
