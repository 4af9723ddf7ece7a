import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { readNotice } from '../../src/client/notices.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Digest } from '../../src/core/ids.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { YES_OPTIONS } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

let consortium: Consortium;
let holder: GatewayClient;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-notices-'));
  const [own, requester, administrator] = [
    await createKey(join(directory, 'holder.key')),
    await createKey(join(directory, 'requester.key')),
    await createKey(join(directory, 'administrator.key')),
  ];
  consortium = await foundConsortium({ keys: { holder: own, requester, administrator } });
  holder = consortium.client(own);
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

const as = (who: string) => keyOptions(directory, who, consortium.endpoint);

async function text(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

const digestOf = (content: string | Uint8Array) =>
  toHex(domainHash('notice', typeof content === 'string' ? utf8(content) : content)) as Digest;

const SHEET = '# How your data is used\n\nYou decide.\n\u001b[2Jand can withdraw.\n';

describe('an information text', () => {
  it('is published with its text, which whoever signs in can read, and which moves no cursor', async () => {
    const file = await text('sheet.md', SHEET);
    const published = await custos(['notice', 'publish', file, ...as('holder')]);
    expect(published).toMatchObject({ code: 0, stdout: expect.stringContaining(digestOf(SHEET)) });
    const shown = await custos(['notice', 'show', digestOf(SHEET).slice(0, 18), ...as('requester')]);
    expect(shown).toMatchObject({
      code: 0,
      stdout: `# How your data is used\n\nYou decide.\n\\u001b[2Jand can withdraw.\n`,
    });
    const listed = await custos(['notice', 'list', ...as('requester')]);
    expect(listed.stdout).toMatch(/How your data is used +20\d\d-.* holder +no +kept/);
    expect(listed.stdout).toMatch(/not kept here/);
  });

  it('is published once, however often it is given', async () => {
    const again = await custos(['notice', 'publish', join(directory, 'sheet.md'), ...as('holder')]);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('published already') });
  });

  it('of several parts comes back byte for byte', async () => {
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5 * 1024 * 1024, 7)]);
    await custos(['notice', 'publish', await text('sheet.pdf', pdf), ...as('holder')]);
    const digest = digestOf(pdf);
    expect(await custos(['notice', 'show', digest, ...as('requester')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out'),
    });
    const out = join(directory, 'got.pdf');
    expect(await custos(['notice', 'show', digest, '--out', out, ...as('requester')])).toMatchObject({ code: 0 });
    expect(digestOf(await readFile(out))).toBe(digest);
  });

  it('is not kept under another digest, nor as another type than it is', async () => {
    const put = (digest: Digest, type: string, content: string | Uint8Array) => {
      const body = typeof content === 'string' ? utf8(content) : content;
      const bytes = { type: 'application/octet-stream', body };
      return holder.json('PUT', `/v1/notices/${digest}`, { query: { type }, bytes });
    };
    const latin = Buffer.from('M\u00fcller', 'latin1');
    for (const [digest, type, content] of [
      [digestOf('one'), 'text/plain', 'other'],
      [digestOf('no pdf'), 'application/pdf', 'no pdf'],
      [digestOf(latin), 'text/plain', latin],
      [digestOf('one'), 'text/x-sh', 'one'],
    ] as const) {
      await expect(put(digest, type, content)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('is not shown before it is published, nor after it was withdrawn', async () => {
    const draft = 'A draft.';
    const bytes = { type: 'application/octet-stream', body: utf8(draft) };
    await holder.json('PUT', `/v1/notices/${digestOf(draft)}`, { query: { type: 'text/plain' }, bytes });
    await expect(readNotice(holder, digestOf(draft))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await custos(['notice', 'withdraw', digestOf(SHEET).slice(0, 18), ...as('holder')])).toMatchObject({
      code: 0,
    });
    expect(await custos(['notice', 'show', digestOf(SHEET), ...as('requester')])).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('withdrawn'),
    });
    expect((await custos(['notice', 'list', ...as('requester')])).stdout).toMatch(/holder +20\d\d-/);
  });

  it('goes by no beginning of its digest for which somebody could make another text', async () => {
    const { stdout } = await custos(['notice', 'list', ...as('requester')]);
    const [listed = ''] = new RegExp(`${digestOf(SHEET).slice(0, 10)}[0-9a-f]*`).exec(stdout) ?? [];
    expect(listed).toBe(digestOf(SHEET).slice(0, 18));
    for (const short of [listed.slice(0, -1), listed.slice(0, 6), listed.slice(2, 17)]) {
      for (const command of [
        ['notice', 'show', short],
        ['notice', 'withdraw', short],
        ['consent', 'grant', '--permission', 'HMB', '--until', '1d', '--notice', short, ...YES_OPTIONS],
      ]) {
        const refused = await custos([...command, ...as('requester')]);
        expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('too short') });
      }
    }
  });

  it('that a gateway replaces is not shown', async () => {
    const fetch = async () => new Response('You agree to everything.');
    await expect(readNotice({ fetch } as unknown as GatewayClient, digestOf(SHEET))).rejects.toMatchObject({
      code: 'PROOF_INVALID',
    });
  });

  it('that does not end is read no further than a text may be long', async () => {
    let given = 0;
    const pull = (endless: ReadableStreamDefaultController) => {
      given += 1_048_576;
      endless.enqueue(new Uint8Array(1_048_576));
    };
    const fetch = async () => new Response(new ReadableStream({ pull }));
    await expect(readNotice({ fetch } as unknown as GatewayClient, digestOf(SHEET))).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
    });
    expect(given).toBeLessThan(20 * 1_048_576);
  });

  it('lies sealed in the store', async () => {
    const secret = 'Nobody reads this sentence on the disk.';
    await custos(['notice', 'publish', await text('secret.txt', secret), ...as('holder')]);
    await consortium.restart(async () => {
      const store = new Level<Buffer, Buffer>(join(consortium.directory, 'vault', 'store'), {
        keyEncoding: 'buffer',
        valueEncoding: 'buffer',
      });
      const encoded = Buffer.from(secret).toString('base64').slice(0, 40);
      for await (const [key, value] of store.iterator()) {
        const row = Buffer.concat([key, value]).toString('latin1');
        expect([secret, encoded].filter((one) => row.includes(one))).toEqual([]);
      }
      await store.close();
    });
    expect(Buffer.from((await readNotice(holder, digestOf(secret))).bytes).toString()).toBe(secret);
  });
});

