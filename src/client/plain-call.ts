import { fromBase64Url } from '../core/bytes.ts';
import { canonicalBytes, type Json } from '../core/canonical.ts';
import { CustosError } from '../core/errors.ts';
import { requestDigest } from '../core/request.ts';
import type { CallOptions, GatewayClient, PlainAnswer } from './gateway-client.ts';

/** A call of any operation, as the gateway's OpenAPI document describes it. */
export interface PlainCall extends Omit<CallOptions, 'bind' | 'signal'> {
  readonly method: string;
  /** What it names is filled in. */
  readonly path: string;
  /** It takes an AccessRequest, as its body or in base64url as its parameter `request`. */
  readonly isAccessRequest?: boolean;
}

/** Makes the call in the client's session, with the proof that it needs, and gives whatever comes, refusals included: for who tries
 *  an API out. Programs rather use the call that is made for the operation, which verifies what it can. Nothing is checked
 *  beforehand. GATEWAY_UNREACHABLE where no answer comes, INPUT_TOO_LARGE where it is beyond 64 MiB. */
export async function callPlainly(gateway: GatewayClient, call: PlainCall): Promise<PlainAnswer> {
  const { method, path, isAccessRequest = false, ...options } = call;
  return gateway.answer(method, path, isAccessRequest ? bound(options) : options);
}

/** The proof binds the access request's own bytes, of which there is one form. */
function bound({ json, ...options }: CallOptions): CallOptions {
  if (json !== undefined) {
    const body = canonicalBytes(json as Json);
    return { ...options, bytes: { type: 'application/json', body }, bind: requestDigest(body) };
  }
  const inUrl = options.query?.['request'];
  if (typeof inUrl !== 'string') throw new CustosError('INPUT_INVALID', 'Give the access request.');
  return { ...options, bind: requestDigest(fromBase64Url(inUrl)) };
}
