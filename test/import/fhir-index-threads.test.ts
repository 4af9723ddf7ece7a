import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FhirIndex } from '../../src/import/fhir-index.ts';
import { joinParts } from '../../src/import/fhir-index-join.ts';
import { PartIndexer } from '../../src/import/fhir-index-part.ts';
import { indexParts } from '../../src/import/fhir-index-threads.ts';
import { Problems } from '../../src/import/import-report.ts';
import { LineSplitter } from '../../src/import/line-splitter.ts';
import type { SourceFile } from '../../src/import/source-files.ts';
import { temporaryDirectory } from '../vault/workspace.ts';

const LINE_BYTES = 4 * 1024 * 1024;
const OPTIONS = { identifierSystem: undefined, staff: false, now: 0 };
const WHOLE = { from: 0, to: Number.POSITIVE_INFINITY };

/** Seconds that the calling thread computed meanwhile. */
async function own(work: Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work;
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

test('a long line is parsed beside the thread that asks, which has others to serve', async () => {
  const path = join(await temporaryDirectory(), 'Observation.ndjson');
  const words = 'the patient reports no change since the last visit '.repeat(LINE_BYTES / 51);
  await writeFile(path, `${JSON.stringify({ resourceType: 'Observation', id: '1', note: [{ text: words }] })}\n`);
  const file = { path, name: 'Observation.ndjson', bytes: (await stat(path)).size };
  const settings = { options: OPTIONS, maxLineBytes: 2 * LINE_BYTES, seed: 1 };
  const alone = await own(new PartIndexer(settings).add({ number: 0, file, ...WHOLE }, () => undefined));
  const parts = indexParts({ files: [file], ...settings }, () => undefined);
  expect(await own(parts)).toBeLessThan(alone / 2);
  expect((await parts).flatMap(({ pieces }) => pieces.map(({ lines }) => lines)).sort()).toEqual([0, 1]);
});

/** Of two files: lines of all kinds, with all ends. */
const FIRST = `\ufeff${[
  '{"resourceType":"Patient","id":"p1","identifier":[{"system":"http://h.example/mrn","value":"80001"}]}',
  '',
  '{"resourceType":"Observation","id":"o1","subject":{"reference":"Patient/p1"},"note":[{"text":"heroin"}]}\r',
  '{"resourceType":"Observation","id":"o2","subject":{"reference":"Patient/p2"},"x":1,"x":2}',
  ' \t\r',
  '{"id":"none"}',
  `{"resourceType":"Observation","id":"o3","note":[{"text":"${'long '.repeat(100)}"}]}`,
  '{"resourceType":"Location","id":"l1","name":"Ward 7","telecom":[{"value":"555-1000 80001"}]}',
  '{"resourceType":"Observation","id":"o4","subject":{"reference":"Patient/p1"},"performer":[{"reference":"Patient/p2"}]}',
  '{"resourceType":"Observation","id":"o5","code":{"text":"größe"}} trailing',
  '{"resourceType":"Provenance","id":"v1","target":[{"reference":"Observation/o1"}]}',
].join('\n')}`;
const SECOND = `${'{"no":"resource"}\n'.repeat(5)}\n`;

async function joined(files: readonly SourceFile[], pieceBytes: number) {
  const settings = { options: OPTIONS, maxLineBytes: 400, seed: 7 };
  const indexers = [new PartIndexer(settings), new PartIndexer(settings), new PartIndexer(settings)];
  let turn = 0;
  let bytes = 0;
  for (const [number, file] of files.entries())
    for (let from = 0; from < file.bytes; from += pieceBytes) {
      const to = from + pieceBytes < file.bytes ? from + pieceBytes : WHOLE.to;
      await indexers[turn++ % 3]?.add({ number, file, from, to }, (more) => {
        bytes += more;
      });
    }
  const [index, problems] = [new FhirIndex(OPTIONS, 7), new Problems()];
  const parts = indexers.map((one) => one.part());
  const seen = await joinParts(index, files, parts, problems, async () => undefined);
  return { bytes, seen, index: index.data(), problems };
}

test('a thread that is given the middle of a long line reads no further than its bytes', () => {
  const lines: number[] = [];
  const splitter = new LineSplitter(100, (_, offset) => lines.push(offset), { from: 10, to: 30 });
  splitter.push(Buffer.alloc(20, 'x'));
  expect(splitter.isDone).toBe(false);
  splitter.push(Buffer.alloc(1, 'x'));
  expect(splitter.isDone).toBe(true);
  splitter.end();
  expect(lines).toEqual([]);
  const other = new LineSplitter(100, (_, offset) => lines.push(offset), { from: 10, to: 30 });
  other.push(Buffer.from(`${'x'.repeat(19)}\n`));
  expect(other.isDone).toBe(false);
  other.push(Buffer.from('y'.repeat(50)));
  other.end();
  expect(lines).toEqual([29]);
});

test('files that threads read in pieces, cut at any byte, are indexed as if they were read whole', async () => {
  const directory = await temporaryDirectory();
  const files = await Promise.all(
    [FIRST, SECOND].map(async (text, i) => {
      const name = i === 0 ? 'mixed.ndjson' : 'other.ndjson';
      await writeFile(join(directory, name), text);
      return { path: join(directory, name), name, bytes: Buffer.byteLength(text) };
    }),
  );
  const whole = await joined(files, 2 ** 20);
  expect(whole.bytes).toBe(Buffer.byteLength(FIRST + SECOND));
  expect(whole.seen).toEqual([
    { resources: 5, lines: 9, skipped: null },
    { resources: 0, lines: 5, skipped: 'none of its lines is a FHIR resource' },
  ]);
  expect(whole.problems.examples.map(({ line }) => line)).toEqual([4, 7, 10, 6]);
  expect(whole.index.columns.line).toEqual(Uint32Array.of(1, 3, 8, 9, 11));
  for (const pieceBytes of [5, 17, 64, 111, 250, 700])
    expect(await joined(files, pieceBytes), `pieces of ${pieceBytes}`).toEqual(whole);
});
