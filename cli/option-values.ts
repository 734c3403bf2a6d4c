import { extname } from 'node:path';
import { InputError } from '../core/input-error.js';

/** Parsers for commander: text of an option → its value, or one line that says what was expected. */

export function positiveNumber(option: string, { min = 0, max = Number.MAX_VALUE } = {}) {
  return (text: string): number => {
    const value = Number(text);
    if (value > 0 && value >= min && value <= max) return value;
    const least = min > 0 ? `>= ${min}` : '> 0';
    const most = max === Number.MAX_VALUE ? '' : ` and <= ${max}`;
    throw new InputError(`expected a number ${least}${most}, got "${text}" (${option})`);
  };
}

/** A number > 0, or one word. */
export function positiveNumberOr<T extends string>(option: string, word: T) {
  return (text: string): number | T => {
    if (text === word) return word;
    const value = Number(text);
    if (value > 0 && value <= Number.MAX_VALUE) return value;
    throw new InputError(`expected ${word} or a number > 0, got "${text}" (${option})`);
  };
}

export function integer(option: string, { min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      const bounds = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `from ${min} to ${max}`;
      throw new InputError(`expected an integer ${bounds}, got "${text}" (${option})`);
    }
    return value;
  };
}

/** An integer, or one word. */
export function integerOr<T extends string>(option: string, word: T, bounds: { min: number }) {
  return (text: string): number | T => {
    if (text === word) return word;
    try {
      return integer(option, bounds)(text);
    } catch {
      throw new InputError(`expected ${word} or an integer >= ${bounds.min}, got "${text}" (${option})`);
    }
  };
}

/** `a, b or c`, for help and errors alike. */
export const choices = (values: readonly string[]): string => values.join(', ').replace(/, ([^,]*)$/, ' or $1');

export function oneOf<T extends string>(option: string, values: readonly T[]) {
  return (text: string): T => {
    const value = values.find((one) => one === text);
    if (value === undefined) throw new InputError(`expected ${choices(values)}, got "${text}" (${option})`);
    return value;
  };
}

/** The path of a file that is written, which must end in this, so that it is no other file by mistake. */
export function fileNamed(option: string, extension: '.csv' | '.html') {
  return (path: string): string => {
    if (extname(path).toLowerCase() === extension) return path;
    throw new InputError(`expected a file that ends in ${extension}, got "${path}" (${option})`);
  };
}

/** of --page: 0 is any that is free */
export const PORTS = { min: 0, max: 65_535 };
export const PAGE_HELP = 'shows what is predicted, as it is, on a page at http://127.0.0.1:PORT/ (such as 9465)';

/** of --executor */
export const EXECUTOR_HELP =
  'what runs the model: wasm (compiled to WebAssembly) or ort (ONNX Runtime); default: wasm where the model can be compiled';
