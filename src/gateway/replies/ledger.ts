import { z } from 'zod';
import type { Address } from '../../core/ids.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import { ROLES } from '../auth/caller.ts';
import { address, count, digest, hex, milliseconds, pseudonym, seconds, signer } from '../http/schemas.ts';
import { duty } from './staff.ts';

export const block = z
  .object({ height: count, hash: digest, time: milliseconds })
  .meta({ id: 'Block', description: 'A block of the ledger.' });

/** What a call to a contract came to. */
const mined = {
  transaction: digest.meta({ description: 'Hash of the transaction.' }),
  height: count.meta({ description: 'Height of its block, which is final.' }),
};
export const transaction = z.object(mined).meta({ id: 'Transaction', description: 'A transaction that is final.' });
/** Beside what a route says of its own. */
export const inTransaction = mined;

/** What was ended here at once, and on chain when the ledger answers. */
export const ended = z.object({
  pending: z.boolean().meta({ description: 'It is still on its way to the ledger: it has ended here already.' }),
  transaction: mined.transaction.optional(),
  height: mined.height.optional(),
});

const bound = (description: string) => count.meta({ description: `Seconds: ${description}` });

const policy = z
  .object({
    maxLag: bound('age of the block that a decision may rest on.'),
    maxUnanchored: bound('how long an entry may wait for its head on chain.'),
    clockSkew: bound('difference of clocks that auditors accept.'),
    maxRelease: bound('length of one release.'),
    signerDelay: bound('wait before a signer counts that a holder enrolled again.'),
    erasureDelay: bound('wait before a holder may execute an erasure that it announced.'),
    firstBindingDelayed: z.boolean().meta({ description: 'A subject’s first signer waits `signerDelay` too.' }),
    bindingCountersigned: z.boolean().meta({ description: 'Each binding needs the signature of a second member.' }),
    recordedEndsAfter: bound(
      'from a subject’s first signer until recorded grants end that it did not keep; 0: they stay.',
    ),
  })
  .meta({ id: 'Policy', description: 'The consortium’s bounds.' });

export const ledger = z
  .object({
    ledger: z.string().meta({ description: '`eip155:<chain id>:<Membership address>`.' }),
    chainId: z.int().min(1),
    membership: address,
    contracts: z.object({
      membership: address,
      datasets: address,
      subjects: address,
      consents: address.meta({ description: 'The same contract as `subjects`.' }),
      permits: address,
      accessLog: address,
      passkeyVerifier: address.meta({ description: 'ERC-7913 verifier of passkeys.' }),
    }),
    head: block.meta({ description: 'The newest final block that this gateway knows.' }),
    policy,
    waitingPolicy: z
      .object({ policy, effectiveAt: seconds })
      .optional()
      .meta({ description: 'A looser policy that was announced, and the second from which it counts.' }),
    gateway: address.meta({ description: 'Identity of this gateway: `gateway` of access requests.' }),
    holder: address.meta({ description: 'Identity of the holder that it acts for.' }),
    organisation: z
      .object({ name: z.string(), salt: digest })
      .optional()
      .meta({ description: 'What the holder is called, with what opens the digest that the ledger has of it.' }),
    rpc: z.url().optional().meta({ description: 'JSON-RPC of the ledger, where the gateway names one.' }),
  })
  .meta({ id: 'Ledger' });

export const sessionKey = z
  .object({
    keyHash: digest.meta({ description: 'keccak256 of the key, by which it is ended.' }),
    key: hex(128).meta({ description: 'One byte for the algorithm (01: Ed25519), and the public key.' }),
    from: seconds,
    until: seconds.meta({ description: 'The last second in which it counts.' }),
    state: z
      .enum(['counts', 'removed', 'expired', 'lapsed'])
      .meta({ description: '`lapsed`: the account that named it is no active member’s any more.' }),
  })
  .meta({ id: 'SessionKey', description: 'By which an organisation vouches for its persons.' });

/** As `address` and `signer` of `identity`. */
export function signedInAs(signer: Signer): { readonly signer: Signer; readonly address?: Address } {
  const account = accountOf(signer);
  return account === undefined ? { signer } : { signer, address: account };
}

/** Who calls, as this gateway sees it. */
export const identity = {
  address: address.optional().meta({ description: 'The account; absent where a passkey signed in.' }),
  signer: signer.meta({ description: 'The account, or the passkey, that signed in.' }),
  roles: z.array(z.enum(ROLES)).meta({ description: '`holder` is the one that this gateway acts for.' }),
  member: address.optional().meta({ description: 'Identity of the member: its first account.' }),
  person: digest
    .optional()
    .meta({ description: 'Pseudonym of the member’s person who signed in; absent where the member’s account did.' }),
  duties: z.array(duty).optional().meta({
    description: 'What that person does for its organisation, where this node is the organisation’s own.',
  }),
  subject: pseudonym.optional().meta({ description: 'Pseudonym that the account signs for.' }),
  signsAs: z
    .enum(['self', 'guardian'])
    .optional()
    .meta({ description: 'As what it signs for the subject, or withdraws: for itself, or as a guardian.' }),
  withdraws: pseudonym.optional().meta({
    description: 'Pseudonym that the account may withdraw for, also for seven days after it ended as its signer.',
  }),
};

export const member = z
  .object({
    identity: address.meta({ description: 'The member’s first account, which names it for ever.' }),
    account: address.meta({ description: 'The account that it acts with now.' }),
    principal: address.meta({ description: 'For a gateway its holder, else the member itself.' }),
    organisation: digest.meta({
      description: 'What the ledger has of its organisation: H(organisation, salt ‖ name), or zero.',
    }),
    name: z.string().optional().meta({ description: 'Of its organisation, where this gateway knows what opens it.' }),
    salt: digest.optional().meta({ description: 'With the name it opens `organisation`, also at another gateway.' }),
    roles: z.array(z.string()).meta({ description: 'Roles on chain.' }),
    status: z.enum(['active', 'suspended', 'removed']),
    endpoint: z.string().meta({ description: 'Base URL of a gateway; else empty.' }),
    since: seconds,
  })
  .meta({ id: 'Member' });
