import { getBytes, id, Wallet } from 'ethers';
import { read, send } from './chain.ts';
import { DAY, deploy, now, permitTerms, publication, publish, type World, ZERO } from './deploy.ts';
import { digestOf, passkeySigner, prove, type TestSigner, walletSigner } from './signing.ts';

/** The same in each run, so that the figures are exact. */
const BEGIN = 4_000_000_000;
const DEADLINE = BEGIN + 86_400;

/** A word that looks random and is the same in each run. */
type Draw = () => string;

function drawer(): Draw {
  let drawn = 0;
  return () => id(`word ${drawn++}`);
}

/** The gas of each transaction that is judged; for batches, of the whole batch. */
export type GasFigures = Record<string, number>;

/** Enrols a subject, binds the signer, and returns the pseudonym. */
export async function bound(world: World, random: Draw, signer: TestSigner): Promise<string> {
  const subject = random();
  const deadline = DEADLINE;
  await send(world.consents, world.accounts.gateway, 'enroll', subject);
  const binding = { subject, signer: signer.bytes, kind: 1, until: 0, identification: id('met'), deadline };
  const { signature } = await prove(world, signer, 'BindSigner', binding);
  const none = { account: `0x${'00'.repeat(20)}`, signature: '0x' };
  await send(world.consents, world.accounts.gateway, 'bindSigner', binding, signature, none);
  return subject;
}

/** Grants and revokes by signature; returns the gas of both. */
async function grantAndRevoke(world: World, random: Draw, signer: TestSigner): Promise<[number, number]> {
  const { consents, accounts } = world;
  const subject = await bound(world, random, signer);
  const deadline = DEADLINE;
  const terms = random();
  const grant = String(await read(consents, 'grantId', subject, deadline, terms));
  const args = [subject, deadline, terms, signer.bytes, signer.sign(grant)];
  const granted = await send(consents, accounts.gateway, 'grant', ...args);
  const signature = signer.sign(await digestOf(world, 'Revoke', { subject, grant }));
  const revoked = await send(consents, accounts.gateway, 'revoke', subject, grant, signer.bytes, signature);
  return [Number(granted.gasUsed), Number(revoked.gasUsed)];
}

async function recorded(world: World, random: Draw, count: number): Promise<number> {
  const { consents, accounts } = world;
  const subjects = Array.from({ length: count }, random);
  await send(consents, accounts.gateway, 'enrollBatch', subjects);
  const records = subjects.map((subject) => ({ subject, terms: random(), form: random() }));
  const receipt = await send(consents, accounts.gateway, 'grantRecordedBatch', records);
  return Number(receipt.gasUsed);
}

async function openLog(world: World, mode: number): Promise<string> {
  const { accessLog, accounts } = world;
  const count = await read(accessLog, 'logCount', accounts.holder.address);
  const log = String(await read(accessLog, 'logIdAt', accounts.holder.address, count));
  await send(accessLog, accounts.gateway, 'openLog', log, 'custos/1/log+0011aabb+AQID', mode, ZERO, 0, ZERO);
  return log;
}

async function typedEntries(world: World, random: Draw, count: number): Promise<number> {
  const { accessLog, accounts } = world;
  const log = await openLog(world, 0);
  const dataset = random();
  const requester = accounts.requester.address;
  const facts = (1234n << 72n) | (7n << 64n) | (1n << 56n) | (1n << 48n) | 1_764_000_000_000n;
  const entries = Array.from({ length: count }, () => ({ leaf: random(), dataset, requester, facts }));
  await send(accessLog, accounts.gateway, 'record', log, 1, random(), entries.slice(0, 1));
  const receipt = await send(accessLog, accounts.gateway, 'record', log, count + 1, random(), entries);
  return Number(receipt.gasUsed);
}

async function head(world: World, random: Draw, count: number): Promise<number> {
  const { accessLog, accounts } = world;
  const log = await openLog(world, 1);
  await send(accessLog, accounts.gateway, 'checkpoint', log, 1, random());
  const receipt = await send(accessLog, accounts.gateway, 'checkpoint', log, count + 1, random());
  return Number(receipt.gasUsed);
}

async function others(world: World, random: Draw): Promise<GasFigures> {
  const { consents, datasets, permits, accounts } = world;
  const dataset = await publish(world, random());
  const published = await send(datasets, accounts.gateway, 'publish', dataset, publication(), []);
  const enrolled = await send(consents, accounts.gateway, 'enrollBatch', Array.from({ length: 100 }, random));
  const permit = permitTerms(world, dataset, {
    from: 1_764_000_000,
    until: withoutZeroBytes((await now(world)) + 5 * 365 * DAY),
    termsDigest: random(),
  });
  const issued = await send(permits, accounts.gateway, 'issue', permit);
  return {
    enroll_100: Number(enrolled.gasUsed),
    publish: Number(published.gasUsed),
    permit_issue: Number(issued.gasUsed),
  };
}

/** Measures on fresh chains: one of today's permissioned networks, and one with the P-256 precompile. */
export async function measure(): Promise<GasFigures> {
  const random = drawer();
  const world = await deploy();
  const modern = await deploy('osaka');
  for (const { ethers } of [world, modern]) await ethers.provider.send('evm_setNextBlockTimestamp', [BEGIN]);
  const [grant, revoke] = await grantAndRevoke(world, random, walletSigner(new Wallet(id('patient'))));
  const passkey = (of: World) =>
    passkeySigner(String(of.passkeys.target), 'clinic.example', {}, getBytes(id('passkey')));
  const [grantSolidity, revokeSolidity] = await grantAndRevoke(world, random, passkey(world));
  const [grantPrecompile, revokePrecompile] = await grantAndRevoke(modern, random, passkey(modern));
  return {
    grant,
    revoke,
    recorded_100: await recorded(world, random, 100),
    typed_entry_1000: await typedEntries(world, random, 1000),
    head_1000: await head(world, random, 1000),
    grant_passkey_solidity: grantSolidity,
    revoke_passkey_solidity: revokeSolidity,
    grant_passkey_precompile: grantPrecompile,
    revoke_passkey_precompile: revokePrecompile,
    ...(await others(world, random)),
  };
}

/** The same second, give or take half a year, without a byte of zero: those cost less, and the figure must not hang on
 *  the clock. */
function withoutZeroBytes(second: number): number {
  return second - (second % 0x1000000) + 0x010101;
}
