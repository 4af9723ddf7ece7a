import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nativeCheck } from '../../src/access-log/log-key.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { block, openLog, temporaryDirectory } from './world.ts';

const APPENDER = fileURLToPath(new URL('./appender.ts', import.meta.url));
/** The long form is `CUSTOS_KILLS=1000`. */
const KILLS = Number(process.env.CUSTOS_KILLS ?? 6);

describe('R1: a process that is killed', () => {
  it('has lost no entry that it gave a receipt for, and doubled none', async () => {
    const directory = await temporaryDirectory();
    const acknowledged = new Map<number, { hash: string; receipt: Buffer }>();
    for (let kill = 0; kill < KILLS; kill++) {
      for (const line of await runAndKill(directory, 20 + Math.random() * 250)) {
        const [seq, hash, receipt] = line.split(' ');
        if (seq === undefined || hash === undefined || receipt === undefined || !receipt.length) continue;
        expect(acknowledged.has(Number(seq))).toBe(false);
        acknowledged.set(Number(seq), { hash, receipt: Buffer.from(receipt, 'base64') });
      }
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
    for (const fullCheck of [false, true]) {
      const log = await openLog({ directory, fullCheck, segmentBytes: 256 * 1024, latestBlock: () => block(2) });
      const policy = { origin: log.origin, log: [ed25519Verifier(log.verifierKey, nativeCheck)] };
      for (const [seq, { hash, receipt }] of acknowledged) {
        expect(
          createHash('sha256')
            .update(await log.read.entry(seq))
            .digest('hex'),
        ).toBe(hash);
        expect(verifyReceipt(receipt, policy).index).toBe(seq);
      }
      await log.close();
    }
  });
});

/** Complete lines that the process wrote before it was killed, `ms` after its log was open. */
async function runAndKill(directory: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [APPENDER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), ms);
    output += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(output.startsWith('open\n')).toBe(true);
  return output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1);
}
