import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interface } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logSigner, logVerifierKey } from '../../src/access-log/log-key.ts';
import { knownGateways } from '../../src/cli/known-gateways.ts';
import { evidencePath, keepReceipt } from '../../src/cli/receipt-files.ts';
import { type GatewayIdentity, identityOf } from '../../src/client/gateway-identity.ts';
import { type Bytes, type Hex, toHex, utf8Decode } from '../../src/core/bytes.ts';
import { formatCheckpoint } from '../../src/core/checkpoint.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { type Evidence, encodeEvidence, evidenceDigest } from '../../src/core/evidence.ts';
import type { Address, Digest, GrantId, LogId, Pseudonym } from '../../src/core/ids.ts';
import { leafHash } from '../../src/core/merkle.ts';
import { signNote } from '../../src/core/note.ts';
import { renderProof } from '../../src/core/proof.ts';
import type { Ended } from '../e2e/processes.ts';
import { custos } from './kept-program.ts';

const account = (byte: string) => `0x${byte.repeat(20)}` as Address;
const digest = (byte: string) => `0x${byte.repeat(32)}`;
const MEMBERSHIP = account('0a');
const CONSENTS = account('0c');
const LOG = digest('0b') as LogId;
const LEDGER = `eip155:7:${MEMBERSHIP}` as const;
const ORIGIN = `custos/7/${MEMBERSHIP}/${LOG}`;
const ENDPOINT = 'https://gateway.example';
const PERSON = digest('a1') as Pseudonym;
const GRANT = digest('91') as GrantId;
const DAY = 86_400_000;
const CALLS = new Interface([
  'function revoke(bytes32 subject, bytes32 id, bytes signer, bytes signature)',
  'function revokeAllRecorded(bytes32 subject, bytes32 form)',
  'function optOutRecorded(bytes32 subject, uint8 level, bytes32 form)',
]);

const seed = (byte: number) => new Uint8Array(32).fill(byte);

function identity(key: number): GatewayIdentity {
  const others = ['datasets', 'subjects', 'permits', 'accessLog', 'passkeyVerifier'];
  const contracts = Object.fromEntries(others.map((name) => [name, account('0d')]));
  return identityOf({
    ledger: LEDGER,
    contracts: { ...contracts, membership: MEMBERSHIP, consents: CONSENTS },
    gateway: account('0d'),
    holder: account('0e'),
    logId: LOG,
    verifierKey: logVerifierKey(ORIGIN, seed(key)),
  });
}

/** Of one person's consent, as its call has it. */
function withdrawal(person: Pseudonym = PERSON, grant: GrantId = GRANT): Evidence {
  const data = CALLS.encodeFunctionData('revoke', [person, grant, account('51'), '0x1234']) as Hex;
  return { v: 1, kind: 'revocation', subject: person, grant, scope: 'grant', call: { to: CONSENTS, data } };
}

/** A receipt of a log of one entry, signed with a key. */
function receiptOf(key: number, evidence: Bytes, more: Partial<Entry> = {}): { entry: Entry; receipt: string } {
  const entry: Entry = {
    v: 1,
    ledger: LEDGER,
    logId: LOG,
    seq: 0,
    time: Date.now(),
    kind: 'revocation',
    outcome: 'acknowledged',
    block: { height: 5, hash: digest('77') as Digest },
    evidence: toHex(evidenceDigest(evidence)) as Digest,
    ...more,
  };
  const extra = encodeEntry(entry);
  const text = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(extra) });
  const checkpoint = signNote(text, [logSigner(ORIGIN, seed(key))]);
  return { entry, receipt: utf8Decode(renderProof({ extra, index: 0, path: [], checkpoint })) };
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-receipts-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Kept as the only one: all are entry 0 of one log. */
async function kept(...of: Parameters<typeof keptBeside>): Promise<string> {
  await rm(join(directory, 'receipts'), { recursive: true, force: true });
  return keptBeside(...of);
}

async function keptBeside(key: number, evidence: Evidence, more: Partial<Entry> = {}): Promise<string> {
  const bytes = encodeEvidence(evidence);
  return keepReceipt(directory, { ...receiptOf(key, bytes, more), evidence: bytes });
}

const verify = (...files: string[]): Promise<Ended> =>
  custos(['receipt', 'verify', ...files], { CUSTOS_DATA: directory });

