import { id, Signature, TypedDataEncoder, toBeHex } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusal, send } from './chain.ts';
import { deploy, now, type Part, publish, rewindEach, type World, ZERO } from './deploy.ts';
import { addSigner, bind, binding, enroll, giveGrant, NO_COUNTERSIGNATURE, patient, termsFor } from './patients.ts';
import { digestOf, domain, hashTerms, prove, type TestSigner, TYPES, walletSigner } from './signing.ts';

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const INVALID = 'SubjectRegistrySignatureInvalid';

let world: World;
let subject: string;
let signer: TestSigner;
beforeAll(async () => {
  world = await deploy();
  ({ subject, signer } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const act = (part: Part, name: string, ...args: unknown[]) => send(world.consents, world.accounts[part], name, ...args);

describe('a signature', () => {
  it.each([
    ['another chain', { chainId: 1n }],
    ['another contract', { verifyingContract: `0x${'11'.repeat(20)}` }],
    ['another version', { version: '2' }],
    ['another application', { name: 'Custom' }],
  ])('for %s counts for nothing here', async (_, change) => {
    const foreign = (type: string, value: Record<string, unknown>) => ({
      signer: signer.bytes,
      signature: signer.sign(TypedDataEncoder.hash({ ...here, ...change }, TYPES[type] ?? {}, value)),
    });
    const here = await domain(world);
    const terms = await termsFor(world);
    const deadline = (await now(world)) + 3600;
    const grant = foreign('Grant', { subject, deadline, terms });
    const args = [subject, deadline, hashTerms(terms), signer.bytes, grant.signature];
    expect((await refusal(act('gateway', 'grant', ...args))).name).toBe(INVALID);
    const all = foreign('RevokeAll', { subject, epoch: 0 });
    expect((await refusal(act('gateway', 'revokeAll', subject, 0, all))).name).toBe(INVALID);
    const erase = foreign('Erase', { subject, nonce: 0, deadline });
    expect((await refusal(act('gateway', 'erase', subject, deadline, erase))).name).toBe(INVALID);
  });

  it('has one form: none with a high s, in short form or with bytes behind', async () => {
    const digest = await digestOf(world, 'RevokeAll', { subject, epoch: 0 });
    const { r, s, v, compactSerialized, serialized } = Signature.from(signer.sign(digest));
    const high = `${r}${toBeHex(CURVE_ORDER - BigInt(s), 32).slice(2)}${toBeHex(55 - v).slice(2)}`;
    for (const signature of [high, compactSerialized, `${serialized}00`, '0x']) {
      const by = { signer: signer.bytes, signature };
      expect((await refusal(act('gateway', 'revokeAll', subject, 0, by))).name).toBe(INVALID);
    }
    await act('gateway', 'revokeAll', subject, 0, { signer: signer.bytes, signature: serialized });
  });

  it('means what its type says, and nothing of the same shape', async () => {
    const second = walletSigner();
    await addSigner(world, subject, signer, second);
    const removal = await prove(world, signer, 'RemoveSigner', { subject, signer: second.id });
    const revoke = [subject, second.id, signer.bytes, removal.signature];
    expect((await refusal(act('gateway', 'revoke', ...revoke))).name).toBe(INVALID);
    const revocation = await prove(world, signer, 'Revoke', { subject, grant: second.id });
    expect((await refusal(act('gateway', 'removeSigner', subject, second.id, revocation))).name).toBe(INVALID);
    expect((await refusal(act('gateway', 'cancelSigner', subject, second.id, removal))).name).toBe(INVALID);
  });

  it('of one subject moves no other, even where one holder has both', async () => {
    const other = await patient(world);
    const by = await prove(world, signer, 'RevokeAll', { subject, epoch: 0 });
    expect(await refusal(act('gateway', 'revokeAll', other.subject, 0, by))).toEqual({
      name: 'SubjectRegistrySignerUnfit',
      args: [other.subject, signer.id],
    });
  });
});

describe('a binding that somebody saw on its way', () => {
  it('binds no other subject, and is not sent by another holder', async () => {
    const [fresh, other] = [await enroll(world), await enroll(world)];
    const seen = await binding(world, fresh, walletSigner());
    const elsewhere = { ...seen.binding, subject: other };
    const args = [seen.signature, NO_COUNTERSIGNATURE] as const;
    expect((await refusal(act('gateway', 'bindSigner', elsewhere, ...args))).name).toBe(INVALID);
    expect((await refusal(act('otherHolder', 'bindSigner', seen.binding, ...args))).name).toBe(
      'SubjectRegistryNotHolder',
    );
    await act('gateway', 'bindSigner', seen.binding, ...args);
  });

  it('cannot be made for a signer whose key one does not have', async () => {
    const thief = walletSigner();
    const theirs = await enroll(world, 'otherHolder');
    const stolen = { ...thief, bytes: walletSigner().bytes };
    expect((await refusal(bind(world, theirs, stolen, {}, 'otherHolder'))).name).toBe(INVALID);
    await bind(world, theirs, { ...thief, bytes: thief.bytes }, {}, 'otherHolder');
  });
});

describe('a signer with code', () => {
  /** Accepts each signature, after it ran `first`. */
  async function account(first: string): Promise<TestSigner> {
    const runtime = `${first}631626ba7e60e01b5f5260205ff3`;
    const length = runtime.length / 2;
    const push = (0x5f + length).toString(16);
    const creation = `0x${push}${runtime}5f5260${toBeHex(length).slice(2)}60${toBeHex(32 - length).slice(2)}f3`;
    const deployed = await world.accounts.spare.sendTransaction({ data: creation });
    const bytes = String((await deployed.wait())?.contractAddress).toLowerCase();
    return { ...walletSigner(), bytes, sign: () => '0x' };
  }

  it.each([
    ['write', '60015f55'],
    ['call others with value', '5f5f5f5f60013361fffff1'],
    ['log', '5f5fa0'],
  ])('cannot %s while it is asked, so it cannot come back in', async (_, first) => {
    const fresh = await enroll(world);
    expect((await refusal(bind(world, fresh, await account(first)))).name).toBe(INVALID);
    await bind(world, fresh, await account('5f50'));
  });
});

describe('who fills a batch with what is refused', () => {
  it('spoils that batch and leaves nothing of it behind', async () => {
    const paper = await enroll(world);
    const records = [paper, subject].map((of) => ({ subject: of, terms: id('terms'), form: id('form') }));
    expect((await refusal(act('gateway', 'grantRecordedBatch', records))).name).toBe('SubjectRegistryBound');
    await act('gateway', 'grantRecordedBatch', records.slice(0, 1));
  });
});

describe('a look-up of the caller', () => {
  /** How many slots of Membership a transaction read. */
  async function slotsRead(hash: string): Promise<number> {
    const trace = await world.ethers.provider.send('debug_traceTransaction', [hash]);
    const logs = (trace as { structLogs: { op: string; depth: number }[] }).structLogs;
    return logs.filter(({ op, depth }) => op === 'SLOAD' && depth === 2).length;
  }

  it('of member and role costs one slot', async () => {
    const dataset = await publish(world, 'dataset');
    const retired = await send(world.datasets, world.accounts.gateway, 'retire', dataset, ZERO);
    expect(await slotsRead(retired.hash)).toBe(1);
    const { receipt } = await giveGrant(world, { subject, signer });
    expect(await slotsRead(receipt.hash)).toBe(0);
    const enrolled = await act('gateway', 'enrollBatch', [id('one'), id('two')]);
    expect(await slotsRead(enrolled.hash)).toBe(1);
  });
});
