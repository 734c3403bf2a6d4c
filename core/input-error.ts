/** A fault in what the user gave (file, option, model bundle); the command line exits with 2 and prints its one line. */
export class InputError extends Error {
  override name = 'InputError';
}
