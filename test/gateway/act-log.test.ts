import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/access-log/access-log.ts';
import type { Draft } from '../../src/access-log/draft.ts';
import { requestEncoder } from '../../src/core/evidence.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import type { Authenticator } from '../../src/gateway/auth/authenticate.ts';
import type { Role } from '../../src/gateway/auth/caller.ts';
import type { OrderedCall } from '../../src/gateway/http/act-gate.ts';
import { ActLog } from '../../src/gateway/staff/act-log.ts';

const NOW = 1_900_000_000_000;
const HOLDER = `0x${'1'.repeat(40)}` as Address;
const person = `0x${'3'.repeat(64)}` as Digest;
const session = {
  signer: HOLDER,
  vouched: { member: HOLDER, person, keyHash: `0x${'4'.repeat(64)}` as Digest },
  evidenceOf: requestEncoder({ type: 'siwe', message: '', signature: '0x' }),
};
const call = {
  route: { method: 'post', path: '/v1/permits', duties: ['reviewer'] },
  caller: { session, proof: { jws: 'a.b.c', iat: NOW / 1000 } },
  method: 'POST',
  url: '/v1/permits',
  bytes: new Uint8Array(),
  params: {},
  body: {},
} as unknown as OrderedCall;

/** Whether an act is written while the ledger says that of the key that vouched, when the entry gets its place. */
async function written(known: { readonly roles: readonly Role[]; readonly keyEnded?: true }): Promise<string> {
  const authenticator = {
    sessions: { check: () => undefined },
    staff: { member: HOLDER, dutiesOf: () => ['reviewer'] },
    whois: () => ({ ...known, roles: new Set(known.roles) }),
    clockSkew: () => 60_000,
  } as unknown as Authenticator;
  const append = async ({ build }: Draft) => ({ kind: 'appended', seq: 7, ...build(7, NOW) });
  const log = new ActLog({ log: { append } as unknown as AccessLog, authenticator, gateway: HOLDER });
  return log.write(call, 'ordered').then(
    ({ seq }) => `entry ${seq}`,
    ({ code }) => code,
  );
}

describe('the entry of an act', () => {
  it('is not written by a key that was removed while it waited: an auditor would take it for forged', async () => {
    expect(await written({ roles: ['member', 'holder', 'person'] })).toBe('entry 7');
    expect(await written({ roles: [], keyEnded: true })).toBe('SESSION_INVALID');
  });

  it('is not written for an organisation that was suspended while it waited', async () => {
    expect(await written({ roles: [] })).toBe('FORBIDDEN');
  });
});
