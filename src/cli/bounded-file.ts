import { createReadStream } from 'node:fs';

/** What a stream holds; undefined where that is more than `max` bytes, of which no more are read: a device or the other
 *  end of a pipe need not end. */
export async function readWithin(stream: AsyncIterable<Uint8Array>, max: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same of a file that a user names. */
export function readFileWithin(path: string, max: number): Promise<Buffer | undefined> {
  return readWithin(createReadStream(path), max);
}
