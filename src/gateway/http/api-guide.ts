import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import type { Digest } from '../../core/ids.ts';
import { routeDigest } from '../../core/request.ts';

const NO_BODY = toHex(createHash('sha256').digest()) as Digest;
const SAMPLE_CALL = { method: 'GET', path: '/v1/me', body: NO_BODY };
const SAMPLE_REQ = Buffer.from(routeDigest(SAMPLE_CALL)).toString('base64url');
const THUMBPRINT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

/** A message that a client signs, for the documentation. */
export const SAMPLE_MESSAGE = `gateway.example wants you to sign in with your Ethereum account:
0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

Sign in to Custos. Requests of this session are signed by the key named below.

URI: https://gateway.example
Version: 1
Chain ID: 47879082373037
Nonce: k3Yv8LqW2mXt7Rb1
Issued At: 2030-01-31T09:00:00Z
Expiration Time: 2030-01-31T10:00:00Z
Resources:
- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${THUMBPRINT}`;

const indented = (text: string) => text.replace(/^/gm, '    ');

/** Enough to sign in and to sign a request from the document alone; docs/formats.md ("Proofs") says the same of the bytes. */
export const GUIDE = `Mediates access to one holder’s datasets. Public routes have an empty \`security\`; every other request is made in a session, and carries a proof that binds the whole of it. Accounts and digests are lowercase hex with 0x. The schema of a reply in NDJSON is that of one line.

Signing in, first: make a fresh key pair of P-256 (ES256) for the session. Its thumbprint (RFC 7638) is the SHA-256 of {"crv":"P-256","kty":"EC","x":"…","y":"…"}, in base64url without padding.

Second: POST /v1/auth/challenge gives \`nonce\`, \`domain\`, \`uri\` and \`chainId\`. The nonce counts once, until \`expires\`.

Third: with the account’s key sign (EIP-191, \`personal_sign\`) a message of Sign-In with Ethereum (EIP-4361) that names them, and the session’s key as its one resource (RFC 9278):

${indented(SAMPLE_MESSAGE)}

It is printable ASCII in lines that end with a line feed alone, with none at the end. The account is in mixed case (EIP-55). Times are written 2030-01-31T09:00:00Z, or with three digits of a fraction. \`Expiration Time\` must be there, at most 12 hours ahead; the session ends then, or an hour after it was opened. The statement is free, within the characters of EIP-4361, or left out with two empty lines in its place. \`Not Before\` and \`Request ID\` may stand in their places of EIP-4361.

Fourth: POST /v1/auth/session with \`message\` and \`signature\` (65 bytes r, s, v, in lowercase hex; of a smart account, what it takes by ERC-1271) gives the \`token\`, until when it counts (\`expires\`) and for how many requests (\`requests\`). After either, or on 401 with SESSION_INVALID or SESSION_EXPIRED, sign in anew, with a new key.

With a passkey of a patient, instead: POST /v1/auth/passkey/challenge with \`jkt\`, the thumbprint of the session’s key, gives \`nonce\`, \`expires\` and \`options\` for \`navigator.credentials.get\`; what that gives goes, with the same \`nonce\`, \`jkt\` and \`expires\`, to POST /v1/auth/passkey/session, which answers as above. The challenge in \`options\` is the SHA-256 of the ASCII bytes of custos/challenge/v1, one byte of zero, the chain id (8 bytes, big-endian), the address of Membership, the gateway’s identity, the nonce, the thumbprint’s 32 bytes and \`expires\` (8 bytes): whoever trusts the gateway with nothing computes it. A patient makes its passkey with the one-time code that the holder hands out: POST /v1/passkeys/options, /v1/signers/prepare with what \`navigator.credentials.create\` gave, and /v1/signers. Whatever is to be signed comes as \`typedData\` and, for a passkey, as \`passkey\`, whose challenge is the EIP-712 digest of \`typedData\`; \`signature\` takes what \`navigator.credentials.get\` gave.

As a person of a member, instead: your organisation’s node, to which you prove who you are, gives \`statement\`, \`key\` and \`signature\` for the thumbprint of the session’s key and for this gateway’s identity; these three go to POST /v1/auth/session, which answers as above. It gives them at POST /v1/auth/staff/statement for a passkey of its staff, at POST /v1/auth/oidc/callback after the organisation’s own sign-in, and at POST /v1/auth/statements in a session that is open there. A statement opens one session and ends at most an hour later; the session ends with it, and with the organisation’s key on the ledger.

Signing a request: send \`Authorization: DPoP <token>\`, and in the header \`DPoP\` a proof (RFC 9449) made for this request alone: a compact JWS by the session’s key, its header as in the schema DpopHeader, its claims as in DpopClaims; both with these members and no others, as JSON in ASCII without white space.

The claim \`req\` binds what RFC 9449 does not: method, query and body. It is the SHA-256, in base64url without padding, of the ASCII bytes of custos/request/v1, one byte of zero, and the bytes of the schema BoundCall as canonical JSON (RFC 8785: members in the order of their names, no white space):

${indented(`{"body":"0x<SHA-256 of the body, in lowercase hex>","method":"<method>","path":"<path and query as sent>"}`)}

Without a body, \`body\` is the SHA-256 of nothing, 0xe3b0c442…b855. For GET /v1/me, these bytes are

${indented(JSON.stringify({ body: NO_BODY, method: 'GET', path: '/v1/me' }))}

and \`req\` is ${SAMPLE_REQ}. Where a route takes an AccessRequest, in its body or as the parameter \`request\`, the bytes behind the zero are those of the AccessRequest itself, canonical JSON as well.

Errors are Problem documents (RFC 9457) with a stable \`code\`, listed with each route by status. Of 401 all but SESSION_INVALID and SESSION_EXPIRED are the client’s mistake; after 429 wait \`Retry-After\` seconds; 5xx pass by themselves or are for the operator, and a request with an Idempotency-Key can be repeated.`;

