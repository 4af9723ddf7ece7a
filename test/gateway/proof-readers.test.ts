import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { getAddress } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProofReader } from '../../src/audit/proof/dpop.ts';
import { SessionReader } from '../../src/audit/proof/session.ts';
import type { LedgerSource } from '../../src/audit/source/sources.ts';
import { signInMessage } from '../../src/client/sign-in-message.ts';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import { thumbprintOf } from '../../src/core/dpop-proof.ts';
import { decodeEvidence, type RequestEvidence, requestEncoder } from '../../src/core/evidence.ts';
import { type Address, type DatasetId, type Digest, formatLedger } from '../../src/core/ids.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import { statementDigest } from '../../src/core/session-statement.ts';
import { SessionKey } from '../../src/gateway/auth/dpop.ts';
import { verifySignIn } from '../../src/gateway/auth/sign-in.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import { Statements } from '../../src/gateway/auth/statements.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';

/** Mutations of each kind; a long run is described in CONTRIBUTING.md. */
const RUNS = Number(process.env['CUSTOS_FUZZ_RUNS'] ?? 1_000);
const TIMEOUT = 60_000 + 20 * RUNS;

const LEDGER = { chainId: 31_337, membership: `0x${'11'.repeat(20)}` as Address };
const ENDPOINT = 'https://gateway.example';
const NOW = Date.parse('2030-01-31T09:00:00.000Z');
const SKEW = 10_000;
const ACCOUNT = randomAccountKey();
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
const JKT = thumbprintOf({ x, y });
const REQUEST: AccessRequest = {
  ledger: formatLedger(LEDGER),
  gateway: `0x${'22'.repeat(20)}` as Address,
  dataset: `0x${'33'.repeat(32)}` as DatasetId,
  version: 1,
  facts: {},
  delivery: 'download',
};

type Edit = (text: string) => string;
const byteEdit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.nat(2_000),
    fc.constantFrom('insert', 'delete', 'replace', 'double', 'swapcase'),
    fc.oneof(
      fc.constantFrom('\n', '\r', ' ', '=', '.', '-', '_', '+', '/', '"', '\\', 'Z', 'z', 'é', '\0', '0'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  )
  .map(([place, how, char]) => (text) => {
    const at = place % (text.length + 1);
    const [before, after, old] = [text.slice(0, at), text.slice(at + 1), text.slice(at, at + 1)];
    if (how === 'insert') return before + char + text.slice(at);
    if (how === 'delete') return before + after;
    if (how === 'double') return before + old + old + after;
    if (how === 'replace') return before + char + after;
    return before + (old === old.toUpperCase() ? old.toLowerCase() : old.toUpperCase()) + after;
  });

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, edit) => edit(before), text);
}

const few = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 2 });

// ---- DPoP

const DIGEST = 'A'.repeat(43);
const DPOP = {
  header: { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty: 'EC', crv: 'P-256', x, y } },
  claims: {
    htm: 'POST',
    htu: `${ENDPOINT}/v1/me/data`,
    jti: 'number-of-this-one',
    ath: DIGEST,
    req: DIGEST,
    iat: NOW / 1000,
  },
};
const ODD_VALUES = [
  'DPoP+JWT',
  'application/dpop+jwt',
  'jwt',
  'es256',
  'ES256K',
  'none',
  'EdDSA',
  'ec',
  'P-384',
  `${DIGEST}=`,
  'B'.repeat(43),
  'A'.repeat(42),
  'a'.repeat(64),
  'post',
  'GET',
  `${ENDPOINT}/v1/me/data?a=1`,
  `${ENDPOINT}/v1/me/data#a`,
  'HTTPS://gateway.example/v1',
  `${ENDPOINT}:443/v1/me/data`,
  `${ENDPOINT}/v1/%6de/data`,
  'https://gateway.example:8080http://x/',
  '',
  null,
  true,
  [],
  {},
  0,
  -1,
  -0,
  1.5,
  1e300,
  1_900_000_000,
  '1900000000',
  ['b64'],
  x,
  y,
];
const MEMBERS = [
  'alg',
  'typ',
  'jwk',
  'crit',
  'b64',
  'kid',
  'htm',
  'htu',
  'jti',
  'ath',
  'req',
  'iat',
  'exp',
  'nbf',
  'nonce',
  '__proto__',
  'd',
  'ext',
  'x',
  'y',
  'crv',
  'kty',
];

type Change = (value: Record<string, unknown>) => Record<string, unknown>;
const change: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom(...MEMBERS),
    fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue({ maxDepth: 2 })),
    fc.constantFrom('set', 'delete', 'last', 'inner'),
  )
  .map(([name, value, how]) => (object) => {
    if (how === 'set') return { ...object, [name]: value };
    if (how === 'inner' && typeof object['jwk'] === 'object')
      return { ...object, jwk: { ...object['jwk'], [name]: value } };
    const { [name]: taken, ...rest } = object;
    return how === 'delete' || taken === undefined ? rest : { ...rest, [name]: taken };
  });