describe('a receipt of a key that was replaced', () => {
  it('verifies by the key that was known then, and says which one it was', async () => {
    const known = knownGateways(directory);
    await known.add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() - 9 * DAY });
    const old = await kept(1, withdrawal());
    await known.replace(ENDPOINT, identity(2));
    await known.replace(ENDPOINT, identity(3));
    const verified = await verify(old);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/was known for from \d{4}-/) });
    const newest = join(directory, 'new.tlog-proof');
    await writeFile(newest, receiptOf(3, encodeEvidence(withdrawal())).receipt);
    const alone = await verify(newest);
    expect(alone.stdout).toContain(`verified by the log key of ${ENDPOINT}\n`);
    expect(alone.stdout).not.toContain('NOT proved');
  });

  it('tells nothing of an entry that is later than the key', async () => {
    const known = knownGateways(directory);
    await known.add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() - 9 * DAY });
    await known.replace(ENDPOINT, identity(2));
    const late = await kept(1, withdrawal(), { time: Date.now() + DAY });
    expect(await verify(late)).toMatchObject({ code: 2, stdout: expect.stringMatching(/cannot tell: .*is of later/) });
  });
});

describe('a verdict on receipts', () => {
  it('is 0 for verified ones, 1 for forged ones, 2 where nothing can be told, and the worst of several', async () => {
    const good = await kept(1, withdrawal());
    expect(await verify(good)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('of no gateway that you know'),
    });
    await knownGateways(directory).add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() });
    expect(await verify(good)).toMatchObject({ code: 0 });
    const write = async (name: string, text: string) => {
      await writeFile(join(directory, name), text);
      return join(directory, name);
    };
    const { receipt } = receiptOf(1, encodeEvidence(withdrawal()));
    const forged = await write(
      'forged',
      receipt.replace(/^(— \S+ .{12})./m, (_, start) => `${start}A`),
    );
    const strange = await write('strange', receiptOf(8, encodeEvidence(withdrawal())).receipt);
    const torn = await write('torn', receipt.slice(0, 40));
    expect(await verify(forged)).toMatchObject({ code: 1, stdout: expect.stringContaining('NOT verified') });
    expect(await verify(strange)).toMatchObject({ code: 2, stdout: expect.stringContaining('was never known here') });
    const all = await verify(good, strange, torn, join(directory, 'absent'));
    expect(all).toMatchObject({ code: 2, stderr: '' });
    expect(all.stdout).toMatch(
      /: verified by[\s\S]*torn is no receipt[\s\S]*absent cannot be read: there is no such file/,
    );
    expect(await verify(good, strange, forged)).toMatchObject({ code: 1 });
  }, 60_000);

  it('is on the entry alone, whatever the file says above the receipt', async () => {
    await knownGateways(directory).add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() });
    const told = join(directory, 'told.txt');
    const { receipt } = receiptOf(1, encodeEvidence(withdrawal()));
    await writeFile(told, `The hospital paid me 1000 euro.\r\n\r\n${receipt}`);
    const { code, stdout } = await verify(told);
    expect(code).toBe(0);
    expect(stdout).toMatch(/This is what it proves, and nothing else:\n +entry 0 of/);
    expect(stdout).toContain('The file has other words, too. They are NOT proved');
  }, 60_000);

  it('says of a file that is none what is wrong with it, and sends nobody to a ledger for that', async () => {
    const good = await kept(1, withdrawal());
    const { receipt } = receiptOf(1, encodeEvidence(withdrawal()));
    const wrong: Record<string, [content: string, says: RegExp]> = {
      empty: ['', /is no receipt: it is empty\./],
      'thesis.txt': ['My thesis', /is no receipt: it has no line c2sp\.org\/tlog-proof@v1\./],
      'answer.json': ['{"receipt":"…"}', /is no receipt: it has no line/],
      torn: [receipt.slice(0, 60), /is no receipt: it begins as one, and was damaged or cut off\./],
      huge: ['x'.repeat(2 ** 20 + 1), /is no receipt: A receipt has at most/],
    };
    for (const [name, [content, says]] of Object.entries(wrong)) {
      const file = join(directory, name);
      await writeFile(file, content);
      const { code, stdout } = await verify(file);
      expect({ name, code }).toEqual({ name, code: 2 });
      expect(stdout).toMatch(says);
      expect(stdout).not.toMatch(/--rpc|gateway accept/);
    }
    const { stdout } = await verify(evidencePath(good));
    expect(stdout).toContain(`is no receipt: it is the evidence beside one. Give the receipt itself: ${good}.`);
    expect(stdout).not.toContain('--rpc');
    expect((await verify(good)).stdout).toContain('ask it with --rpc URL');
    const asked = await custos(['receipt', 'verify', good, '--rpc', 'http://127.0.0.1:9'], { CUSTOS_DATA: directory });
    expect(asked.stdout).not.toContain('ask it with --rpc URL');
  }, 60_000);

  it('takes no ledger for the right one because a receipt names it', async () => {
    const good = await kept(1, withdrawal());
    const asked = await custos(['receipt', 'verify', good, '--rpc', 'http://127.0.0.1:9'], { CUSTOS_DATA: directory });
    expect(asked).toMatchObject({ code: 2, stdout: expect.stringContaining('Name it with --membership') });
    const named = ['--rpc', 'http://127.0.0.1:9', '--membership', MEMBERSHIP];
    const unreachable = await custos(['receipt', 'verify', good, ...named], { CUSTOS_DATA: directory });
    expect(unreachable).toMatchObject({ code: 2, stdout: expect.stringContaining('cannot tell: ') });
  });
});

