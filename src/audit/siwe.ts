import { verifyMessage } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import type { Address } from '../core/ids.ts';

/** A Sign-In with Ethereum message (EIP-4361), as far as an audit needs it. Times in ms since 1970 UTC. */
export interface SignInMessage {
  readonly domain: string;
  readonly address: Address;
  /** Without a slash at its end. */
  readonly uri: string;
  /** Of the URI; empty where it is no URL. */
  readonly host: string;
  readonly chainId: number;
  readonly issuedAt: number;
  readonly expires: number | undefined;
  readonly notBefore: number | undefined;
  /** Thumbprints (RFC 9278) that its resources name. */
  readonly thumbprints: readonly string[];
}

const MAX_MESSAGE = 8_192;
const HEADER = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^\s/?#@]+) wants you to sign in with your Ethereum account:$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const THUMBPRINT = /^urn:ietf:params:oauth:jwk-thumbprint:sha-256:([\w-]{43})$/;
/** In the order of the ABNF; those with `true` must be there. */
const FIELDS = [
  ['URI', true],
  ['Version', true],
  ['Chain ID', true],
  ['Nonce', true],
  ['Issued At', true],
  ['Expiration Time', false],
  ['Not Before', false],
  ['Request ID', false],
] as const;

/** Reads a message by the grammar of EIP-4361 alone; undefined where it is none. */
export function parseSignIn(message: string): SignInMessage | undefined {
  if (message.length > MAX_MESSAGE) return undefined;
  const lines = message.split('\n');
  const domain = HEADER.exec(lines[0] ?? '')?.[1];
  const address = lines[1] ?? '';
  if (domain === undefined || !/^0x[0-9a-fA-F]{40}$/.test(address) || lines[2] !== '') return undefined;
  const start = lines[3] === '' ? 4 : 5;
  if (lines[start - 1] !== '') return undefined;
  const fields = readFields(lines.slice(start));
  if (fields === undefined || fields.values.Version !== '1') return undefined;
  const { values, thumbprints } = fields;
  const times = [values['Issued At'], values['Expiration Time'], values['Not Before']];
  if (times.some((time) => time !== undefined && !(TIME.test(time) && Date.parse(time) >= 0))) return undefined;
  const [issuedAt, expires, notBefore] = times.map((time) => (time === undefined ? undefined : Date.parse(time)));
  const chainId = Number(values['Chain ID']);
  if (issuedAt === undefined || !Number.isSafeInteger(chainId)) return undefined;
  const uri = (values.URI ?? '').replace(/\/+$/, '');
  const host = URL.canParse(uri) ? new URL(uri).host : '';
  return {
    domain,
    address: address.toLowerCase() as Address,
    uri,
    host,
    chainId,
    issuedAt,
    expires,
    notBefore,
    thumbprints,
  };
}

/** Whether the signature over the message recovers to its address (EIP-191). */
export function isSignedByAddress(message: string, signature: Hex, address: Address): boolean {
  try {
    return verifyMessage(message, signature).toLowerCase() === address;
  } catch {
    // ethers throws on bytes that are no signature of an account.
    return false;
  }
}

function readFields(
  lines: readonly string[],
): { readonly values: Readonly<Record<string, string>>; readonly thumbprints: string[] } | undefined {
  const values: Record<string, string> = {};
  let at = 0;
  for (const [name, required] of FIELDS) {
    const line = lines[at] ?? '';
    if (line.startsWith(`${name}: `)) {
      values[name] = line.slice(name.length + 2);
      at++;
    } else if (required) return undefined;
  }
  if (at === lines.length) return { values, thumbprints: [] };
  const resources = lines.slice(at + 1);
  if (lines[at] !== 'Resources:' || resources.some((line) => !line.startsWith('- '))) return undefined;
  const thumbprints = resources.map((line) => THUMBPRINT.exec(line.slice(2))?.[1]).filter((t) => t !== undefined);
  return { values, thumbprints };
}
