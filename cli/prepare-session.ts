import type { KeyObject } from 'node:crypto';
import type { CanDriver } from '../can/live/can-driver.js';
import { checkInterface } from '../can/live/live-channel.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import type { Preview } from '../core/curvature-preview.js';
import { faultText } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import type { SessionHead } from '../drives/session-events.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import { ModelStore, type StoredModel } from '../onnx/model-store.js';
import { readPublicKey } from '../onnx/signature.js';
import { planBus, type BusPlan } from '../runtime/bus-plan.js';
import { executorOf, openPredictor, type Predictor } from '../runtime/predictor.js';
import { readRunConfig, type RunConfig } from '../runtime/run-config.js';
import { openRoad } from './preview-options.js';

export type SessionOptions = {
  /** path of the configuration */
  config: string;
  /** takes the place of the configuration's */
  interface?: string | undefined;
  /** where the session is to be recorded, in the place of the configuration's */
  record?: string | undefined;
  /** nothing is sent */
  dry: boolean;
  driver: CanDriver;
  remark: (text: string) => void;
  /** port of loopback, for a page that shows what is predicted */
  page?: number | undefined;
};

/** All that a session is made of, read and checked: the model has answered, and nothing is opened yet. */
export type PreparedSession = {
  options: SessionOptions;
  config: RunConfig;
  key: KeyObject | undefined;
  vehicle: Vehicle;
  bundle: ModelBundle;
  /** which of a store's models the bundle is, where the configuration's is its champion */
  stored: StoredModel | undefined;
  predictor: Predictor;
  plan: BusPlan;
  preview: Preview;
  /** what a replay must know to go through the session as it went */
  head: SessionHead;
};

/** Faults of the configuration are told at once, and so are those of what it names. */
export async function prepareSession(options: SessionOptions): Promise<PreparedSession> {
  const { config: where, driver, remark } = options;
  const written = await readRunConfig(where);
  const config = { ...written, interface: options.interface ?? written.interface };
  const key = config.publicKey === undefined ? undefined : await readPublicKey(config.publicKey);
  const stored = await ModelStore.ofChampion(config.model)?.current(); // the link may change before it is asked again
  const [vehicle, bundle] = await allOf(
    readVehicle(config.vehicle, `vehicle in ${where}`),
    readBundle(stored?.path ?? config.model, { key }),
  );
  try {
    const plan = planBus(config, vehicle, bundle.card, where);
    for (const [name, { fd }] of plan.wanted) checkInterface(driver, name, { fd, where });
    const road = await openRoad({ ...config.preview, remark }, bundle.card);
    const predictor = await openPredictor(bundle, { onFault: remark });
    const { preview } = road;
    const head = headOf(config, predictor, await road.hashMap());
    return { options, config, key, vehicle, bundle, stored, predictor, plan, preview, head };
  } catch (error) {
    await bundle.session.release();
    throw error;
  }
}

function headOf({ phases, preview: road }: RunConfig, predictor: Predictor, map: string | undefined): SessionHead {
  const [preview = 'hold', ...fallback] = road.order;
  const { route } = road;
  const roads = { preview, fallback, ...(map !== undefined && { map }), ...(route && { route }) };
  const { dt, onnxSha256: model } = predictor.card;
  return { session: 1, dt, phases, ...roads, model, executor: executorOf(predictor) };
}

/** Both, or all that is wrong with them at once. */
async function allOf<A, B extends ModelBundle>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  if (b.status === 'fulfilled') await b.value.session.release();
  const faults = [a, b].flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  for (const fault of faults) if (fault instanceof Error && !(fault instanceof InputError)) throw fault;
  throw new InputError(faults.map(faultText).join('; '));
}
