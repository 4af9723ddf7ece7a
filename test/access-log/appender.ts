import { createHash } from 'node:crypto';
import { AccessLog } from '../../src/access-log/access-log.ts';
import type { Draft } from '../../src/access-log/draft.ts';
import { encodeEvidence } from '../../src/core/evidence.ts';
import type { Digest, LogId } from '../../src/core/ids.ts';

/** A process that appends until it is killed, and says on stdout, one line each, what it holds a receipt for:
 *  number, SHA-256 of the entry, receipt in base64. */
const [, , directory = ''] = process.argv;
const digest = `0x${'22'.repeat(32)}` as Digest;
const evidence = encodeEvidence({ v: 1, kind: 'interruption', itemsSent: 1 });
const never = () => new Promise<never>(() => undefined);
const log = await AccessLog.open({
  directory,
  ledger: { chainId: 4711, membership: `0x${'11'.repeat(20)}` as never },
  logId: digest as unknown as LogId,
  key: new Uint8Array(32).fill(7),
  sealer: { seal: (_part, _seq, plaintext) => plaintext, open: (_part, _seq, sealed) => sealed },
  latestBlock: () => ({ height: 1, hash: digest }),
  relay: { send: never },
  anchor: { mode: 'heads-only', head: never, record: never, checkpoint: never },
  maxUnanchored: () => Number.POSITIVE_INFINITY,
  software: 'custos/test',
  segmentBytes: 256 * 1024,
  publishEvery: 20,
});
const draft: Draft = {
  build: () => ({ entry: { kind: 'release', outcome: 'refused', reason: 'no-permit' }, evidence }),
};
process.stdout.write('open\n');
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const result = await log.append(draft);
      if (result.kind !== 'appended') throw new Error('not appended');
      const hash = createHash('sha256').update(result.entry).digest('hex');
      process.stdout.write(`${result.seq} ${hash} ${Buffer.from(result.receipt).toString('base64')}\n`);
    }
  }),
);
