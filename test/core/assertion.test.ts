import { createHash, createPublicKey, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { AbiCoder, toBeHex } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Assertion,
  counterOf,
  decodeAssertion,
  derSignature,
  encodeAssertion,
  readAssertion,
  sessionChallenge,
  signedBytes,
} from '../../src/core/assertion.ts';
import { assertionFault, isPasskeySignature, isSigned, originFault } from '../../src/core/assertion-fault.ts';
import { fromHex, type Hex, toHex, utf8 } from '../../src/core/bytes.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { parseSigner, passkeySigner } from '../../src/core/signer.ts';
import { Authenticator } from '../gateway/authenticator.ts';
import { hexOf } from './samples.ts';

const ORIGIN = 'https://gateway.example';
const VERIFIER = hexOf('e1', 20) as Address;
const RP = createHash('sha256').update('gateway.example').digest();
const challenge = fromHex(hexOf('7a', 32));

async function made() {
  const device = new Authenticator(ORIGIN);
  const created = await device.create({
    challenge: 'AAAA',
    rp: { id: 'gateway.example', name: 'x' },
    user: { id: 'AAAA', name: 'x', displayName: 'x' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    timeout: 1,
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [],
  });
  const secret = device.credentials.get(created.id)?.secret ?? new Uint8Array();
  const point = p256.getPublicKey(secret, false);
  const signer = passkeySigner(VERIFIER, point.slice(1, 33), point.slice(33), RP);
  const get = () =>
    device.get({
      challenge: Buffer.from(challenge).toString('base64url'),
      rpId: 'gateway.example',
      timeout: 1,
      userVerification: 'required',
      allowCredentials: [],
    });
  const parsed = parseSigner(signer);
  if (parsed.type !== 'passkey') throw new Error('no passkey');
  return { device, signer, parsed, get };
}

describe('an assertion', () => {
  it('is what OpenSSL verifies, and is encoded as ethers encodes it', async () => {
    const { parsed, get } = await made();
    const assertion = readAssertion(await get());
    const { qx, qy } = parsed;
    const [x, y] = [qx, qy].map((bytes) => Buffer.from(bytes).toString('base64url'));
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
    expect(verify('sha256', signedBytes(assertion), key, derSignature(assertion.signature))).toBe(true);
    expect(isSigned(assertion, parsed)).toBe(true);
    const { clientDataJSON: client, authenticatorData, signature } = assertion;
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'bytes32', 'uint256', 'uint256', 'bytes', 'string'],
      [
        toHex(signature.slice(0, 32)),
        toHex(signature.slice(32)),
        client.indexOf('"challenge"'),
        client.indexOf('"type"'),
        authenticatorData,
        client,
      ],
    );
    expect(encodeAssertion(assertion, challenge)).toBe(encoded);
    expect(decodeAssertion(encoded as Hex, challenge)).toEqual(assertion);
  });

  it('has the lower s, whichever the device gave, and no other is read from an encoding', async () => {
    const { device, signer, get } = await made();
    device.wrong = { highS: true };
    const assertion = readAssertion(await get());
    expect(isPasskeySignature(VERIFIER, signer, challenge, encodeAssertion(assertion, challenge))).toBe(true);
    const s = BigInt(toHex(assertion.signature.slice(32)));
    const high = fromHex(toBeHex(p256.Point.Fn.ORDER - s, 32) as Hex);
    const malleable = { ...assertion, signature: Uint8Array.from([...assertion.signature.slice(0, 32), ...high]) };
    expect(isPasskeySignature(VERIFIER, signer, challenge, encodeAssertion(malleable, challenge))).toBe(false);
  });

  it('is decoded in one spelling alone: nothing more, less, or elsewhere', async () => {
    const { get } = await made();
    const encoded = encodeAssertion(readAssertion(await get()), challenge);
    expect(decodeAssertion(`${encoded}00`, challenge)).toBeUndefined();
    expect(decodeAssertion(`${encoded}${'00'.repeat(32)}`, challenge)).toBeUndefined();
    expect(decodeAssertion(encoded, fromHex(hexOf('7b', 32)))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(encoded.length - 3), fc.constantFrom('0', '1', 'f'), (at, digit) => {
        const place = at + 2;
        const other = `${encoded.slice(0, place)}${digit}${encoded.slice(place + 1)}` as Hex;
        const decoded = decodeAssertion(other, challenge);
        return decoded === undefined || encodeAssertion(decoded, challenge) === other;
      }),
    );
    for (const junk of ['0x', '0x00', `0x${'ff'.repeat(192)}`, `0x${'00'.repeat(400)}`] as const) {
      expect(decodeAssertion(junk, challenge)).toBeUndefined();
    }
  });

  it('says what is wrong with it', async () => {
    const { parsed, get } = await made();
    const good = readAssertion(await get());
    const fault = (change: Partial<Assertion>) => assertionFault({ ...good, ...change }, parsed, challenge);
    const client = (change: object) => ({
      clientDataJSON: JSON.stringify({ ...JSON.parse(good.clientDataJSON), ...change }),
    });
    const flagged = (flags: number) => {
      const authenticatorData = good.authenticatorData.slice();
      authenticatorData[32] = flags;
      return { authenticatorData };
    };
    expect(fault({})).toBeUndefined();
    expect(fault(client({ type: 'webauthn.create' }))).toMatch(/not made to sign/);
    expect(fault(client({ challenge: 'AAAA' }))).toMatch(/another challenge/);
    expect(fault({ clientDataJSON: good.clientDataJSON.replace('"challenge":', '"challenge": ') })).toMatch(
      /challenge/,
    );
    expect(fault({ clientDataJSON: 'null' })).toMatch(/JSON object/);
    expect(fault({ clientDataJSON: '[]' })).toMatch(/JSON object/);
    expect(fault({ clientDataJSON: `${good.clientDataJSON}\n` })).toMatch(/ASCII/);
    expect(fault(client({ pad: 'x'.repeat(2_048) }))).toMatch(/ASCII/);
    expect(fault({ authenticatorData: good.authenticatorData.slice(0, 36) })).toMatch(/authenticator data/);
    expect(fault({ authenticatorData: new Uint8Array(1_025) })).toMatch(/authenticator data/);
    expect(fault({ authenticatorData: new Uint8Array(37) })).toMatch(/relying party/);
    expect(fault(flagged(0x04))).toMatch(/saw nobody/);
    expect(fault(flagged(0x01))).toMatch(/did not verify/);
    expect(fault(flagged(0x15))).toMatch(/backup flags/);
    expect(fault(flagged(0x1d))).toBeUndefined();
    expect(originFault(good, [ORIGIN])).toBeUndefined();
    expect(originFault(good, ['https://gateway.example:444'])).toMatch(/another origin/);
    expect(originFault(client({ crossOrigin: true }), [ORIGIN])).toMatch(/within/);
    expect(originFault(client({ topOrigin: ORIGIN }), [ORIGIN])).toMatch(/within/);
    expect(originFault(client({ origin: undefined }), [ORIGIN])).toMatch(/another origin/);
  });

  it('is signed by no key that is no point, and by no other key', async () => {
    const { get } = await made();
    const assertion = readAssertion(await get());
    expect(isSigned(assertion, { qx: new Uint8Array(32), qy: new Uint8Array(32) })).toBe(false);
    expect(isSigned(assertion, (await made()).parsed)).toBe(false);
  });

  it.each<[string, object]>([
    ['base64url', { signature: 'a b' }],
    ['DER', { signature: Buffer.alloc(64, 1).toString('base64url') }],
    ['DER without more', { signature: Buffer.from('3006020101020101ff', 'hex').toString('base64url') }],
    ['UTF-8', { clientDataJSON: Buffer.from([0xff]).toString('base64url') }],
  ])('that is no %s is refused', async (_, change) => {
    const { get } = await made();
    const given = await get();
    expect(() => readAssertion({ response: { ...given.response, ...change } })).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    );
  });

  it('tells how often its authenticator signed', async () => {
    const { device, get } = await made();
    device.wrong = { counter: 0x01020304 };
    expect(counterOf(readAssertion(await get()))).toBe(0x01020304);
  });
});

