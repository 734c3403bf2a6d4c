import { cholesky, solveCholesky } from './cholesky.js';
import { ADDRESSES, compileWasm, f64, f64x2, hasWasm, i32, loop, VECTORS, type Code, type Local } from './wasm.js';

/**
 * Solves A·X = B for a symmetric positive definite A of one size and as many right-hand sides, again and again, in its
 * own memory. Compiled to WebAssembly, two columns at once; where there is none, in JavaScript, to the same bits: every
 * element goes through the same operations in the same order. Where A is not positive definite, X has no numbers (NaN).
 */
export type DefiniteSystem = {
  /** A, row by row, `stride` apart; the upper triangle is read, and all is written over by `solve` */
  readonly matrix: Float64Array;
  readonly stride: number;
  /** B, row by row, `columns` apart; `solve` puts X there */
  readonly sides: Float64Array;
  readonly columns: number;
  solve(): void;
};

const DOUBLE = 8;
/** bytes */
const VECTOR = 16;
/** Vectors of a row that are worked on at once; rows end in as many spare ones, so that the last ones may overhang. */
const BLOCK = 4;

const systems = new Map<string, DefiniteSystem>();

/** One for all that ask for this size: who solves it has written all of A and B. */
export function definiteSystem(n: number, sides: number): DefiniteSystem {
  const key = `${n} ${sides}`;
  const known = systems.get(key);
  if (known) return known;
  const made = hasWasm() ? compiledSystem(n, sides) : plainSystem(n, sides);
  systems.set(key, made);
  return made;
}

/** The same in JavaScript. */
export function plainSystem(n: number, sides: number): DefiniteSystem {
  const matrix = new Float64Array(n * n);
  const given = new Float64Array(n * sides);
  const transposed = new Float64Array(n * n);
  const lower = new Float64Array(n * n);
  const [side, solution] = [new Float64Array(n), new Float64Array(n)];
  const solve = () => {
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) transposed[i * n + j] = matrix[j * n + i]!;
    cholesky(transposed, n, lower);
    for (let s = 0; s < sides; s++) {
      for (let i = 0; i < n; i++) side[i] = given[i * sides + s]!;
      solveCholesky(lower, n, side, solution);
      for (let i = 0; i < n; i++) given[i * sides + s] = solution[i]!;
    }
  };
  return { matrix, stride: n, sides: given, columns: sides, solve };
}

function compiledSystem(n: number, sides: number): DefiniteSystem {
  const stride = 2 * Math.ceil(n / 2) + 2 * BLOCK;
  const columns = 2 * Math.ceil(sides / 2);
  const size = { n, row: stride * DOUBLE, sides: (n * stride + 2 * BLOCK) * DOUBLE, sideRow: columns * DOUBLE };
  const { memory, run } = compileWasm([factor(size), substitute(size)], size.sides + n * size.sideRow);
  return {
    matrix: new Float64Array(memory, 0, n * stride),
    stride,
    sides: new Float64Array(memory, size.sides, n * columns),
    columns,
    solve: run,
  };
}

/** bytes: `row` and `sideRow` from row to row of A and B, `sides` where B begins; A begins at 0 */
type Size = { n: number; row: number; sides: number; sideRow: number };

const [DIAGONAL, TOP, END, BACK, AT, OTHER, FACTORS] = ADDRESSES as [Local, Local, Local, Local, Local, Local, Local]; // as: there are seven
const SUMS = VECTORS.slice(0, BLOCK);
const FACTOR = VECTORS[BLOCK]!;

const advance = (address: Local, bytes: number): Code => address.set(i32.add(address.get, i32.const(bytes)));
const loadSums = (from: Local, count: number): Code =>
  SUMS.slice(0, count).flatMap((sum, v) => sum.set(f64x2.load(from.get, v * VECTOR)));
const storeSums = (to: Local, count: number): Code =>
  SUMS.slice(0, count).flatMap((sum, v) => f64x2.store(to.get, sum.get, v * VECTOR));
/** The factor at FACTORS times the vectors at OTHER is taken off the sums; then on to the next factor and vectors. */
const takeOff = (count: number, { factors, others }: { factors: number; others: number }): Code => [
  FACTOR.set(f64x2.loadSplat(FACTORS.get)),
  ...SUMS.slice(0, count).flatMap((sum, v) =>
    sum.set(f64x2.sub(sum.get, f64x2.mul(FACTOR.get, f64x2.load(OTHER.get, v * VECTOR)))),
  ),
  advance(FACTORS, factors),
  advance(OTHER, others),
];

/**
 * A = Uᵀ·U in its place, U upper triangular, row by row (Golub & Van Loan, Matrix Computations, 4.2.5, transposed): what
 * the rows above say of a row is taken off it, and it is divided by the root of its diagonal.
 */