/** Other ways to write the same JSON. */
const SPELLINGS: readonly Edit[] = [
  (text) => text,
  (text) => text.replaceAll(':', ': '),
  (text) => text.replaceAll(',', ', '),
  (text) => `${text}\n`,
  (text) => ` ${text}`,
  (text) => `\uFEFF${text}`,
  (text) => text.replace(/(\d{9})\d\b/, '$1e1'),
  (text) => text.replace(/(\d{10})\b/, '$1.0'),
  (text) => text.replaceAll('/', '\\/'),
  (text) => text.replace('E', '\\u0045'),
  (text) => text.replace(/^\{("[^"]*"):/, '{$1:1,$1:'),
  (text) => text.replace(/\}$/, ',"typ":"dpop+jwt"}'),
];
const CODINGS: readonly Edit[] = [
  (text) => Buffer.from(text).toString('base64url'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text, 'latin1').toString('base64url'),
  (text) => `${Buffer.from(text).toString('base64url')}=`,
  (text) => spare(Buffer.from(text).toString('base64url')),
];
const part = fc.record({
  changes: few(change),
  spelling: fc.oneof({ weight: 3, arbitrary: fc.constant(SPELLINGS[0] as Edit) }, fc.constantFrom(...SPELLINGS)),
  edits: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, few(byteEdit)),
  coding: fc.oneof({ weight: 5, arbitrary: fc.constant(CODINGS[0] as Edit) }, fc.constantFrom(...CODINGS)),
});
const proof = fc.record({
  header: part,
  claims: part,
  form: fc.oneof({ weight: 5, arbitrary: fc.constant('ieee-p1363' as const) }, fc.constant('der' as const)),
  edits: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, few(byteEdit)),
});
type Part = typeof part extends fc.Arbitrary<infer P> ? P : never;

function spare(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + (alphabet[(alphabet.indexOf(text.slice(-1)) + 1) % 64] ?? '');
}

function written(value: object, { changes, spelling, edits, coding }: Part): string {
  const changed = changes.reduce<Record<string, unknown>>((before, one) => one(before), { ...value });
  return coding(edited(spelling(JSON.stringify(changed)), edits));
}

function signedProof({ header, claims, form, edits }: typeof proof extends fc.Arbitrary<infer P> ? P : never): string {
  const text = `${written(DPOP.header, header)}.${written(DPOP.claims, claims)}`;
  const signature = sign('sha256', Buffer.from(text, 'utf8'), { key: privateKey, dsaEncoding: form });
  return edited(`${text}.${signature.toString('base64url')}`, edits);
}

// ---- Statements

const SEED = Buffer.alloc(32, 7);
const MEMBER = `0x${'44'.repeat(20)}` as Address;
const SIGNER = new StatementSigner({ ledger: LEDGER, member: MEMBER, seed: SEED });
const STATED = {
  person: `0x${'55'.repeat(32)}` as Digest,
  jkt: JKT,
  gateway: `0x${'22'.repeat(20)}` as Address,
  notAfter: NOW + 1_800_000,
};
const SIGNED = SIGNER.sign(STATED);
const secret = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]),
  format: 'der',
  type: 'pkcs8',
});
/** Of some statements the text is signed that came of the edits, of others not. */
const statement = fc.record({
  changes: few(change),
  spelling: fc.oneof({ weight: 3, arbitrary: fc.constant(SPELLINGS[0] as Edit) }, fc.constantFrom(...SPELLINGS)),
  edits: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, few(byteEdit)),
  later: fc.nat(1_800_000),
  notAfter: fc.constantFrom(STATED.notAfter, NOW, NOW + 1, NOW + 3_600_000, NOW + 3_600_001, 1.5, -1),
  signature: fc.constantFrom<(signature: string) => string>(
    (signature) => signature,
    (signature) => `${signature}00`,
    (signature) => signature.slice(0, -2),
  ),
});

// ---- Sign-in

