import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { id } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Anchoring } from '../../src/access-log/anchoring.ts';
import { LogReader } from '../../src/access-log/log-reader.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { renderReport } from '../../src/audit/report-text.ts';
import { FINDINGS, type FindingCode } from '../../src/audit/source/findings.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { fromHex, toHex, utf8 } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { CustosError } from '../../src/core/errors.ts';
import { domainHash } from '../../src/core/hash.ts';
import { type DatasetId, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { itemLeafHash } from '../../src/core/item.ts';
import type { GrantOpening } from '../../src/core/openings.ts';
import { purposesOf } from '../../src/core/purposes.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { IDENTIFIABLE_ITEMS, recordedGrantId, termsToJson } from '../../src/core/terms.ts';
import { typedDomain } from '../../src/core/typed-data.ts';
import { rowPrfs } from '../../src/gateway/release/release.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import type { Block } from '../../src/ledger/block.ts';
import { type Call, ledgerCalls } from '../../src/ledger/calls.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { LedgerWriter, openWriter } from '../../src/ledger/writer.ts';
import { custos } from '../cli/kept-program.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { contentOf } from './content.ts';
import { changed, forgeJournal } from './journal-forger.ts';
import { type Lies, lies, lying, lyingOpenings, releasing, rows, type Written } from './lies.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

vi.mock('../../src/consent/decide.ts', async (load) => {
  const real = await load<typeof import('../../src/consent/decide.ts')>();
  const decide: typeof real.decide = (...asked) =>
    lies.decide === undefined ? real.decide(...asked) : lies.decide(real.decide, ...asked);
  return { ...real, decide };
});

vi.mock('../../src/gateway/release/release.ts', async (load) => {
  const real = await load<typeof import('../../src/gateway/release/release.ts')>();
  const prepareRelease: typeof real.prepareRelease = (...asked) =>
    lies.prepare === undefined ? real.prepareRelease(...asked) : lies.prepare(real.prepareRelease, ...asked);
  return { ...real, prepareRelease };
});

vi.mock('../../src/gateway/release/openings.ts', async (load) => {
  const real = await load<typeof import('../../src/gateway/release/openings.ts')>();
  const openingsOf: typeof real.openingsOf = (...asked) => lyingOpenings(real.openingsOf)(...asked);
  return { ...real, openingsOf };
});

vi.mock('../../src/gateway/ledger/relayed-call.ts', async (load) => {
  const real = await load<typeof import('../../src/gateway/ledger/relayed-call.ts')>();
  // Whoever lies about what it sends believes what it is told of it.
  const mayBeRefused: typeof real.mayBeRefused = (...asked) => lies.send !== undefined || real.mayBeRefused(...asked);
  return { ...real, mayBeRefused };
});

vi.mock('../../src/access-log/entry-writer.ts', async (load) => {
  const real = await load<typeof import('../../src/access-log/entry-writer.ts')>();
  class EntryWriter extends real.EntryWriter {
    override write(entry: Parameters<InstanceType<typeof real.EntryWriter>['write']>[0]) {
      return super.write(lies.write?.(entry) ?? entry);
    }
  }
  return { ...real, EntryWriter };
});

const MAX_LAG = 10;
const SKEW = 5;

interface Patient {
  readonly subject: Pseudonym;
  readonly key: AccountKey;
}

let consortium: Consortium;
let requester: GatewayClient;
let auditor: GatewayClient;
let dataset: DatasetId;
let request: AccessRequest;
/** Consents by a signature of hers, and never withdraws. */
let ada: Patient & { grant: GrantId };
/** Has a signer of his own, and never consents. */
let ben: Patient;
/** Consents, and withdraws. */
let cleo: Patient & { grant: GrantId };
/** Consented on paper, and withdraws on paper. */
let dora: { subject: Pseudonym; grant: GrantId };
/** All stood at it that stands now. */
let old: Block;
/** What an audit must find by now, and nothing else. */
const expected: Found[] = [];

interface Found {
  readonly code: FindingCode;
  readonly rule: string;
  readonly entry: number | undefined;
}

beforeAll(async () => {
  vi.spyOn(LedgerWriter.prototype, 'send').mockImplementation(async function (this: LedgerWriter, call, options) {
    await lies.send?.(call);
    return honestSend.call(this, call, options);
  });
  vi.spyOn(Anchoring.prototype, 'start').mockImplementation(function (this: Anchoring) {
    if (!lies.unanchored) honestStart.call(this);
  });
  vi.spyOn(LogReader.prototype, 'evidence').mockImplementation(async function (this: LogReader, seq) {
    return lies.evidence.get(seq)?.() ?? honestEvidence.call(this, seq);
  });
  consortium = await foundConsortium();
  connect();
  await settle();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await consortium?.close();
});

const honestSend = LedgerWriter.prototype.send;
const honestStart = Anchoring.prototype.start;
const honestEvidence = LogReader.prototype.evidence;

/** A block of a stricter policy, which stays: a release under it is too old within seconds. */
async function strictBlock(): Promise<Block> {
  const { chain, deployment, keys } = consortium;
  const reader = await openLedger({ url: chain.url, membership: deployment.membership });
  const writer = await openWriter({ reader, key: keys.administrator });
  const { membership } = ledgerCalls(reader.contracts);
  const { block } = await writer.send(membership.setPolicy({ ...DEFAULT_POLICY, maxLag: MAX_LAG, clockSkew: SKEW }));
  writer.close();
  reader.close();
  return block;
}

/** Sessions end with the process: everybody signs in anew. */
async function restart(between: () => Promise<void>): Promise<void> {
  await consortium.restart(between);
  connect();
}

function connect(): void {
  requester = consortium.client(consortium.keys.requester);
  auditor = consortium.client(consortium.keys.auditor);
}

/** Data, patients, consents and a permit, all honestly. */
async function settle(): Promise<void> {
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  const [a, b, c, d] = subjects.map(({ subject }) => subject) as [Pseudonym, Pseudonym, Pseudonym, Pseudonym];
  const bind = async (subject: Pseudonym) => ({ subject, key: await bindSigner(holder, subject) });
  ben = await bind(b);
  const [first, third] = [await bind(a), await bind(c)];
  ada = { ...first, grant: (await giveGrant(consortium, first.key)) as GrantId };
  cleo = { ...third, grant: (await giveGrant(consortium, third.key)) as GrantId };
  dora = { subject: d, grant: await record(d) };
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
  old = await strictBlock();
}

async function record(subject: Pseudonym): Promise<GrantId> {
  const now = Math.floor(Date.now() / 1000);
  const { notice, keys } = consortium;
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 };
  const consent = { permission: 'HMB', ...ALL_YES, ...period, notice, identifiable: true };
  const json = { records: [{ subject, form: notice, ...consent }] };
  const { grants } = await consortium
    .client(keys.holder)
    .json<{ grants: [GrantId] }>('POST', '/v1/consents/recorded', { json });
  return grants[0];
}

