import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { type Bytes, toHex, utf8 } from '../../src/core/bytes.ts';
import type { Json } from '../../src/core/canonical.ts';
import { encodeEntry } from '../../src/core/entry.ts';
import { evidenceDigest } from '../../src/core/evidence.ts';
import { defined, honestStudy, Study } from './honest-trail.ts';

/** Bytes that look a little like what is expected, and bytes that do not. */
const words = fc.constantFrom(
  'opening',
  'row',
  'grant',
  'erased',
  'position',
  'leaf',
  'terms',
  'kind',
  'request',
  'v',
  'seq',
  '__proto__',
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, -1, 1, 2 ** 53, 4096, '', '0x', `0x${'00'.repeat(32)}`, 'request', 'revocation'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(words, tie('value'), { maxKeys: 5 }),
  ),
})).value;
const junk: fc.Arbitrary<Bytes> = fc.oneof(
  fc.uint8Array({ maxLength: 600 }).map((bytes) => Uint8Array.from(bytes)),
  fc.array(json, { maxLength: 5 }).map((lines) => utf8(lines.map((value) => JSON.stringify(value)).join('\n'))),
);

const answer = (bytes: Bytes) => async (): Promise<Fetched> => ({ kind: 'bytes', bytes: Uint8Array.from(bytes) });

describe('whatever a log serves', () => {
  for (const part of ['checkpoint', 'bundle', 'evidence', 'openings'] as const) {
    it(`as its ${part}, the auditor neither throws nor calls it clean`, async () => {
      const study = await honestStudy();
      await fc.assert(
        fc.asyncProperty(junk, async (bytes) => {
          const report = await audit(study.ledgerSource(), [study.logSource({ [part]: answer(bytes) })]);
          expect(report.verdict).not.toBe('clean');
        }),
        { numRuns: 150 },
      );
    });
  }

  it('as evidence that its entry does name, the auditor does not throw', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const study = new Study();
        const evidence = await study.evidenceFor(study.request(), study.requester);
        for (const bytes of [utf8(JSON.stringify(value)), utf8(JSON.stringify({ ...evidence, request: value }))]) {
          await study.release({ rows: study.rowsOf(0) });
          const seq = study.entries.length - 1;
          const entry = JSON.parse(Buffer.from(defined(study.entries[seq])).toString());
          study.entries[seq] = encodeEntry({ ...entry, evidence: toHex(evidenceDigest(bytes)) });
          study.evidence.set(seq, bytes);
        }
        study.anchor();
        expect((await audit(study.ledgerSource(), [study.logSource()])).verdict).toBe('findings');
      }),
      { numRuns: 100 },
    );
  });

  it('with numbers at their limits, the auditor does not throw', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    for (const change of [
      { time: most },
      { seq: most },
      { of: most },
      { permit: 0xffff_ffff },
      { version: 0xffff_ffff },
    ]) {
      for (const mode of ['heads-only', 'disclosed'] as const) {
        const study = new Study({ mode });
        study.anchor();
        const size = study.anchored;
        await study.release({ rows: study.rowsOf(0), entry: change });
        if (mode === 'heads-only') study.anchor();
        else study.mine(['LogHead', { log: study.logId, size: size + 1, root: toHex(study.tree.root()) }]);
        const { verdict } = await audit(study.ledgerSource(), [study.logSource()]);
        expect(verdict).toBe('findings');
      }
    }
  });
});
