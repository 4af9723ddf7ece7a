import { describe } from 'vitest';
import { type Case, expectFound } from './dishonest-case.ts';
import type { Study } from './honest-trail.ts';
import { person, proof } from './persons.ts';
import { ENDPOINT } from './trail.ts';

const CASES: readonly Case[] = [
  {
    title: 'uses a proof for a second entry',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      s.anchor();
      s.now += 320_000;
      s.anchor();
      return s.release({ rows: s.rowsOf(1), evidence });
    },
    finds: 'PROOF_REPLAYED',
  },
  {
    title: 'logs the same items again under the same proof',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'ITEM_TWICE',
  },
  {
    title: 'uses a proof whose number was used with another request',
    act: async (s) => {
      const jti = 'the-same-number-again';
      const one = await s.evidenceFor(s.request(), s.requester, { jti });
      const two = await s.evidenceFor(s.request({ items: [2, 3] }), s.requester, { jti });
      await s.release({ rows: s.rowsOf(0), evidence: one });
      return s.release({ rows: s.rowsOf(1), evidence: two });
    },
    finds: 'PROOF_REPLAYED',
  },
  {
    title: 'uses a proof that was made long ago',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      s.now += 30_000;
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_STALE',
  },
  {
    title: 'uses a proof that was made for another request',
    act: async (s) => {
      const made = await s.evidenceFor(s.request({ items: [0] }), s.requester);
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, request: s.request() } as typeof made });
    },
    finds: 'PROOF_UNBOUND',
  },
  {
    title: 'uses a proof that was made for another address',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester, { htu: 'https://elsewhere.example/v1/content' });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_UNBOUND',
  },
  ...['check', 'explain'].map((question) => ({
    title: `makes a release of a proof that was made to ask, of ${question}`,
    act: async (s: Study) => {
      const evidence = await s.evidenceFor(s.request(), s.requester, { htu: `${ENDPOINT}/v1/access/${question}` });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_UNBOUND' as const,
  })),
  {
    title: 'makes a proof of its own with another key',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      if (made.kind !== 'request') throw new Error('no request');
      const claims = JSON.parse(Buffer.from(made.dpop.split('.')[1] ?? '', 'base64url').toString());
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, dpop: proof(person('gateway'), claims) } });
    },
    finds: 'PROOF_INVALID',
  },
  {
    title: 'changes a claim of a proof',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      if (made.kind !== 'request') throw new Error('no request');
      const [head, payload = '', signature] = made.dpop.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const changed = Buffer.from(JSON.stringify({ ...claims, jti: 'another-number-than-signed' })).toString(
        'base64url',
      );
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, dpop: `${head}.${changed}.${signature}` } });
    },
    finds: 'PROOF_INVALID',
  },
  {
    title: 'opens a session for a key that the requester did not name',
    act: async (s) => {
      const mine = person('gateway');
      const made = await s.evidenceFor(s.request(), { ...s.requester, dpop: mine.dpop, jwk: mine.jwk });
      return s.release({ rows: s.rowsOf(0), evidence: made });
    },
    finds: 'PROOF_INVALID',
  },
  ...(
    [
      ['for another domain', { domain: 'elsewhere.example' }],
      ['for another endpoint', { uri: 'https://elsewhere.example' }],
      ['on another chain', { chain: '1' }],
      ['that had expired', { expires: '2020-01-01T00:00:00Z' }],
      ['that was issued later', { issued: '2099-01-01T00:00:00Z' }],
    ] as const
  ).map(
    ([what, change]): Case => ({
      title: `takes a session ${what}`,
      act: async (s) => {
        const made = await s.evidenceFor(s.request(), s.requester);
        const message = s.signInMessage(s.requester, change);
        const signature = (await s.requester.wallet.signMessage(message)) as `0x${string}`;
        const evidence = { ...made, session: { type: 'siwe', message, signature } } as typeof made;
        return s.release({ rows: s.rowsOf(0), evidence });
      },
      finds: 'SESSION_INVALID',
    }),
  ),
  {
    title: 'forges the signature under a session',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      const message = s.signInMessage(s.requester);
      const signature = (await person('gateway').wallet.signMessage(message)) as `0x${string}`;
      const evidence = { ...made, session: { type: 'siwe', message, signature } } as typeof made;
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'names another requester than the one who asked',
    act: (s) => s.release({ rows: s.rowsOf(0), by: s.clinician, requester: s.requester.address }),
    finds: 'SESSION_INVALID',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
