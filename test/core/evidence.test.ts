import { describe, expect, it } from 'vitest';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import {
  decodeEvidence,
  type Evidence,
  encodeEvidence,
  evidenceDigest,
  requestEncoder,
} from '../../src/core/evidence.ts';
import type { Address, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { REQUEST } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const invalid = expect.objectContaining({ code: 'INPUT_INVALID' });
const SAMPLES: readonly Evidence[] = [
  {
    v: 1,
    kind: 'request',
    session: { type: 'siwe', message: 'example.com wants you to sign in', signature: hexOf('ab', 65) },
    dpop: 'aaa.bbb.ccc',
    request: REQUEST,
  },
  {
    v: 1,
    kind: 'request',
    session: {
      type: 'organisation',
      member: hexOf('aa', 20) as Address,
      statement: '{}',
      key: hexOf('02', 33),
      signature: hexOf('ab', 64),
    },
    dpop: 'aaa.bbb.ccc',
    request: REQUEST,
  },
  {
    v: 1,
    kind: 'request',
    session: {
      type: 'passkey',
      nonce: hexOf('01', 32) as Digest,
      jkt: 'thumbprint',
      expires: 1,
      signer: hexOf('ab', 116),
      authenticatorData: hexOf('ab', 37),
      clientDataJSON: '{}',
      signature: hexOf('ab', 64),
    },
    dpop: 'aaa.bbb.ccc',
    request: REQUEST,
  },
  {
    v: 1,
    kind: 'revocation',
    subject: hexOf('30', 32) as Pseudonym,
    grant: hexOf('40', 32) as GrantId,
    scope: 'grant',
    call: { to: hexOf('dd', 20) as Address, data: hexOf('00', 100) },
  },
  {
    v: 1,
    kind: 'revocation',
    subject: hexOf('30', 32) as Pseudonym,
    scope: 'epoch',
    call: { to: hexOf('dd', 20) as Address, data: hexOf('00', 100) },
    unchecked: true,
  },
  { v: 1, kind: 'relay', transaction: hexOf('01', 32) as Digest },
  { v: 1, kind: 'relay', rejection: 'ConsentRegistryRevoked' },
  { v: 1, kind: 'interruption', itemsSent: 0 },
  { v: 1, kind: 'operation', software: 'custos 1', verifierKey: 'a+00000000+AA==', lost: [3, 9] },
  {
    v: 1,
    kind: 'act',
    session: {
      type: 'organisation',
      member: hexOf('aa', 20) as Address,
      statement: '{}',
      key: hexOf('01', 33),
      signature: hexOf('ab', 64),
    },
    dpop: 'aaa.bbb.ccc',
    gateway: hexOf('bb', 20) as Address,
    method: 'POST',
    path: '/v1/permits?x=1',
    body: hexOf('31', 32) as Digest,
    subjects: [hexOf('30', 32) as Pseudonym],
  },
];

describe('evidence', () => {
  it('reads back what was written', () => {
    for (const evidence of SAMPLES) expect(decodeEvidence(encodeEvidence(evidence))).toEqual(evidence);
  });

  it('of requests is written the same way where the session is put into words once', () => {
    const requests = SAMPLES.filter((evidence) => evidence.kind === 'request');
    expect(requests.length).toBeGreaterThan(1);
    for (const evidence of requests) {
      const encode = requestEncoder(evidence.session);
      expect(encode(evidence.dpop, evidence.request)).toEqual(encodeEvidence(evidence));
      expect(encode('a.b.c', evidence.request)).toEqual(encodeEvidence({ ...evidence, dpop: 'a.b.c' }));
    }
  });

  it.each(SAMPLES.map((evidence, i) => [i, evidence] as const))(
    'sample %i refuses a member more or less',
    (_, evidence) => {
      expect(() => decodeEvidence(canonicalBytes({ ...evidence, more: 1 } as unknown as Json))).toThrow(invalid);
      const { v: __, ...rest } = evidence;
      expect(() => decodeEvidence(canonicalBytes(rest as unknown as Json))).toThrow(invalid);
    },
  );

  it.each([
    ['no object', []],
    ['null', null],
    ['no kind', { v: 1 }],
    ['an unknown kind', { v: 1, kind: 'hearsay' }],
    ['a kind that every object has', { v: 1, kind: 'constructor' }],
    ['a session of an unknown type', { ...SAMPLES[0], session: { type: 'password' } }],
    ['a session with a member more', { ...SAMPLES[0], session: { type: 'siwe', message: '', signature: '0x', x: 1 } }],
    ['a proof that is no compact JWS', { ...SAMPLES[0], dpop: 'aaa.bbb' }],
    ['an unknown scope', { ...SAMPLES[3], scope: 'everything' }],
    ['lost sizes that are no numbers', { ...SAMPLES[7], lost: ['3', null] }],
    ['lost sizes that run backwards', { ...SAMPLES[7], lost: [9, 3] }],
    ['an act without a method', { ...SAMPLES.at(-1), method: 'post' }],
    ['an act at no path', { ...SAMPLES.at(-1), path: 'v1/permits' }],
    ['an act at a path with blanks', { ...SAMPLES.at(-1), path: '/v1/permits 1' }],
    ['an act about what is no patient', { ...SAMPLES.at(-1), subjects: ['Ana'] }],
    ['one lost size', { ...SAMPLES[7], lost: [9] }],
    ['a call without a target', { ...SAMPLES[3], call: { data: '0x' } }],
  ])('refuses %s', (_, value) => {
    expect(() => decodeEvidence(canonicalBytes(value as unknown as Json))).toThrow(invalid);
  });

  it('is bound by a digest of its own domain', () => {
    const [one, other] = SAMPLES.map((evidence) => evidenceDigest(encodeEvidence(evidence)));
    expect(one).not.toEqual(other);
    expect(one).toHaveLength(32);
  });
});
