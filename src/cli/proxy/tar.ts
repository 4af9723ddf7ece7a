const BLOCK = 512;
/** Sizes from here on do not fit into eleven octal digits. */
const OCTAL_LIMIT = 8 ** 11;

/** What stands before a file in an archive (POSIX.1-1988, ustar), for names of up to 100 characters of ASCII. Sizes beyond 8
 *  GiB are written as GNU and BSD tar, Python and libarchive read them. Every archive of the same files is the same. */
export function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'latin1');
  header.write('0000600\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  if (size < OCTAL_LIMIT) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** What fills the last block of a file. */
export function tarFill(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What ends an archive: one without it was cut off. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}
