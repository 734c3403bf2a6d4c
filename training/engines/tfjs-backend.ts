import type * as tfjs from '@tensorflow/tfjs';

export type Tf = typeof tfjs;
export type TfBackend = { tf: Tf; name: 'tfjs-node' | 'tfjs-wasm' };

/** TensorFlow.js on libtensorflow where tfjs-node installed (it fetches that library while installing), else on WASM. */
export async function loadTfBackend(): Promise<TfBackend> {
  return (await loadNode()) ?? (await loadWasm());
}

async function loadNode(): Promise<TfBackend | undefined> {
  // The name is a variable, so that the types don't need a package that may not be there.
  const name = '@tensorflow/tfjs-node';
  try {
    const module = (await import(name)) as { default?: Tf } & Tf;
    return { tf: module.default ?? module, name: 'tfjs-node' };
  } catch {
    return undefined; // not installed on this machine: WASM does the same work
  }
}

async function loadWasm(): Promise<TfBackend> {
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  return { tf, name: 'tfjs-wasm' };
}
