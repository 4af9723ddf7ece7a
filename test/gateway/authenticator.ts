import { createHash, randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { PasskeyDevice } from '../../src/client/passkeys.ts';
import type {
  AssertionJson,
  AssertionOptionsJson,
  CreationOptionsJson,
  RegistrationJson,
} from '../../src/core/webauthn-json.ts';

/** What an authenticator, or the page around it, gets wrong. */
export interface Wrong {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  /** User present 1, verified 4, backup eligible 8, backed up 16. */
  readonly flags?: number;
  readonly challenge?: string;
  readonly highS?: boolean;
  /** Members beside those that every browser writes. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly algorithm?: number;
  readonly counter?: number;
}

interface Credential {
  readonly id: string;
  readonly rpId: string;
  readonly secret: Uint8Array;
  readonly userHandle: string;
  counter: number;
}

const UP_UV = 0x05;
const ATTESTED = 0x40;

/** A device with a browser around it, written from WebAuthn Level 3 (§5.8.1, §6.1, §6.5): it shares no code with what reads
 *  it. Counts its signatures, or not, as synced passkeys do. */
export class Authenticator implements PasskeyDevice {
  readonly #origin: string;
  readonly #counts: boolean;
  readonly credentials = new Map<string, Credential>();
  /** How the next answers are wrong. */
  wrong: Wrong = {};
  /** What it makes its next passkey of, to pass for another's. */
  taking: { readonly id?: string; readonly secret?: Uint8Array } = {};
  /** Options that it was asked with. */
  readonly asked: (AssertionOptionsJson | CreationOptionsJson)[] = [];

  constructor(origin: string, { counts = false } = {}) {
    this.#origin = origin;
    this.#counts = counts;
  }

  async create(options: CreationOptionsJson): Promise<RegistrationJson> {
    this.asked.push(options);
    if (!options.pubKeyCredParams.some(({ alg }) => alg === -7)) throw new Error('NotSupportedError');
    const known = [...this.credentials.values()].map(({ id }) => id);
    if (options.excludeCredentials.some(({ id }) => known.includes(id))) throw new Error('InvalidStateError');
    const id = this.taking.id === undefined ? randomBytes(24) : Buffer.from(this.taking.id, 'base64url');
    const secret = this.taking.secret ?? p256.utils.randomSecretKey();
    const credential = {
      id: id.toString('base64url'),
      rpId: options.rp.id,
      secret,
      userHandle: options.user.id,
      counter: 0,
    };
    this.credentials.set(credential.id, credential);
    const point = Buffer.from(p256.getPublicKey(secret, false));
    const key = cborMap([
      [1, 2],
      [3, this.wrong.algorithm ?? -7],
      [-1, 1],
      [-2, point.subarray(1, 33)],
      [-3, point.subarray(33)],
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), uint16(id.length), id, key]);
    const authData = Buffer.concat([
      this.#authenticatorData(credential, (this.wrong.flags ?? UP_UV) | ATTESTED),
      attested,
    ]);
    const attestationObject = cborMap([
      ['fmt', 'none'],
      ['attStmt', []],
      ['authData', authData],
    ]);
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal', 'hybrid'],
      },
      clientExtensionResults: {},
    };
  }

  async get(options: AssertionOptionsJson): Promise<AssertionJson> {
    this.asked.push(options);
    const allowed = options.allowCredentials.map(({ id }) => id);
    const mine = [...this.credentials.values()].filter(({ rpId }) => rpId === options.rpId);
    const credential = mine.find(({ id }) => allowed.length === 0 || allowed.includes(id));
    if (credential === undefined) throw new Error('NotAllowedError');
    if (this.#counts) credential.counter++;
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge);
    const authenticatorData = this.#authenticatorData(credential, this.wrong.flags ?? UP_UV);
    const hash = createHash('sha256').update(clientDataJSON).digest();
    const message = Buffer.concat([authenticatorData, hash]);
    const signature = p256.Signature.fromBytes(p256.sign(message, credential.secret));
    const s = this.wrong.highS === true ? p256.Point.Fn.ORDER - signature.s : signature.s;
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      response: {
        clientDataJSON: clientDataJSON.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: Buffer.from(new p256.Signature(signature.r, s).toBytes('der')).toString('base64url'),
        userHandle: credential.userHandle,
      },
      clientExtensionResults: {},
    };
  }

  #clientData(type: string, challenge: string): Buffer {
    const { wrong } = this;
    const members = {
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? this.#origin,
      crossOrigin: false,
      ...wrong.extra,
    };
    return Buffer.from(JSON.stringify(members));
  }

  #authenticatorData({ rpId, counter }: Credential, flags: number): Buffer {
    const hash = createHash('sha256')
      .update(this.wrong.rpId ?? rpId)
      .digest();
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.wrong.counter ?? counter);
    return Buffer.concat([hash, Buffer.of(flags), count]);
  }
}

type Cbor = number | string | Buffer | readonly (readonly [number | string, Cbor])[];

/** RFC 8949, as far as an attestation needs it. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return cborMap(value as readonly (readonly [number | string, Cbor])[]);
}

function cborMap(members: readonly (readonly [number | string, Cbor])[]): Buffer {
  return Buffer.concat([head(5, members.length), ...members.flatMap(([key, value]) => [cbor(key), cbor(value)])]);
}

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.concat([Buffer.of((major << 5) | 25), uint16(value)]);
}

function uint16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}
