import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { indexPart } from '../../src/import/fhir-index-part.ts';
import { indexParts } from '../../src/import/fhir-index-threads.ts';
import { temporaryDirectory } from '../vault/workspace.ts';

const LINE_BYTES = 4 * 1024 * 1024;

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
  const options = { identifierSystem: undefined, staff: false, now: Date.now() };
  const task = { files: [{ number: 0, file }], options, maxLineBytes: 2 * LINE_BYTES, seed: 1 };
  const here = own(indexPart(task, () => undefined));
  const alone = await here;
  const parts = indexParts(task, () => undefined);
  expect(await own(parts)).toBeLessThan(alone / 2);
  expect((await parts)[0]?.files).toEqual([{ number: 0, from: 0, to: 1, lines: 1, skipped: null }]);
});