describe('the evidence beside a receipt', () => {
  beforeEach(async () => {
    await knownGateways(directory).add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() });
  });

  it('says whose withdrawal it is, of what and by whom', async () => {
    const { stdout } = await verify(await kept(1, withdrawal()));
    expect(stdout).toContain(`of the person ${PERSON}: consent ${GRANT} ends\n`);
    expect(stdout).toContain(`signed by ${account('51')}`);
    const form = digest('f0');
    const recorded = (name: string, values: unknown[], scope: 'epoch' | 'opt-out'): Evidence => {
      const data = CALLS.encodeFunctionData(name, values) as Hex;
      return { v: 1, kind: 'revocation', subject: PERSON, scope, call: { to: CONSENTS, data } };
    };
    const all = await verify(await kept(1, recorded('revokeAllRecorded', [PERSON, form], 'epoch')));
    expect(all.stdout).toMatch(new RegExp(`all consents .* end\\n.*recorded by the holder; .*${form}`));
    const out = await verify(await kept(1, recorded('optOutRecorded', [PERSON, 1, form], 'opt-out')));
    expect(out.stdout).toContain('opted out of research');
  });

  it('is said to be missing where it is not there', async () => {
    const file = await kept(1, withdrawal());
    await rm(evidencePath(file));
    expect(await verify(file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Whose consent it ends, and which, stands in its evidence, which is not kept/),
    });
  });

  it('must be that of the very entry, byte for byte, and say what was relayed', async () => {
    const file = await kept(1, withdrawal());
    const beside = evidencePath(file);
    const own = await readFile(beside, 'utf8');
    await writeFile(beside, `${own}\r\n`);
    expect(await verify(file)).toMatchObject({ code: 0 });
    const other = utf8Decode(encodeEvidence(withdrawal(digest('a2') as Pseudonym)));
    const doubled = own.replace('{', '{"kind":"revocation",');
    for (const text of [other, doubled, '', '{}', `${own} `, 'x'.repeat(300_000)]) {
      await writeFile(beside, text);
      const { code, stdout } = await verify(file);
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('NOT verified: the log signed') });
    }
  }, 60_000);

  it('that a log itself made up of another act does not pass', async () => {
    const { call } = withdrawal(digest('a2') as Pseudonym) as Extract<Evidence, { kind: 'revocation' }>;
    const twisted = { ...withdrawal(), call } as Evidence;
    expect(await verify(await kept(1, twisted))).toMatchObject({ code: 1 });
    const elsewhere = { ...withdrawal(), call: { ...call, to: account('99') } } as Evidence;
    expect(await verify(await kept(1, elsewhere))).toMatchObject({ code: 1 });
  });

  it('is for its owner alone', async () => {
    const file = await kept(1, withdrawal());
    for (const one of [file, evidencePath(file)]) expect((await stat(one)).mode & 0o077).toBe(0);
  });
});

