import { hexlify, id, randomBytes } from 'ethers';
import { read, readStruct, send } from './chain.ts';
import { DAY, now, type Part, type World, ZERO_ADDRESS } from './deploy.ts';
import { hashTerms, prove, type TestSigner, walletSigner } from './signing.ts';

export const SELF = 1;
export const GUARDIAN = 2;
export const NO_COUNTERSIGNATURE = { account: ZERO_ADDRESS, signature: '0x' };

export function pseudonym(): string {
  return hexlify(randomBytes(32));
}

export async function nonceOf(world: World, subject: string): Promise<bigint> {
  return BigInt(String((await readStruct(world.consents, 'subjectOf', subject)).nonce));
}

export async function enroll(world: World, part: Part = 'gateway'): Promise<string> {
  const subject = pseudonym();
  await send(world.consents, world.accounts[part], 'enroll', subject);
  return subject;
}

/** The arguments of `bindSigner`, signed by the signer; `changes` apply before it is signed. */
export async function binding(
  world: World,
  subject: string,
  signer: TestSigner,
  changes: Record<string, unknown> = {},
): Promise<{ binding: Record<string, unknown>; signature: string }> {
  const value = {
    subject,
    signer: signer.bytes,
    kind: SELF,
    until: 0,
    identification: id('identified in person'),
    deadline: (await now(world)) + 3600,
    ...changes,
  };
  const { signature } = await prove(world, signer, 'BindSigner', value);
  return { binding: value, signature };
}

export async function bind(
  world: World,
  subject: string,
  signer: TestSigner,
  changes: Record<string, unknown> = {},
  from: Part = 'gateway',
) {
  const signed = await binding(world, subject, signer, changes);
  return send(
    world.consents,
    world.accounts[from],
    'bindSigner',
    signed.binding,
    signed.signature,
    NO_COUNTERSIGNATURE,
  );
}

export async function addSigner(
  world: World,
  subject: string,
  by: TestSigner,
  signer: TestSigner,
  changes: Record<string, unknown> = {},
) {
  const deadline = (await now(world)) + 3600;
  const value = { subject, signer: signer.bytes, kind: SELF, from: 0, until: 0, deadline, ...changes };
  const message = { ...value, nonce: await nonceOf(world, subject) };
  const { signature } = await prove(world, signer, 'AddSigner', message);
  const proof = await prove(world, by, 'AddSigner', message);
  return send(world.consents, world.accounts.stranger, 'addSigner', value, signature, proof);
}

/** A subject that has bound a wallet of its own. */
export async function patient(world: World): Promise<{ subject: string; signer: TestSigner }> {
  const subject = await enroll(world);
  const signer = walletSigner();
  await bind(world, subject, signer);
  return { subject, signer };
}

export async function termsFor(world: World, changes: Record<string, unknown> = {}) {
  const from = await now(world);
  return {
    salt: hexlify(randomBytes(32)),
    notice: id('notice'),
    grantee: `0x${'00'.repeat(32)}`,
    scope: `0x${'00'.repeat(32)}`,
    purposes: 4n | (1n << 20n) | (1n << 48n),
    excluded: 5,
    from,
    until: from + 365 * DAY,
    options: 0,
    ...changes,
  };
}

export type Terms = Awaited<ReturnType<typeof termsFor>>;

/** Signs and gives a grant; answers its id and what it was signed over. */
export async function giveGrant(
  world: World,
  { subject, signer }: { subject: string; signer: TestSigner },
  terms?: Terms,
) {
  const clear = terms ?? (await termsFor(world));
  const deadline = (await now(world)) + 3600;
  const hash = hashTerms(clear);
  const grant = String(await read(world.consents, 'grantId', subject, deadline, hash));
  const signature = signer.sign(grant);
  const args = [subject, deadline, hash, signer.bytes, signature] as const;
  const receipt = await send(world.consents, world.accounts.gateway, 'grant', ...args);
  return { grant, terms: clear, deadline, args, receipt };
}

export async function revokeGrant(
  world: World,
  subject: string,
  grant: string,
  by: TestSigner,
  from: Part = 'gateway',
) {
  const { signature } = await prove(world, by, 'Revoke', { subject, grant });
  return send(world.consents, world.accounts[from], 'revoke', subject, grant, by.bytes, signature);
}