function factor({ n, row }: Size): Code {
  const toFirst = AT.set(i32.and(DIAGONAL.get, i32.const(-VECTOR))); // its neighbour below the diagonal is never read
  const isInRow = i32.lessThan(AT.get, END.get);
  const block: Code = [
    loadSums(AT, BLOCK),
    FACTORS.set(TOP.get),
    OTHER.set(i32.sub(AT.get, BACK.get)),
    loop(takeOff(BLOCK, { factors: row, others: row }), i32.lessThan(FACTORS.get, DIAGONAL.get)),
    storeSums(AT, BLOCK),
    advance(AT, BLOCK * VECTOR),
  ];
  const quotient: Code = [f64x2.store(AT.get, f64x2.div(f64x2.load(AT.get), FACTOR.get)), advance(AT, VECTOR)];
  const divide: Code = [
    f64.store(DIAGONAL.get, f64.sqrt(f64.load(DIAGONAL.get))),
    FACTOR.set(f64x2.loadSplat(DIAGONAL.get)),
    toFirst,
    loop(quotient, isInRow),
    f64.store(DIAGONAL.get, f64x2.first(FACTOR.get)),
  ];
  const nextRow: Code = [
    advance(DIAGONAL, row + DOUBLE),
    advance(TOP, DOUBLE),
    advance(END, row),
    advance(BACK, row),
    toFirst,
    loop(block, isInRow),
    ...divide,
  ];
  const begin: Code = [
    DIAGONAL.set(i32.const(0)),
    TOP.set(i32.const(0)),
    END.set(i32.const(n * DOUBLE)),
    BACK.set(i32.const(0)),
    ...divide,
  ];
  return n === 1 ? begin : [...begin, loop(nextRow, i32.lessThan(TOP.get, i32.const((n - 1) * DOUBLE)))];
}

/** Uᵀ·Y = B from the first row on, then U·X = Y from the last one back, both in the place of B. */
function substitute(size: Size): Code {
  const vectors = size.sideRow / VECTOR;
  const blocks = Array.from({ length: Math.ceil(vectors / BLOCK) }, (_, b) => {
    return { begin: size.sides + b * BLOCK * VECTOR, count: Math.min(BLOCK, vectors - b * BLOCK) };
  });
  return blocks.flatMap((block) => [...forward(size, block), ...backward(size, block)]);
}

type Block = { begin: number; count: number };

const divideSums = (count: number): Code => [
  FACTOR.set(f64x2.loadSplat(DIAGONAL.get)),
  ...SUMS.slice(0, count).flatMap((sum) => sum.set(f64x2.div(sum.get, FACTOR.get))),
];

function forward({ n, row, sideRow }: Size, { begin, count }: Block): Code {
  const finish: Code = [divideSums(count), storeSums(AT, count)];
  const nextRow: Code = [
    advance(DIAGONAL, row + DOUBLE),
    advance(TOP, DOUBLE),
    advance(AT, sideRow),
    loadSums(AT, count),
    FACTORS.set(TOP.get),
    OTHER.set(i32.const(begin)),
    loop(takeOff(count, { factors: row, others: sideRow }), i32.lessThan(OTHER.get, AT.get)),
    ...finish,
  ];
  const first: Code = [
    DIAGONAL.set(i32.const(0)),
    TOP.set(i32.const(0)),
    AT.set(i32.const(begin)),
    loadSums(AT, count),
    ...finish,
  ];
  return n === 1 ? first : [...first, loop(nextRow, i32.lessThan(TOP.get, i32.const((n - 1) * DOUBLE)))];
}

function backward({ n, row, sideRow }: Size, { begin, count }: Block): Code {
  const finish: Code = [divideSums(count), storeSums(AT, count)];
  const nextRow: Code = [
    advance(DIAGONAL, -row - DOUBLE),
    advance(AT, -sideRow),
    loadSums(AT, count),
    FACTORS.set(i32.add(DIAGONAL.get, i32.const(DOUBLE))),
    OTHER.set(i32.add(AT.get, i32.const(sideRow))),
    loop(takeOff(count, { factors: DOUBLE, others: sideRow }), i32.lessThan(OTHER.get, i32.const(begin + n * sideRow))),
    ...finish,
  ];
  const last: Code = [
    DIAGONAL.set(i32.const((n - 1) * (row + DOUBLE))),
    AT.set(i32.const(begin + (n - 1) * sideRow)),
    loadSums(AT, count),
    ...finish,
  ];
  return n === 1 ? last : [...last, loop(nextRow, i32.lessThan(i32.const(begin), AT.get))];
}
