import { InputError } from '../core/input-error.js';

type Xlsx = typeof import('xlsx');
type WorkBook = import('xlsx').WorkBook;
type ParsingOptions = import('xlsx').ParsingOptions;

/** An archive's parts, unpacked, as the package keeps them. */
type Container = { readonly FullPaths: readonly string[] };

/** As the package exports it; its own types leave out the parser of an archive that is unpacked already. */
type Package = Pick<Xlsx, 'utils' | 'write'> & {
  CFB: {
    utils: {
      cfb_new: () => Container;
      cfb_add: (container: Container, name: string, content: Uint8Array, options: { unsafe: boolean }) => unknown;
    };
  };
  parse_zip: (archive: Container, options: ParsingOptions) => WorkBook;
};

/** Workbooks are optional: a car reads none, and installs without the package. */
export async function loadXlsx(): Promise<Package> {
  try {
    const loaded: unknown = await import('xlsx');
    return loaded as Package; // as: see Package
  } catch (error) {
    const got = 'none installed (npm install --include=optional)';
    throw new InputError(`expected the package xlsx for workbooks, got ${got}`, { cause: error });
  }
}
