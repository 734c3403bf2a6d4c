import { writtenId } from '../can/dbc/find-message.js';
import { resolveReferences } from '../can/vehicle/profile-references.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import { unitRemarks } from '../can/vehicle/unit-check.js';
import { speedFloorOf, type ProfileQuantity, type VehicleProfile } from '../can/vehicle/vehicle-profile.js';
import type { Inspection } from './inspection.js';
import { textTable } from './text-table.js';

/** Quantities that have a side. */
const SIDED = ['steering', 'curvature', 'yawRate', 'lateralAcceleration', 'laneCurvature', 'laneCurvatureRate'];

/** A vehicle profile that fits its DBC: what is read from which signal, in which unit and with which sign and checks. */
export async function inspectProfile(path: string): Promise<Inspection> {
  const vehicle = await readVehicle(path);
  const { profile, dbc, at = () => path } = vehicle;
  const { signals, checks } = resolveReferences(profile, dbc, at);
  const { name, channel, wheelbase, steeringRatio, positionLatency } = profile;
  const messages = [...new Set([...signals.values()].map(({ message }) => message))].map((message) => {
    const check = checks.get(message);
    return {
      message: message.name,
      id: writtenId(message),
      bytes: message.length,
      period: check?.cyclic === false ? 'on change' : (check?.period ?? message.cycleTime ?? 'as seen'),
      checksum: check?.checksum?.kind ?? 'none',
      counter: check?.counter?.signal ?? 'none',
      interface: check?.channel ?? channel ?? 'any',
    };
  });
  const figures = {
    kind: 'profile',
    path,
    name,
    dbc: dbc.file,
    curvature: profile.signals.curvature ? 'as the bus has it' : 'yaw rate over speed',
    speedFloor: speedFloorOf(profile),
    positionLatency,
    wheelbase,
    steeringRatio,
    quantities: quantitiesOf(profile),
    messages,
    remarks: unitRemarks(vehicle),
  };
  return { figures, text: describe(figures) };
}

function quantitiesOf({ signals }: VehicleProfile) {
  return Object.entries(signals).map(([quantity, given]) => ({
    quantity,
    from: sourceOf(given),
    unit: 'unit' in given ? given.unit : '',
    positive: SIDED.includes(quantity) && 'unit' in given ? (given.positive ?? 'left') : '',
    range: 'range' in given ? given.range : undefined,
    conditions: conditionsOf(given),
  }));
}

type ProfileFigures = Pick<VehicleProfile, 'name' | 'wheelbase' | 'steeringRatio'> & {
  path: string;
  dbc: string;
  curvature: string;
  speedFloor: number;
  quantities: ReturnType<typeof quantitiesOf>;
  messages: (Record<'message' | 'id' | 'checksum' | 'counter' | 'interface', string> & {
    bytes: number;
    period: string | number;
  })[];
  remarks: string[];
};

function describe(figures: ProfileFigures): string {
  const { path, name, dbc, curvature, speedFloor, wheelbase, steeringRatio, remarks } = figures;
  const steering =
    wheelbase === undefined || steeringRatio === undefined
      ? 'no wheelbase and steeringRatio, so nothing is expected of its steering before it drives'
      : `wheelbase ${wheelbase} m, steering ratio ${steeringRatio}`;
  const quantities = figures.quantities.map(({ quantity, unit, positive, from, range, conditions }) => [
    quantity,
    unit,
    positive,
    range ? `${range[0]} … ${range[1]}` : '',
    conditions,
    from,
  ]);
  const messages = figures.messages.map(({ message, id, bytes, period, checksum, counter, interface: on }) => [
    message,
    id,
    String(bytes),
    typeof period === 'number' ? `${Number((1000 * period).toPrecision(6))} ms` : period,
    checksum,
    counter,
    on,
  ]);
  return [
    `${path}: vehicle profile of "${name}"; all that it names is in ${dbc}`,
    `curvature: ${curvature}; valid from ${speedFloor} m/s; ${steering}`,
    '',
    textTable([['quantity', 'unit', 'positive', 'range', 'conditions', 'from'], ...quantities], 6),
    '',
    textTable([['message', 'id', 'bytes', 'period', 'checksum', 'counter', 'interface'], ...messages], 7),
    ...(remarks.length > 0 ? ['', ...remarks.map((one) => `remark: ${one}`)] : []),
  ].join('\n');
}

type Given = Partial<ProfileQuantity> & { reverse?: readonly number[]; on?: readonly number[] };

function sourceOf({ signal, sum = [], mean = [] }: Given): string {
  if (sum.length > 0) return sum.join(' + ');
  return mean.length > 0 ? `mean of ${mean.join(', ')}` : (signal ?? '');
}

function conditionsOf({ validWhen, signFrom, offset, maxRate, smoothing, reverse, on, unit }: Given): string {
  const conditions = [
    validWhen && `valid when ${validWhen.signal} is ${validWhen.equals.join(' or ')}`,
    signFrom && `negative when ${signFrom.signal} is ${signFrom.negative.join(' or ')}`,
    offset !== undefined && `offset ${offset} ${unit}`,
    maxRate !== undefined && `at most ${maxRate} ${unit} a second`,
    smoothing !== undefined && `low-pass of ${smoothing} s`,
    reverse && `reverse is ${reverse.join(' or ')}`,
    on && `on is ${on.join(' or ')}`,
  ];
  return conditions.filter(Boolean).join('; ');
}