const MESSAGE = signInMessage({
  address: ACCOUNT.address,
  domain: 'gateway.example',
  uri: ENDPOINT,
  chainId: LEDGER.chainId,
  nonce: '0123456789abcdef',
  thumbprint: JKT,
  issuedAt: new Date(NOW),
  expires: new Date(NOW + 3_600_000),
});
const TIMES = [
  '2030-01-31T09:00:00Z',
  '2030-01-31t09:00:00Z',
  '2030-01-31T09:00:00z',
  '2030-01-31T09:00:00.1Z',
  '2030-01-31T09:00:00.123456Z',
  '2030-01-31T09:00:60Z',
  '2030-01-31T09:00:00+00:00',
  '2030-01-31T10:00:00+01:00',
  '2030-02-30T09:00:00Z',
  '2030-01-30T24:00:00Z',
  '2030-01-31 09:00:00Z',
  '2030-01-31T09:00Z',
  '2030-01-31',
  '+002030-01-31T09:00:00Z',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59Z',
  'Thu, 31 Jan 2030 09:00:00 GMT',
  '2030-01-31T09:00:00,5Z',
  '1895911200000',
  '',
];
const ODD_LINES = [
  '',
  ' ',
  '\r',
  'Resources:',
  `- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${JKT}`,
  `- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${spare(JKT)}`,
  '- https://gateway.example',
  ACCOUNT.address,
  getAddress(ACCOUNT.address),
  ACCOUNT.address.toUpperCase(),
  'Version: 1',
  'Version: 01',
  'Chain ID: 31337',
  'Chain ID: 031337',
  'Chain ID: 31337.0',
  'Chain ID: 0x7a69',
  'Chain ID: 3.1337e4',
  'Request ID: ',
  'Request ID: a',
  'Nonce: short',
  'Statement',
  `URI: ${ENDPOINT}`,
  `URI: ${ENDPOINT}/`,
  'URI: HTTPS://gateway.example',
  `URI: ${ENDPOINT}:443`,
  'https://gateway.example wants you to sign in with your Ethereum account:',
  'HTTPS://gateway.example wants you to sign in with your Ethereum account:',
  'Gateway.example wants you to sign in with your Ethereum account:',
  'gateway.example:443 wants you to sign in with your Ethereum account:',
  ...['Issued At', 'Expiration Time', 'Not Before'].flatMap((name) => TIMES.map((time) => `${name}: ${time}`)),
];
const lineEdit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.nat(15),
    fc.constantFrom(...ODD_LINES),
    fc.constantFrom('insert', 'replace', 'delete', 'double', 'swap', 'alike'),
  )
  .map(([place, odd, how]) => (text) => {
    const lines = text.split('\n');
    // A field takes the place of its like, so that the rest of the message stays whole.
    const like = lines.findIndex((line) => line.slice(0, 6) === odd.slice(0, 6));
    const at = how === 'alike' && like >= 0 ? like : place % lines.length;
    if (how === 'insert') lines.splice(at, 0, odd);
    else if (how === 'delete') lines.splice(at, 1);
    else if (how === 'double') lines.splice(at, 0, lines[at] ?? '');
    else if (how === 'swap') lines.splice(at, 2, ...lines.slice(at, at + 2).reverse());
    else lines.splice(at, 1, odd);
    return lines.join('\n');
  });
const wholeEdit: fc.Arbitrary<Edit> = fc.constantFrom<Edit>(
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `${text}\n`,
  (text) => text.normalize('NFD'),
  (text) => text.replace('Resources:', `Not Before: ${TIMES[0]}\nResources:`),
);
const signIn = fc.record({
  edits: fc.oneof(few(lineEdit), few(byteEdit), fc.tuple(lineEdit, byteEdit), fc.tuple(wholeEdit, lineEdit)),
  /** When the request comes, after the sign-in. */
  later: fc.nat(3_600_000),
  signature: fc.constantFrom<(signature: string) => string>(
    (signature) => signature,
    (signature) => signature,
    (signature) => signature.replace(/1b$/, '00').replace(/1c$/, '01'),
    (signature) => `${signature}00`,
    (signature) => signature.slice(0, -2),
  ),
});

const TARGET = {
  endpoint: ENDPOINT,
  chainId: LEDGER.chainId,
  clockSkew: () => SKEW,
  acceptsSignature: async () => undefined,
};

function auditedSession(message: string, signature: Hex, time: number) {
  const source = { ledger: LEDGER, acceptsSignature: async () => undefined } as unknown as LedgerSource;
  const target = { ledger: LEDGER, gateway: LEDGER.membership, endpoints: new Set([ENDPOINT]), time, skew: SKEW };
  return new SessionReader(source).open({ type: 'siwe', message, signature }, target);
}

async function accepted<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    expect(error).toMatchObject({ name: 'CustosError' });
    return undefined;
  }
}