describe('versions of an information text', () => {
  const publish = (file: string, ...more: readonly string[]) =>
    custos(['notice', 'publish', file, ...more, ...as('holder')]);

  it('are corrected by two persons, changed by one, and listed as what they are', { timeout: 180_000 }, async () => {
    const [one, two, three] = ['One sheet.', 'One sheet!', 'Another sheet.'];
    const first = await publish(await text('one.txt', one), '--language', 'en', '--study', 'Heart study');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('It counts as a first version.') });
    const correcting = ['--language', 'en', '--corrects', digestOf(one).slice(0, 18), '--reason', 'a full stop'];
    const corrected = await publish(await text('two.txt', two), ...correcting);
    expect(corrected.stdout).toMatch(
      /counts as a correction once an administrator has confirmed it: .*notice confirm 0x/,
    );
    const alone = await custos(['notice', 'confirm', digestOf(two), ...as('holder')]);
    expect(alone.stdout).toMatch(/once an administrator has confirmed it/);
    const listed = async () => (await custos(['notice', 'list', ...as('requester')])).stdout.split('\n');
    const line = async (start: string) => (await listed()).find((row) => row.startsWith(start.slice(0, 18)));
    expect(await line(digestOf(two))).toMatch(/correction of 0x\w+ \(a full stop\), not confirmed yet$/);
    const confirmed = await custos(['notice', 'confirm', digestOf(two).slice(0, 18), ...as('administrator')]);
    expect(confirmed).toMatchObject({ code: 0, stdout: 'It counts as a correction.\n' });
    expect(await line(digestOf(one))).toMatch(new RegExp(`first version; corrected by ${digestOf(two).slice(0, 18)}`));
    const changing = ['--language', 'en', '--changes', digestOf(two), '--reason', 'another hospital'];
    expect((await publish(await text('three.txt', three), ...changing)).stdout).toContain('It counts as a change.');
    expect(await line(digestOf(one))).toMatch(new RegExp(`changed by ${digestOf(three).slice(0, 18)}`));
    expect(await line(digestOf(three))).toMatch(/change of 0x\w+ \(another hospital\)$/);
  });

  it.each([
    [['--corrects', `0x${'ab'.repeat(32)}`, '--language', 'en'], /Say why/],
    [['--study', 'Heart study'], /in which language/],
    [['--changes', '0xabcdef', '--language', 'en', '--reason', 'x'], /too short/],
    [['--changes', `0x${'ab'.repeat(32)}`, '--translates', `0x${'ab'.repeat(32)}`, '--language', 'en'], /one of these/],
    [['--language', 'English'], /language such as pt/],
  ])('are refused before anything is published: %j', async (options, message) => {
    const content = `Refused ${options.join()}`;
    const refused = await publish(await text('refused.txt', content), ...options);
    expect(refused).toMatchObject({ code: expect.any(Number), stderr: expect.stringMatching(message) });
    expect(refused.code).not.toBe(0);
    const { stdout } = await custos(['notice', 'list', ...as('requester')]);
    expect(stdout).not.toContain(digestOf(content).slice(0, 18));
  });
});
