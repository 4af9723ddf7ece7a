import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGiven } from '../../src/cli/given-text.ts';
import { readPassphrase } from '../../src/cli/passphrase.ts';
import { readReceipt } from '../../src/cli/receipt-files.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { renderProof } from '../../src/core/proof.ts';

/** What never ends. */
const ENDLESS = '/dev/zero';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-bounded-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('a file that never ends', () => {
  it('is no text, receipt or passphrase, and is not read on', async () => {
    await expect(readGiven(`@${ENDLESS}`)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: /too long/ });
    await expect(readReceipt(ENDLESS)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: /is no receipt/ });
    await expect(readPassphrase(ENDLESS)).rejects.toMatchObject({ code: 'KEY_WRONG', message: /too long/ });
  });

  it('is not read on from standard input', async () => {
    const module = new URL('../../src/cli/given-text.ts', import.meta.url);
    const script = `import { readGiven } from '${module}'; readGiven('-').catch((e) => console.log(e.message));`;
    const node = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    node.stdin.on('error', () => undefined);
    const fill = () => {
      while (node.stdin.writable && node.stdin.write('x'.repeat(65_536)));
    };
    node.stdin.on('drain', fill);
    fill();
    expect(await text(node.stdout)).toMatch(/^Standard input is too long/);
    if (node.exitCode === null) await once(node, 'exit');
  });
});

describe('a receipt that people saved', () => {
  const base64 = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64');
  const proof = renderProof({
    extra: utf8('{}'),
    index: 0,
    path: [],
    checkpoint: utf8(`log\n1\n${base64(32)}\n\n— log ${base64(68)}\n`),
  });

  it.each([
    ['lines that end as on Windows', (saved: string) => saved.replaceAll('\n', '\r\n')],
    ['lines more at its end', (saved: string) => `${saved}\n\n`],
    ['a mark of its encoding', (saved: string) => `\ufeff${saved}`],
    ['all of these', (saved: string) => `\ufeff${saved.replaceAll('\n', '\r\n')}\r\n`],
  ])('may have gained %s', async (_, change) => {
    const path = join(directory, 'receipt');
    await writeFile(path, change(new TextDecoder().decode(proof)));
    expect(Buffer.from(await readReceipt(path)).equals(proof)).toBe(true);
  });
});