describe('the key and the numbers of a signature', () => {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const word = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  const otherS = (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, 32), word(ORDER - BigInt(`0x${bytes.toString('hex', 32)}`))]);
  const beyond = word(0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn).toString('base64url');

  it.each<[string, string, string, (signature: Buffer) => Buffer, boolean]>([
    ['either of the two that ECDSA has', x, y, otherS, true],
    ['none of zeros', x, y, () => Buffer.alloc(64), false],
    ['none beyond the order', x, y, () => Buffer.alloc(64, 255), false],
    ['no point outside of the curve', x, x, (signature) => signature, false],
    ['no point of zeros', DIGEST, DIGEST, (signature) => signature, false],
    ['no coordinate beyond the field', beyond, y, (signature) => signature, false],
  ])('are, to gateway and auditor, %s', async (_, keyX, keyY, change, taken) => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = { ...DPOP.header, jwk: { ...DPOP.header.jwk, x: keyX, y: keyY } };
    const text = `${encode(header)}.${encode(DPOP.claims)}`;
    const signature = change(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    const jws = `${text}.${signature.toString('base64url')}`;
    const byGateway = await accepted(() => new SessionKey(thumbprintOf({ x: keyX, y: keyY })).verify(jws));
    const byAuditor = await new ProofReader().read(jws);
    expect([byGateway !== undefined, byAuditor !== undefined]).toEqual([taken, taken]);
  });
});

describe('whatever the gateway takes, the auditor takes', () => {
  it(
    'of DPoP proofs, and neither takes more than the other',
    async () => {
      let taken = 0;
      const [key, reader] = [new SessionKey(JKT), new ProofReader()];
      const property = fc.asyncProperty(proof, async (mutation) => {
        const jws = signedProof(mutation);
        const byGateway = await accepted(() => key.verify(jws));
        const byAuditor = await reader.read(jws);
        if (byGateway === undefined) {
          expect(byAuditor?.jkt).not.toBe(JKT);
          return;
        }
        taken++;
        const { jws: _, ...claims } = byGateway;
        expect(byAuditor).toEqual({ ...claims, jkt: JKT });
        const evidence = requestEncoder({ type: 'siwe', message: MESSAGE, signature: '0x' })(jws, REQUEST);
        expect((decodeEvidence(evidence) as RequestEvidence).dpop).toBe(jws);
      });
      await fc.assert(property, { numRuns: RUNS });
      expect(taken).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT,
  );

  it(
    'of statements, for as long as they last',
    async () => {
      let taken = 0;
      const said = JSON.parse(SIGNED.statement) as Record<string, unknown>;
      const property = fc.asyncProperty(statement, async (mutation) => {
        const { changes, spelling, edits, later, notAfter, signature: bend } = mutation;
        const changed = changes.reduce<Record<string, unknown>>((before, one) => one(before), { ...said, notAfter });
        const text = edited(spelling(JSON.stringify(changed)), edits);
        const signature = bend(toHex(sign(null, statementDigest(text), secret))) as Hex;
        const signed = { statement: text, key: SIGNED.key, signature };
        const gateway = STATED.gateway;
        const statements = new Statements({
          ledger: formatLedger(LEDGER),
          gateway,
          isEnded: () => false,
          vouches: () => ({ account: MEMBER, until: 2 ** 48 - 1 }),
        });
        const opened = await accepted(() => statements.open(signed, NOW));
        if (opened === undefined) return;
        taken++;
        const time = Math.min(NOW + later, opened.expires);
        const source = { ledger: LEDGER } as unknown as LedgerSource;
        const target = { ledger: LEDGER, gateway, endpoints: new Set([ENDPOINT]), time, skew: SKEW };
        const proof = { type: 'organisation', member: opened.vouched?.member ?? MEMBER, ...signed } as const;
        const { person, member } = opened.vouched ?? {};
        const vouched = { person, member, key: SIGNED.key, notAfter: opened.expires };
        expect(await new SessionReader(source).open(proof, target)).toEqual({
          kind: 'opened',
          jkt: opened.jkt,
          vouched,
        });
        const evidence = opened.evidenceOf('a.b.c', REQUEST);
        expect((decodeEvidence(evidence) as RequestEvidence).session).toEqual(proof);
      });
      await fc.assert(property, { numRuns: RUNS });
      expect(taken).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT,
  );

  it(
    'of sign-ins, for as long as they last',
    async () => {
      let taken = 0;
      const property = fc.asyncProperty(signIn, async ({ edits, later, signature: change }) => {
        const message = edited(MESSAGE, edits);
        const signature = change(ACCOUNT.signMessage(message)) as Hex;
        const byGateway = await accepted(() => verifySignIn(message, signature, TARGET, NOW));
        if (byGateway === undefined) return;
        taken++;
        const time = Math.min(NOW + later, byGateway.expires);
        const { address, thumbprint: jkt } = byGateway;
        expect(await auditedSession(message, signature, time)).toEqual({ kind: 'opened', signer: address, jkt });
        const evidence = requestEncoder({ type: 'siwe', message, signature })('a.b.c', REQUEST);
        expect((decodeEvidence(evidence) as RequestEvidence).session).toEqual({ type: 'siwe', message, signature });
      });
      await fc.assert(property, { numRuns: RUNS });
      expect(taken).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT,
  );
});