const sha256 = z.string().regex(/^[\w-]{43}$/);
const coordinate = sha256.meta({ description: '32 bytes in base64url without padding.' });

/** Parts of proofs, which no route takes as JSON. */
export const PROOF_SCHEMAS = {
  DpopHeader: z
    .strictObject({
      typ: z.literal('dpop+jwt'),
      alg: z.literal('ES256'),
      jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
    })
    .meta({ description: 'Header of a DPoP proof.' }),
  DpopClaims: z
    .strictObject({
      jti: z
        .string()
        .regex(/^[\w-]{16,128}$/)
        .meta({ description: 'Drawn at random for each proof: it counts once in its session.' }),
      htm: z.string().meta({ description: 'Method in capitals.' }),
      htu: z.string().meta({ description: 'URL of the server and path as sent, without query.' }),
      iat: z.int().meta({ description: 'Now, in seconds since 1970 UTC.' }),
      ath: sha256.meta({ description: 'SHA-256 of the token’s ASCII bytes, base64url without padding.' }),
      req: sha256.meta({ description: 'What binds the whole request: see the description of this document.' }),
    })
    .meta({
      description: 'Claims of a DPoP proof.',
      examples: [
        {
          jti: 'c1oX9r0pQm2nXkq7u3Za',
          htm: 'GET',
          htu: 'https://gateway.example/v1/me',
          iat: 1_896_080_400,
          ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
          req: SAMPLE_REQ,
        },
      ],
    }),
  BoundCall: z
    .strictObject({
      body: z
        .string()
        .regex(/^0x[0-9a-f]{64}$/)
        .meta({ description: 'SHA-256 of the body’s bytes, of no bytes where there is none.' }),
      method: z.string().meta({ description: 'Method in capitals.' }),
      path: z.string().meta({ description: 'Path and query as sent.' }),
    })
    .meta({ description: 'What `req` binds, where a route takes no AccessRequest.', examples: [SAMPLE_CALL] }),
};
