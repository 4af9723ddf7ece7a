import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createProofKey } from '../../src/client/proof-key.ts';
import { parseCompactJws } from '../../src/core/compact-jws.ts';
import { parseDpop, thumbprintOf } from '../../src/core/dpop-proof.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
const JWK = { kty: 'EC', crv: 'P-256', x, y };
const HEADER = { alg: 'ES256', typ: 'dpop+jwt', jwk: JWK };
const DIGEST = 'A'.repeat(43);
const CLAIMS = {
  htm: 'POST',
  htu: 'https://gateway.example/v1/datasets',
  jti: 'one-of-sixteen-letters',
  ath: DIGEST,
  req: DIGEST,
  iat: 1_900_000_000,
};

function encode(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function signed(header: object | string, claims: object | string): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** The same bytes with a spare bit set, as lenient decoders take them. */
function spare(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) + 1];
}

const CLAIMS_TEXT = JSON.stringify(CLAIMS);
const HEADER_TEXT = JSON.stringify(HEADER);

describe('a DPoP proof', () => {
  it('is read as it was signed, in any order of its members', () => {
    const { jwk, typ, alg } = HEADER;
    const { iat, ...rest } = CLAIMS;
    expect(parseDpop(signed(HEADER, CLAIMS))).toMatchObject({ key: { x, y }, claims: CLAIMS });
    expect(parseDpop(signed({ jwk, typ, alg }, { iat, ...rest })).claims).toEqual(CLAIMS);
  });

  it.each([
    ['numbers of full length', '7f'.padEnd(64, '1'), '01'.padEnd(64, '2')],
    ['a first bit that is set', 'ff'.padStart(64, '0'), '80'.padEnd(64, '0')],
    ['zeros at the beginning', '1'.padStart(64, '0'), `0000${'7f'.padEnd(60, '3')}`],
  ])('gives its signature in DER, of %s', (_, r, s) => {
    const [header, payload] = signed(HEADER, CLAIMS).split('.');
    const compact = Buffer.from(r + s, 'hex');
    const { signature } = parseDpop(`${header}.${payload}.${compact.toString('base64url')}`);
    expect(Buffer.from(signature)).toEqual(Buffer.from(p256.Signature.fromBytes(compact, 'compact').toBytes('der')));
  });

  it('is what the client makes', async () => {
    const key = await createProofKey();
    const target = { method: 'GET', url: 'http://127.0.0.1:8545/v1/me', token: 't', request: new Uint8Array(32) };
    const { key: text, claims } = parseDpop(await key.prove(target));
    expect(thumbprintOf(text)).toBe(key.thumbprint);
    expect(claims).toMatchObject({ htm: 'GET', htu: target.url, req: DIGEST });
  });

  it('is one that an independent library takes', async () => {
    const jws = signed(HEADER, CLAIMS);
    const { payload } = await jwtVerify(jws, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    expect(payload).toEqual(parseDpop(jws).claims);
    expect(thumbprintOf({ x, y })).toBe(await calculateJwkThumbprint(JWK));
  });

  it('has the form and the thumbprint of RFC 9449, sections 4.1 and 6.1', () => {
    const example =
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg';
    const { header, payload, signed: text, signature } = parseCompactJws(example);
    const { jwk } = header as unknown as { jwk: { x: string; y: string } };
    expect(thumbprintOf(jwk)).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I');
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(payload).toEqual({
      jti: '-BwC3ESc6acc2lTc',
      htm: 'POST',
      htu: 'https://server.example.com/token',
      iat: 1_562_262_616,
    });
    // The profile of Custos also binds token and request.
    expect(() => parseDpop(example)).toThrow('claims.ath must be 32 bytes in base64url');
  });

  it.each<[string, object | string]>([
    ['a typ in capitals', { ...HEADER, typ: 'DPoP+JWT' }],
    ['a typ as a whole media type', { ...HEADER, typ: 'application/dpop+jwt' }],
    ['an alg in another case', { ...HEADER, alg: 'es256' }],
    ['another alg', { ...HEADER, alg: 'ES256K' }],
    ['no alg', { ...HEADER, alg: 'none' }],
    ['crit', { ...HEADER, crit: ['b64'], b64: true }],
    ['an empty crit', { ...HEADER, crit: [] }],
    ['an unknown member', { ...HEADER, kid: '1' }],
    ['a member of the prototype', `{"__proto__":{},${HEADER_TEXT.slice(1)}`],
    ['a private key', { ...HEADER, jwk: { ...JWK, d: DIGEST } }],
    ['members that WebCrypto exports', { ...HEADER, jwk: { ...JWK, ext: true, key_ops: ['verify'] } }],
    ['another curve', { ...HEADER, jwk: { ...JWK, crv: 'secp256k1' } }],
    ['a coordinate that is short', { ...HEADER, jwk: { ...JWK, x: x.slice(1) } }],
    ['a coordinate with padding', { ...HEADER, jwk: { ...JWK, x: `${x}=` } }],
    ['a coordinate with spare bits', { ...HEADER, jwk: { ...JWK, x: spare(x) } }],
    ['no key', { alg: 'ES256', typ: 'dpop+jwt' }],
    ['a list', [HEADER]],
    ['null', 'null'],
    ['white space', JSON.stringify(HEADER, null, 1)],
    ['a newline at its end', `${HEADER_TEXT}\n`],
    ['a byte order mark', `\uFEFF${HEADER_TEXT}`],
    ['a member twice', `{"typ":"jwt",${HEADER_TEXT.slice(1)}`],
    ['an escape that need not be', HEADER_TEXT.replace('dpop', '\\u0064pop')],
  ])('is refused with a header of %s', (_, header) => {
    expect(() => parseDpop(signed(header, CLAIMS))).toThrow(expect.objectContaining({ code: 'DPOP_INVALID' }));
  });

  it.each<[string, object | string]>([
    ['a time with an exponent', CLAIMS_TEXT.replace('1900000000', '19e8')],
    ['a time with a fraction', CLAIMS_TEXT.replace('1900000000', '1900000000.0')],
    ['a time as text', { ...CLAIMS, iat: '1900000000' }],
    ['a negative time', { ...CLAIMS, iat: -1 }],
    ['minus zero', CLAIMS_TEXT.replace('1900000000', '-0')],
    ['a time in milliseconds', { ...CLAIMS, iat: 1_900_000_000_000 }],
    ['an unknown claim', { ...CLAIMS, exp: 1_900_000_060 }],
    ['a nonce that nobody gave', { ...CLAIMS, nonce: 'abc' }],
    ['a claim twice', `{"iat":1,${CLAIMS_TEXT.slice(1)}`],
    ['a claim missing', { ...CLAIMS, ath: undefined }],
    ['a short jti', { ...CLAIMS, jti: 'short' }],
    ['a long jti', { ...CLAIMS, jti: 'j'.repeat(129) }],
    ['a jti that is a number', { ...CLAIMS, jti: 1_000_000_000_000_000 }],
    ['a jti outside of ASCII', { ...CLAIMS, jti: 'ünlimited-letters' }],
    ['a method in lowercase', { ...CLAIMS, htm: 'post' }],
    ['an address with a query', { ...CLAIMS, htu: `${CLAIMS.htu}?x` }],
    ['an address with a fragment', { ...CLAIMS, htu: `${CLAIMS.htu}#x` }],
    ['an address with a host in capitals', { ...CLAIMS, htu: 'https://Gateway.example/v1' }],
    ['an address with a scheme in capitals', { ...CLAIMS, htu: 'HTTPS://gateway.example/v1' }],
    ['an address with a user', { ...CLAIMS, htu: 'https://a@gateway.example/v1' }],
    ['an address in an address', { ...CLAIMS, htu: 'https://gateway.example:8080http://x/v1' }],
    ['an address without a path', { ...CLAIMS, htu: 'https://gateway.example' }],
    ['an address outside of ASCII', { ...CLAIMS, htu: 'https://gateway.example/é' }],
    ['a digest with spare bits', { ...CLAIMS, req: 'B'.repeat(43) }],
    ['a digest that is short', { ...CLAIMS, ath: 'A'.repeat(42) }],
    ['a digest in hex', { ...CLAIMS, req: 'a'.repeat(64) }],
    ['nesting', '['.repeat(2_900)],
  ])('is refused with claims of %s', (_, claims) => {
    expect(() => parseDpop(signed(HEADER, claims))).toThrow(expect.objectContaining({ code: 'DPOP_INVALID' }));
  });

  it.each<[string, (jws: string) => string]>([
    ['padding', (jws) => `${jws}==`],
    ['spare bits in its signature', spare],
    ['a signature in DER', (jws) => `${jws.split('.', 2).join('.')}.${encode('0'.repeat(71))}`],
    ['a short signature', (jws) => jws.slice(0, -4)],
    ['the other alphabet', (jws) => jws.replace(/[-_]/, '+').replace(/^e/, '/')],
    ['a fourth part', (jws) => `${jws}.`],
    ['white space around it', (jws) => ` ${jws}`],
    ['a newline at its end', (jws) => `${jws}\n`],
    ['two proofs in one header', (jws) => `${jws}, ${jws}`],
    ['no parts', () => ''],
    ['too much of it', (jws) => jws + 'A'.repeat(4_096)],
  ])('is refused with %s', (_, change) => {
    const jws = signed(HEADER, CLAIMS);
    expect(() => parseDpop(change(jws))).toThrow(expect.objectContaining({ code: 'DPOP_INVALID' }));
  });

  it('is refused in words that say what the member must be', () => {
    expect(() => parseDpop(signed({ ...HEADER, typ: 'JWT' }, CLAIMS))).toThrow('header.typ must be one of dpop+jwt');
    expect(() => parseDpop(signed(HEADER, { ...CLAIMS, htm: 'get' }))).toThrow(
      'claims.htm must be the method in capitals',
    );
  });
});
