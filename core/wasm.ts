/**
 * As much of WebAssembly (webassembly.github.io/spec, version 2.0: the binary format and its vector instructions) as
 * arithmetic on vectors of four float32 or two float64 needs. Code is the bytes of instructions, in lists of lists: what
 * an instruction is made of is in it as it is, as copies of copies take a start's time. An expression leaves its value
 * on the stack.
 */
export type Code = readonly (number | Code)[];

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;
const PAGE = 65_536;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x3f || rest < -0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** Bytes are loaded and stored wherever they lie; `offset` counts from the address. */
const memory = (align: number, offset: number): number[] => [align, ...unsigned(offset)];
const one = (opcode: number) => {
  const instruction = vector(opcode);
  return (x: Code): Code => [x, instruction];
};
const two = (opcode: number) => {
  const instruction = vector(opcode);
  return (a: Code, b: Code): Code => [a, b, instruction];
};

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  sub: (a: Code, b: Code): Code => [a, b, 0x6b],
  and: (a: Code, b: Code): Code => [a, b, 0x71],
  lessThan: (a: Code, b: Code): Code => [a, b, 0x49],
};

export const f32 = {
  load: (address: Code, offset = 0): Code => [address, 0x2a, ...memory(2, offset)],
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0x38, ...memory(2, offset)],
};

/** Four float32 at once. */
export const f32x4 = {
  load: (address: Code, offset = 0): Code => [address, ...vector(0x00), ...memory(4, offset)],
  /** the same float32 four times */
  loadSplat: (address: Code, offset = 0): Code => [address, ...vector(0x09), ...memory(2, offset)],
  store: (address: Code, value: Code, offset = 0): Code => [address, value, ...vector(0x0b), ...memory(4, offset)],
  const: (value: number): Code => {
    const bytes = [...new Uint8Array(Float32Array.of(value, value, value, value).buffer)];
    return [...vector(0x0c), ...bytes];
  },
  nearest: one(0x6a),
  neg: one(0xe1),
  sqrt: one(0xe3),
  add: two(0xe4),
  sub: two(0xe5),
  mul: two(0xe6),
  div: two(0xe7),
  min: two(0xe8),
  max: two(0xe9),
};

export const f64 = {
  load: (address: Code): Code => [address, 0x2b, ...memory(3, 0)],
  store: (address: Code, value: Code): Code => [address, value, 0x39, ...memory(3, 0)],
  sqrt: (x: Code): Code => [x, 0x9f],
};

/** Two float64 at once. */
export const f64x2 = {
  load: f32x4.load,
  store: f32x4.store,
  /** the same float64 twice */
  loadSplat: (address: Code): Code => [address, ...vector(0x0a), ...memory(3, 0)],
  /** the first of the two, as a float64 */
  first: (x: Code): Code => [x, ...vector(0x21), 0],
  sub: two(0xf1),
  mul: two(0xf2),
  div: two(0xf3),
};

/** Four 32-bit integers at once. */
export const i32x4 = {
  fromFloat: one(0xf8),
  const: (value: number): Code => {
    const bytes = [...new Uint8Array(Int32Array.of(value, value, value, value).buffer)];
    return [...vector(0x0c), ...bytes];
  },
  add: two(0xae),
  shiftLeft: (x: Code, bits: number): Code => [x, ...i32.const(bits), ...vector(0xab)],
};

/** A variable of the function. */
export type Local = { get: Code; set: (value: Code) => Code };

const local = (index: number): Local => ({
  get: [0x20, ...unsigned(index)],
  set: (value) => [value, 0x21, ...unsigned(index)],
});
const locals = (count: number, first: number) => Array.from({ length: count }, (_, k) => local(first + k));

/** The variables of the function, which everything in it shares: addresses, and vectors. */
export const ADDRESSES = locals(7, 0);
export const VECTORS = locals(16, ADDRESSES.length);

/** Runs `body` until `more`, a condition after it, is zero. */
export const loop = (body: Code, more: Code): Code => [0x03, EMPTY_BLOCK, body, more, 0x0d, 0x00, 0x0b];

/** The bytes of a module of one function `run`, without arguments or result, on an imported memory `env.memory`. */
function wasmModule(code: Code, memoryBytes: number): Uint8Array<ArrayBuffer> {
  const declared = [2, ADDRESSES.length, I32, VECTORS.length, V128];
  const body = [...declared, ...bytesOf(code), 0x0b];
  const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
  const text = (ascii: string) => [ascii.length, ...Array.from(ascii, (letter) => letter.charCodeAt(0))];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 0, 0]), // one type: () → ()
    ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0x00, ...unsigned(Math.ceil(memoryBytes / PAGE))]),
    ...section(3, [1, 0]), // one function, of the first type
    ...section(7, [1, ...text('run'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function bytesOf(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else bytesOf(part, bytes);
  }
  return bytes;
}

/** As far as it is used here: the types of Node have none, and those of browsers bring all of the DOM. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (
    module: object,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};
type WasmMemory = { readonly buffer: ArrayBuffer };

/** False where V8 compiles nothing (--jitless). */
export const hasWasm = (): boolean => 'WebAssembly' in globalThis;

/** The code as a function on a memory of its own. */
export function compileWasm(code: Code, memoryBytes: number): { memory: ArrayBuffer; run: () => void } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(memoryBytes / PAGE) });
  const module = new WebAssembly.Module(wasmModule(code, memoryBytes));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { memory: memory.buffer, run: exports.run as () => void }; // as: the module has this function
}
