import { encode } from 'uqr';

/** Blank modules that ISO/IEC 18004 asks for on each side. */
const QUIET = 4;

/** A QR code that is still read where a seventh of it is not: the dark modules, each a square of one unit in `size` by `size`. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