/** A consent on paper that the ledger never saw. */
function forgedRecord(subject: Pseudonym): GrantOpening {
  const { chainId, contracts } = consortium.deployment;
  const now = Math.floor(Date.now() / 1000);
  const terms = {
    salt: consortium.notice,
    notice: consortium.notice,
    grantee: ZERO_DIGEST as Digest,
    scope: ZERO_DIGEST as Digest,
    purposes: purposesOf(['HMB']),
    excluded: 0,
    from: now - 60,
    until: now + 86_400,
    options: IDENTIFIABLE_ITEMS,
  };
  const form = consortium.notice;
  const grant = recordedGrantId(typedDomain(chainId, contracts.consents), { subject, terms, form });
  return { grant, subject, terms: termsToJson(terms), form };
}

/** Asks as the requester, and keeps what comes without checking it. */
async function download(asked: AccessRequest = request): Promise<{ seq: number; receipt: string; items: number[] }> {
  const body = encodeRequest(asked);
  const response = await requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  const { releases, items } = contentOf(await response.bytes());
  const [release] = releases;
  if (release === undefined) throw new Error('Nothing was released.');
  return { ...release, items: items.map(({ index }) => index) };
}

/** Nothing permits it, so that it is refused. */
function otherPurpose(): AccessRequest {
  return { ...request, purpose: 2 };
}

