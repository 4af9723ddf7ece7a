import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import {
  AbiCoder,
  concat,
  getBytes,
  type HDNodeWallet,
  keccak256,
  TypedDataEncoder,
  type TypedDataField,
  toBeHex,
  Wallet,
} from 'ethers';
import type { World } from './deploy.ts';

const TERMS: TypedDataField[] = [
  { name: 'salt', type: 'bytes32' },
  { name: 'notice', type: 'bytes32' },
  { name: 'grantee', type: 'bytes32' },
  { name: 'scope', type: 'bytes32' },
  { name: 'purposes', type: 'uint64' },
  { name: 'excluded', type: 'uint32' },
  { name: 'from', type: 'uint48' },
  { name: 'until', type: 'uint48' },
  { name: 'options', type: 'uint8' },
];

function fields(signature: string): TypedDataField[] {
  return signature.split(',').map((field) => {
    const [type, name] = field.split(' ');
    if (type === undefined || name === undefined) throw new Error(`bad field ${field}`);
    return { name, type };
  });
}

/** The typed data of the ledger, by primary type. */
export const TYPES: Record<string, Record<string, TypedDataField[]>> = {
  Terms: { Terms: TERMS },
  Grant: { Grant: fields('bytes32 subject,uint48 deadline,Terms terms'), Terms: TERMS },
  RecordedGrant: { RecordedGrant: fields('bytes32 subject,Terms terms,bytes32 form'), Terms: TERMS },
  Revoke: { Revoke: fields('bytes32 subject,bytes32 grant') },
  BindSigner: {
    BindSigner: fields('bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint48 deadline'),
  },
  AddSigner: {
    AddSigner: fields('bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,uint48 deadline'),
  },
  RemoveSigner: { RemoveSigner: fields('bytes32 subject,bytes32 signer') },
  EndSigner: { EndSigner: fields('bytes32 subject,bytes32 signer,bytes32 form,uint48 deadline') },
  KeepSigner: { KeepSigner: fields('bytes32 subject,bytes32 signer,uint48 leavesAt') },
  KeepRecorded: { KeepRecorded: fields('bytes32 subject,bytes32 grant,uint48 deadline') },
  CancelSigner: { CancelSigner: fields('bytes32 subject,bytes32 signer') },
  OptOut: { OptOut: fields('bytes32 subject,uint8 level,uint16 turn') },
  OptIn: { OptIn: fields('bytes32 subject,uint8 from,uint8 level,uint16 turn,uint48 deadline') },
  Pause: { Pause: fields('bytes32 subject,uint40 until,uint16 turn') },
  Resume: { Resume: fields('bytes32 subject,uint40 until,uint16 turn,uint48 deadline') },
  RevokeAll: { RevokeAll: fields('bytes32 subject,uint32 epoch') },
  Erase: { Erase: fields('bytes32 subject,uint32 nonce,uint48 deadline') },
  CancelErasure: { CancelErasure: fields('bytes32 subject,uint48 executableAt') },
};

/** What can sign for a subject: an ERC-7913 signer's bytes and its signature of a digest. */
export interface TestSigner {
  bytes: string;
  id: string;
  sign(digest: string): string;
}

export function walletSigner(wallet: HDNodeWallet | Wallet = Wallet.createRandom()): TestSigner {
  const bytes = wallet.address.toLowerCase();
  return { bytes, id: keccak256(bytes), sign: (digest) => wallet.signingKey.sign(digest).serialized };
}

/** What an authenticator may get wrong. */
export interface Assertion {
  flags?: number;
  rpId?: string;
  type?: string;
  highS?: boolean;
  truncated?: boolean;
}

export function passkeySigner(
  verifier: string,
  rpId: string,
  wrong: Assertion = {},
  secret: Uint8Array = p256.utils.randomSecretKey(),
): TestSigner {
  const point = p256.getPublicKey(secret, false).subarray(1);
  const bytes = concat([verifier, point, sha256(Buffer.from(rpId))]).toLowerCase();
  return { bytes, id: keccak256(bytes), sign: (digest) => assertion(secret, digest, rpId, wrong) };
}

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

function assertion(secret: Uint8Array, digest: string, rpId: string, wrong: Assertion): string {
  const challenge = Buffer.from(getBytes(digest)).toString('base64url');
  const client = `{"type":"${wrong.type ?? 'webauthn.get'}","challenge":"${challenge}","origin":"https://${rpId}"}`;
  const rpIdHash = sha256(Buffer.from(wrong.rpId ?? rpId));
  const authenticator = Buffer.concat([rpIdHash, Buffer.from([wrong.flags ?? 0x05, 0, 0, 0, 1])]);
  const message = Buffer.concat([authenticator, sha256(Buffer.from(client))]);
  const low = p256.Signature.fromBytes(p256.sign(message, secret, { lowS: true }));
  const s = wrong.highS === true ? p256.Point.Fn.ORDER - low.s : low.s;
  const data = wrong.truncated === true ? authenticator.subarray(0, 20) : authenticator;
  return AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'bytes32', 'uint256', 'uint256', 'bytes', 'string'],
    [toBeHex(low.r, 32), toBeHex(s, 32), client.indexOf('"challenge"'), client.indexOf('"type"'), data, client],
  );
}

export async function domain(world: World) {
  const { chainId } = await world.ethers.provider.getNetwork();
  return { name: 'Custos', version: '1', chainId, verifyingContract: String(world.consents.target) };
}

export async function digestOf(world: World, type: string, value: Record<string, unknown>): Promise<string> {
  return TypedDataEncoder.hash(await domain(world), TYPES[type] ?? {}, value);
}

/** A `Proof` that the signer signed the typed data. */
export async function prove(world: World, signer: TestSigner, type: string, value: Record<string, unknown>) {
  return { signer: signer.bytes, signature: signer.sign(await digestOf(world, type, value)) };
}

export function hashTerms(terms: Record<string, unknown>): string {
  return TypedDataEncoder.hashStruct('Terms', { Terms: TERMS }, terms);
}
