import { join } from 'node:path';
import type { Session } from '../drives/session-events.js';
import { InputError } from '../core/input-error.js';
import { shortHash } from '../core/short-hash.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import { ModelStore } from '../onnx/model-store.js';
import type { Predictor } from '../runtime/predictor.js';
import { ScriptedModels } from '../runtime/scripted-models.js';

/** Opens every model that the session went on with; the store has those beside the first, `opened`. */
export async function sessionModels(
  session: Session | undefined,
  first: { bundle: ModelBundle; predictor: Predictor },
  options: { store?: string | undefined; open: (bundle: ModelBundle) => Promise<Predictor>; where: string },
): Promise<ScriptedModels> {
  const { card } = first.bundle;
  const predictors = new Map([[card.onnxSha256, first.predictor]]);
  const wanted = new Set((session?.events ?? []).flatMap((event) => ('models' in event ? event.models : [])));
  for (const sha256 of wanted) {
    if (predictors.has(sha256)) continue;
    const bundle = await findBundle(sha256, options);
    predictors.set(sha256, await options.open(bundle));
  }
  return new ScriptedModels(first.predictor, predictors);
}

async function findBundle(sha256: string, { store, where }: { store?: string | undefined; where: string }) {
  const shown = `${shortHash(sha256)}…`;
  if (store === undefined) {
    throw new InputError(
      `expected the store with the session's model sha256 ${shown} (--store DIR), got none (${where})`,
    );
  }
  for (const { name, path } of await new ModelStore(store).models()) {
    if (!name.endsWith(shortHash(sha256))) continue;
    const bundle = await readBundle(path);
    if (bundle.card.onnxSha256 === sha256) return bundle;
    await bundle.session.release();
  }
  throw new InputError(
    `expected the session's model sha256 ${shown} in the store, got none (${join(store, 'models')})`,
  );
}