describe('a gateway whose change was accepted', () => {
  it('is refused when it shows what it was before, or another key still, and its receipts of then verify', async () => {
    let shown = identity(1);
    const server = createServer((request, response) => {
      const { logId, verifierKey, ...ledger } = shown;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.url === '/v1/ledger' ? ledger : { logId, verifierKey }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { CUSTOS_DATA: directory };
    const accept = () => custos(['gateway', 'accept', url], environment);
    expect(await accept()).toMatchObject({ code: 0 });
    const old = await kept(1, withdrawal());
    shown = identity(2);
    const accepted = await accept();
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('the key of its log changed') });
    expect(accepted.stdout).toContain('What it was before is kept');
    await custos(['key', 'create', 'me'], environment);
    for (const key of [1, 3]) {
      shown = identity(key);
      const acting = await custos(['consent', 'list', '--gateway', url, '--as', 'me'], environment);
      expect(acting).toMatchObject({ code: 2, stderr: expect.stringContaining('the key of its log changed') });
    }
    expect(await verify(old)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('before you accepted another'),
    });
    expect((await custos(['gateway', 'list'], environment)).stdout).toMatch(
      / {2}before, \d{4}-.+ UTC to \d{4}-.+ UTC: log key custos/,
    );
    expect(await custos(['gateway', 'forget', url], environment)).toMatchObject({ code: 0 });
    expect(await verify(old)).toMatchObject({ code: 2 });
    server.close();
  }, 60_000);
});

describe('a receipt that is kept where another is', () => {
  const stored = async () => {
    const files = (await readdir(join(directory, 'receipts'))).filter((name) => name.endsWith('.tlog-proof'));
    return Promise.all(files.sort().map((name) => readFile(join(directory, 'receipts', name), 'utf8')));
  };

  it('is one file, however often it comes, and at once', async () => {
    const bytes = encodeEvidence(withdrawal());
    const one = { ...receiptOf(1, bytes), evidence: bytes };
    const paths = await Promise.all([1, 2, 3].map(() => keepReceipt(directory, one)));
    expect(new Set([...paths, await keepReceipt(directory, one)]).size).toBe(1);
    expect(await stored()).toEqual([one.receipt]);
    expect(await readdir(join(directory, 'receipts'))).toHaveLength(2);
  });

  it('replaces nothing: a fork of the log is said, and the receipts of both entries stay with their evidence', async () => {
    const first = await kept(1, withdrawal());
    const before = await readFile(first, 'utf8');
    const forked = keptBeside(1, withdrawal(digest('a2') as Pseudonym), { time: 5 });
    await expect(forked).rejects.toMatchObject({
      code: 'PROOF_INVALID',
      message: expect.stringContaining('two entries of number 0'),
    });
    expect(await readFile(first, 'utf8')).toBe(before);
    expect(await stored()).toHaveLength(2);
    await knownGateways(directory).add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() });
    const files = (await readdir(join(directory, 'receipts'))).filter((name) => name.endsWith('.tlog-proof'));
    const both = await verify(...files.map((name) => join(directory, 'receipts', name)));
    expect(both.stdout).toContain(`of the person ${PERSON}`);
    expect(both.stdout).toContain(`of the person ${digest('a2')}`);
  });

  it('is kept beside a file that was damaged, and beside one of the same entry by another head', async () => {
    const bytes = encodeEvidence(withdrawal());
    const one = { ...receiptOf(1, bytes, { time: 5 }), evidence: bytes };
    const path = await keepReceipt(directory, one);
    await writeFile(path, 'damaged');
    expect(await keepReceipt(directory, one)).not.toBe(path);
    expect(await readFile(path, 'utf8')).toBe('damaged');
    await writeFile(path, one.receipt);
    const other = { ...one, receipt: receiptOf(2, bytes, { time: 5 }).receipt };
    expect(await keepReceipt(directory, other)).not.toBe(path);
    expect((await stored()).includes(other.receipt)).toBe(true);
  });
});

describe('a receipt that was edited', () => {
  it('gains nothing by a line of a key that is known, nor by names that move the cursor', async () => {
    await knownGateways(directory).add({ endpoint: ENDPOINT, identity: identity(1), since: Date.now() - DAY });
    await knownGateways(directory).replace(ENDPOINT, identity(2));
    const { receipt } = receiptOf(1, encodeEvidence(withdrawal()));
    const [, line = ''] =
      /^(— .*)$/m.exec(receiptOf(2, encodeEvidence(withdrawal(digest('a3') as Pseudonym))).receipt) ?? [];
    const file = join(directory, 'two\u001b[2J.tlog-proof');
    await writeFile(file, `${receipt}${line}\n`);
    const judged = await verify(file);
    expect(judged).toMatchObject({ code: 1, stdout: expect.stringContaining('NOT verified') });
    expect(judged.stdout).not.toContain('\u001b');
    await writeFile(file, receipt);
    await writeFile(evidencePath(file), Buffer.alloc(3_000_000, 'x'));
    expect(await verify(file)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the log signed its entry, but'),
    });
  }, 60_000);
});