describe('the challenge of a session', () => {
  const terms = {
    ledger: { chainId: 47_879_082_373_037, membership: hexOf('a1', 20) as Address },
    gateway: hexOf('a2', 20) as Address,
    nonce: hexOf('a3', 32) as Digest,
    jkt: Buffer.alloc(32, 0xa4).toString('base64url'),
    expires: 1_900_000_000_000,
  };

  it('is the digest of all that the session is for', () => {
    const bytes = Buffer.concat([
      Buffer.from(utf8('custos/challenge/v1\0')),
      Buffer.from('00002b8bb5e4f42d', 'hex'),
      Buffer.alloc(20, 0xa1),
      Buffer.alloc(20, 0xa2),
      Buffer.alloc(32, 0xa3),
      Buffer.alloc(32, 0xa4),
      Buffer.from('000001ba60afa800', 'hex'),
    ]);
    bytes.writeBigUInt64BE(BigInt(terms.ledger.chainId), 20);
    bytes.writeBigUInt64BE(BigInt(terms.expires), bytes.length - 8);
    expect(toHex(sessionChallenge(terms))).toBe(`0x${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('is another one for anything else', () => {
    const others = [
      { ...terms, ledger: { ...terms.ledger, chainId: 1 } },
      { ...terms, ledger: { ...terms.ledger, membership: terms.gateway } },
      { ...terms, gateway: terms.ledger.membership },
      { ...terms, nonce: hexOf('b3', 32) as Digest },
      { ...terms, jkt: Buffer.alloc(32, 1).toString('base64url') },
      { ...terms, expires: terms.expires + 1 },
      terms,
    ].map((one) => toHex(sessionChallenge(one)));
    expect(new Set(others).size).toBe(7);
  });

  it('takes no thumbprint of another length', () => {
    expect(() => sessionChallenge({ ...terms, jkt: 'AAAA' })).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
  });
});
