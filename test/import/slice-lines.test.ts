import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FhirIndex } from '../../src/import/fhir-index.ts';
import { indexParts } from '../../src/import/fhir-index-threads.ts';
import { SliceLines } from '../../src/import/slice-lines.ts';
import { PositionedReader } from '../../src/import/source-files.ts';

const OPTIONS = { identifierSystem: undefined, staff: false, now: 0 };

function line(id: number, length: number): string {
  return JSON.stringify({ resourceType: 'Observation', id: `o${id}`, x: 'é'.repeat(length) });
}

/** Lines of these lengths, ended and parted in several ways, read back in this order. */
async function readBack(lengths: readonly number[], ends: readonly string[], order: readonly number[]) {
  const directory = await mkdtemp(join(tmpdir(), 'custos-slice-'));
  try {
    const lines = lengths.map((length, id) => line(id, length));
    const path = join(directory, 'Observation.ndjson');
    await writeFile(path, `\ufeff${lines.map((one, i) => one + ends[i % ends.length]).join('')}`);
    const file = { path, name: 'Observation.ndjson', bytes: (await stat(path)).size };
    const task = { files: [file], options: OPTIONS, maxLineBytes: 2 ** 24, seed: 1 };
    const index = new FhirIndex(OPTIONS, 1);
    const [part] = await indexParts(task, () => undefined);
    if (part !== undefined) index.absorb(part.data, 0, lengths.length, 0);
    const reader = new PositionedReader([file]);
    const content = new SliceLines(index, reader).of(Uint32Array.from(order));
    const pieces = content instanceof Uint8Array ? [content] : content;
    const read = [...Array.from(pieces, (piece) => Buffer.from(piece))];
    reader.close();
    return { text: Buffer.concat(read).toString('utf8'), wanted: order.map((id) => `${lines[id]}\n`).join('') };
  } finally {
    await rm(directory, { recursive: true });
  }
}

test.each([
  ['that follow one another', ['\n'], [0, 1, 2, 3, 4, 5]],
  ['with others between them', ['\n'], [0, 2, 3, 5]],
  ['in another order than in the file', ['\n'], [3, 1, 2, 0]],
  ['that end in CR LF', ['\r\n'], [0, 1, 2, 3]],
  ['with blank lines between them', ['\n', '\n\n', '\n \n', '\r\n\n'], [0, 1, 2, 3, 4, 5]],
  ['whose last one has no end', ['\n', '\n', '\n', '\n', '\n', ''], [4, 5]],
] as const)('reads lines %s, each ended by LF', async (_, ends, order) => {
  const small = await readBack([3, 0, 50, 7, 1, 9], ends, order);
  expect(small.text).toBe(small.wanted);
  const large = await readBack([60_000, 100, 131_000, 300_000, 10, 131_052], ends, order);
  expect(large.text).toBe(large.wanted);
});