async function entries(): Promise<Entry[]> {
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

const audited: Consortium['audited'] = (options) => consortium.audited(options);

/** The real command, which has nothing but the addresses of ledger and log. */
function auditCommand(...more: string[]) {
  const addresses = ['--rpc', consortium.chain.url, '--log', consortium.endpoint];
  return custos(['audit', ...addresses, ...more], { CUSTOS_DATA: join(consortium.directory, 'nobody') });
}

function found({ findings }: AuditReport): Found[] {
  return findings.map(({ code, rule, entry }) => ({ code, rule, entry }));
}

interface LogSizes {
  readonly size: number;
  readonly published: number;
  readonly anchored: number;
}

async function until(reached: (sizes: LogSizes) => boolean): Promise<void> {
  while (!reached(await auditor.json<LogSizes>('GET', '/v1/log'))) await sleep(50);
}

/** Until the ledger has all of the log, and the log publishes it. */
async function anchored(): Promise<void> {
  await until(({ size, published, anchored }) => published === size && anchored === size);
}

const REVOKE_RECORDED = id('revokeRecorded(bytes32,bytes32,bytes32)').slice(0, 10);
const REVOKE = id('revoke(bytes32,bytes32,bytes,bytes)').slice(0, 10);

/** What auditors found before, and now of the entry as well. */
async function convicts(entry: number, ...codes: FindingCode[]): Promise<void> {
  expected.push(...codes.map((code) => ({ code, rule: FINDINGS[code], entry })));
  await anchored();
  const report = await audited();
  expect(found(report)).toEqual(expected);
  expect(report.verdict).toBe('findings');
}

/** The entry that says what became of the call that entry `of` asks for. */
async function answered(of: number): Promise<number> {
  for (;;) {
    const relay = (await entries()).find((entry) => entry.kind === 'relay' && entry.of === of);
    if (relay !== undefined) return relay.seq;
    await sleep(50);
  }
}

describe('an honest gateway', () => {
  it('leaves a trail without a finding', async () => {
    const { items } = await download();
    expect(items.length).toBeGreaterThan(10);
    await anchored();
    await expect(download(otherPurpose())).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await anchored();
    expect(await audited()).toMatchObject({ findings: [], verdict: 'clean', level: 'openings' });
    const { code, stdout } = await auditCommand();
    expect(stdout).toMatch(/^Verdict: clean at level log: no promise was seen broken. The ledger was not pinned: .*$/m);
    expect(stdout).toMatch(/^Level reached: log, of log; not witnessed.$/m);
    expect(stdout).toMatch(/^Nothing but the word of http\S+ says which ledger this is./m);
    expect(code).toBe(0);
  });
});

/** What is written anew under an old head is also dated after it, where that took longer than clocks may differ. */
const CUT = new Set<FindingCode>(['HEAD_DIFFERS', 'DISCLOSED_DIFFERS', 'BLOCK_UNKNOWN', 'TIME_OUT_OF_BOUNDS']);

describe('a gateway whose log was rewritten on its disk, and signed anew with its own key', () => {
  const path = (name: string) => join(consortium.directory, name);
  const forge = (how: Parameters<typeof forgeJournal>[2]) =>
    restart(async () => {
      await cp(path('log'), path('log.kept'), { recursive: true });
      await forgeJournal(path('log'), consortium.logId, how);
    });

  afterEach(async () => {
    Object.assign(lies, { unanchored: false, send: undefined });
    await restart(async () => {
      await rm(path('log'), { recursive: true });
      await rename(path('log.kept'), path('log'));
    });
    await anchored();
    expect(await audited()).toMatchObject({ findings: [], verdict: 'clean' });
  });

  it('to say another time of a release is found at that entry', async () => {
    const entry = (await entries()).findIndex(({ outcome }) => outcome === 'released');
    lies.unanchored = true;
    const later = ({ time }: Entry) => ({ time: time + 1 });
    await forge((records) => records.map((record, seq) => (seq === entry ? changed(record, later) : record)));
    expect(found(await audited())).toEqual([
      { code: 'HEAD_DIFFERS', rule: 'G5', entry },
      { code: 'DISCLOSED_DIFFERS', rule: 'G5', entry },
      { code: 'DISCLOSED_DIFFERS', rule: 'G5', entry },
    ]);
  });

  it('to end before a release that the chain knows is found', async () => {
    const entry = (await entries()).findIndex(({ outcome }) => outcome === 'released');
    lies.unanchored = true;
    await forge((records) => records.slice(0, entry));
    const findings = found(await audited());
    expect(findings[0]).toEqual({ code: 'CHECKPOINT_BEHIND', rule: 'G5', entry: undefined });
    // The start of the forged log stands in the release's place.
    expect(findings.slice(1)).toContainEqual({ code: 'HEAD_DIFFERS', rule: 'G5', entry });
    expect(findings.slice(1).every(({ code, entry: of }) => of === entry && CUT.has(code))).toBe(true);
  });

  it('to go back and grow again beyond its head on chain is found from the first entry that differs', async () => {
    const entry = (await entries()).findIndex(({ outcome }) => outcome === 'released');
    const size = (await entries()).length;
    lies.unanchored = true;
    await forge((records) => records.slice(0, entry));
    for (let grown = entry; grown <= size; grown++) await expect(download(otherPurpose())).rejects.toThrow();
    await until(({ published }) => published > size);
    const findings = found(await audited());
    const at = (code: FindingCode) =>
      findings.filter((finding) => finding.code === code).map((finding) => finding.entry);
    expect(at('HEAD_DIFFERS')).toEqual([entry]);
    expect(new Set(at('DISCLOSED_DIFFERS'))).toEqual(
      new Set(Array.from({ length: size - entry }, (_, i) => entry + i)),
    );
    // What was written since names blocks that came after the heads.
    expect(findings.every(({ code, entry: of = 0 }) => of >= entry && CUT.has(code))).toBe(true);
  });

  it('to drop a release that no head covers yet is found by the receipt that the requester holds', async () => {
    lies.send = ({ to }) =>
      to === consortium.deployment.contracts.accessLog ? new Promise(() => undefined) : Promise.resolve();
    const { seq, receipt } = await download();
    lies.unanchored = true;
    await forge((records) => records.slice(0, seq));
    await expect(download(otherPurpose())).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await until(({ size, published }) => published === size);
    expect(await audited()).toMatchObject({ findings: [], verdict: 'clean' });
    expect(found(await audited({ receipts: [utf8(receipt)] }))).toEqual([
      { code: 'CHECKPOINT_FORKED', rule: 'G5', entry: seq },
      { code: 'RECEIPT_CONVICTS', rule: 'G6', entry: seq },
    ]);
  });
});

describe('a gateway that', () => {
  it('serves without consent is found', async () => {
    const { seq } = await lying({ decide: releasing(ben.subject) }, download);
    await convicts(seq, 'GRANT_MISSING');
  });

  it('serves under a recorded consent that was forged is found', async () => {
    await expect(record(ben.subject)).rejects.toMatchObject({ code: 'LEDGER_REJECTED' });
    const forged = forgedRecord(ben.subject);
    const { seq } = await lying({ decide: releasing(ben.subject, forged.grant) }, download);
    lies.openings.set(seq, async function* (lines) {
      for await (const line of lines) {
        if ('row' in line) yield* [{ grant: forged }, { row: { ...line.row, grant: forged.grant } }];
        else yield line;
      }
    });
    await convicts(seq, 'GRANT_FORGED');
  });

  it('calls a patient’s item shared is found', async () => {
    const prepare: Lies['prepare'] = (honest, vault, of, { volume, view }, items) => {
      const nobodys = { ...view, subjectOf: view.subjectOf.map(() => -1) };
      return honest(vault, of, { volume, view: nobodys }, items, () => undefined);
    };
    const { seq } = await lying({ decide: releasing(ben.subject), prepare }, download);
    const disown = rows(async ({ ownerSalt: _, subject: __, ...row }, { vault, logId }) => {
      return { ...row, prf: toHex(rowPrfs(logId, seq)(await vault.datasetRowKey(dataset), row.position)) };
    });
    lies.openings.set(seq, disown);
    await convicts(seq, 'OWNER_DIFFERS');
    // All that is shared was released, and is again: a false word does not make one of it too many.
    await download();
  });

  it('serves an item that is not listed is found', async () => {
    const digest = toHex(domainHash('notice', utf8('other content')));
    const leaves: Uint8Array[] = [];
    const prepare: Lies['prepare'] = async (honest, vault, of, version, items, grantAt) => {
      const prepared = await honest(vault, of, version, items, grantAt);
      const { leaf } = (await vault.openItem(version.volume, items[0] ?? 0)).record;
      leaves.push(itemLeafHash({ ...leaf, digest: fromHex(digest) }));
      return { ...prepared, leaves };
    };
    const { seq } = await lying({ decide: releasing(ada.subject, ada.grant), prepare }, download);
    lies.openings.set(seq, async function* (lines) {
      for await (const line of lines) {
        if ('row' in line) yield { row: { ...line.row, leaf: { ...line.row.leaf, digest } } };
        else if ('listed' in line) yield { listed: { ...line.listed, leaves: leaves.map(toHex) } };
        else yield line;
      }
    });
    await convicts(seq, 'ITEM_UNLISTED');
  });

  it('serves an item that was not asked for is found', async () => {
    const { items } = await download();
    const asked = { ...request, items: items.slice(-1) };
    const decide = releasing(ada.subject, ada.grant);
    const { seq } = await lying({ decide }, () => download(asked));
    await convicts(seq, 'ITEM_NOT_REQUESTED');
  });

  it('logs another purpose than was asked is found', async () => {
    const { purpose = 0 } = request;
    const told: Partial<Lies> = {
      decide: releasing(ada.subject, ada.grant),
      write: (entry) => (entry.outcome === 'released' ? { ...entry, purpose } : entry),
    };
    const { seq } = await lying(told, () => download(otherPurpose()));
    await convicts(seq, 'REQUEST_DIFFERS');
  });

  it('keeps its openings from auditors is found', async () => {
    const { seq } = await download();
    lies.openings.set(seq, () => {
      throw new CustosError('NOT_FOUND', 'There is nothing to open.');
    });
    await convicts(seq, 'OPENINGS_WITHHELD');
  });

  it('opens other rows than it logged is found', async () => {
    const { seq } = await lying({ decide: releasing(ada.subject, ada.grant) }, download);
    lies.openings.set(
      seq,
      rows((row) => ({ ...row, prf: row.leaf.digest })),
    );
    await convicts(seq, 'ROWS_DIFFER');
  });

  it('has lost the evidence of who asked is found', async () => {
    const { seq } = await download();
    lies.evidence.set(seq, () => {
      throw new CustosError('NOT_FOUND', 'There is no evidence.');
    });
    await convicts(seq, 'EVIDENCE_WITHHELD');
  });

  it('serves after a revocation is found, before it is mined, after, and under the block before it', async () => {
    const hold = Promise.withResolvers<void>();
    const isRevoke = ({ data }: Call) => data.startsWith(REVOKE);
    const serve = () => lying({ decide: releasing(cleo.subject, cleo.grant) }, download);
    let of = 0;
    lies.send = (call) => (isRevoke(call) ? hold.promise : Promise.resolve());
    ({ seq: of } = await revokeGrant(consortium, cleo.key, cleo.grant));
    const before = await serve();
    await convicts(before.seq, 'RELEASED_AFTER_REVOCATION');
    hold.resolve();
    lies.send = undefined;
    await answered(of);
    await convicts((await serve()).seq, 'GRANT_INACTIVE');
    const block = (await entries())[of]?.block;
    const write: Lies['write'] = (entry) => (block === undefined ? entry : { ...entry, block });
    const after = await lying({ write }, serve);
    await convicts(after.seq, 'BLOCK_DECREASES', 'RELEASED_AFTER_REVOCATION');
  });

  it('calls a withdrawal rejected by the ledger, and serves on, is found', async () => {
    const withdraw = { subject: dora.subject, form: consortium.notice };
    lies.send = async ({ data }) => {
      if (data.startsWith(REVOKE_RECORDED))
        throw new CustosError('LEDGER_REJECTED', 'No.', { details: { error: 'No' } });
    };
    const { seq: of } = await consortium
      .client(consortium.keys.holder)
      .json<{ seq: number }>('POST', `/v1/consents/${dora.grant}/withdrawal`, { json: withdraw });
    const relay = await answered(of);
    lies.send = undefined;
    await convicts(relay, 'REJECTION_UNFOUNDED');
    const { seq } = await lying({ decide: releasing(dora.subject, dora.grant) }, download);
    await convicts(seq, 'RELEASED_AFTER_REVOCATION');
  });

  it('serves under an old block is found', async () => {
    await sleep(Math.max(0, old.time + (MAX_LAG + SKEW) * 1_000 + 1 - Date.now()));
    const block = { height: old.height, hash: old.hash };
    const told = { decide: releasing(ada.subject, ada.grant), write: (entry: Written) => ({ ...entry, block }) };
    const { seq } = await lying(told, download);
    await convicts(seq, 'BLOCK_DECREASES', 'BLOCK_TOO_OLD');
  });

  it('told all of these is found out at each entry, in the report for people as well', async () => {
    const report = renderReport(await audited());
    for (const { rule, code, entry } of expected) {
      expect(report).toContain(`${rule} ${code} log ${consortium.logId.slice(0, 10)} entry ${entry}:`);
    }
  });

  it('is found out by the command of somebody without a role, as far as the log alone tells', async () => {
    const { chainId, membership } = consortium.deployment;
    const { code, stdout } = await auditCommand('--ledger', `${chainId}:${membership}`, '--json');
    const report = JSON.parse(stdout) as AuditReport;
    expect(report).toMatchObject({ verdict: 'findings', asked: 'log', isPinned: true, ledger: { membership } });
    const blocks = expected.filter(({ rule }) => rule === 'G9');
    expect(found(report)).toEqual(blocks);
    expect(code).toBe(1);
  });
});
