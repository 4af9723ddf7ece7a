import { z } from 'zod';
import type { Pseudonym } from '../../core/ids.ts';
import { LESS_EFFECT } from '../../core/less-effect.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS } from '../../core/terms.ts';
import { OPT_OUT_LEVEL, STAGE } from '../../ledger/words.ts';
import { address, count, digest, grantId, pseudonym, seconds, uint64 } from '../http/schemas.ts';
import { categories, modifier, permission } from '../http/use-schemas.ts';
import { assertionOptions } from '../http/webauthn-schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

/** The clear terms of a grant, as the subject signs them. */
export const terms = z
  .strictObject({
    salt: digest.meta({ description: 'Random: it hides the terms behind their hash.' }),
    notice: digest.meta({ description: 'Digest of the information text that the subject was shown.' }),
    grantee: digest.meta({ description: 'A member or a group, padded to 32 bytes; zero for any requester.' }),
    scope: digest.meta({ description: 'A dataset; zero for all of the holder’s.' }),
    purposes: uint64.meta({ description: 'Bitmap of the permission and its modifiers, in decimal.' }),
    excluded: categories,
    from: seconds,
    until: seconds.meta({ description: 'Seconds since 1970 UTC: the last one.' }),
    options: z
      .int()
      .min(0)
      .max(FUTURE_GROUP_MEMBERS | IDENTIFIABLE_ITEMS)
      .meta({ description: 'Bitmap: 1 future members of the group, 2 items that identify.' }),
  })
  .meta({ id: 'Terms' });

export const typedData = z
  .object({
    domain: z.object({
      name: z.string(),
      version: z.string(),
      chainId: z.int(),
      verifyingContract: address,
    }),
    types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
    primaryType: z.string(),
    message: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TypedData', description: 'What a wallet shows and signs by `eth_signTypedData_v4` (EIP-712).' });

/** What is to be signed, for accounts and for passkeys. */
export const toSign = {
  typedData,
  passkey: assertionOptions.optional().meta({
    description: 'For a passkey: its challenge is the EIP-712 digest of `typedData`, which the client computes itself.',
  }),
};

export const versionState = z.enum(['newest', 'corrected', 'changed', 'withdrawn']).meta({
  description:
    'Of an information text: `corrected` and `changed` where another one took its place, `withdrawn` where none did.',
});

export const grant = z
  .object({
    grant: grantId,
    subject: pseudonym,
    kind: z
      .enum(['self', 'guardian', 'recorded'])
      .meta({ description: 'Who gave it; `recorded`: the holder, from a paper form.' }),
    grantedAt: seconds,
    revoked: z.boolean().meta({ description: 'The chain has ended it.' }),
    revokedAt: seconds.meta({ description: 'Seconds since 1970 UTC of the block that ended it; 0 where none has.' }),
    withdrawn: z.boolean().meta({
      description: 'Revoked, or the log has acknowledged a withdrawal of it that is still on its way to the chain.',
    }),
    kept: z.boolean().meta({ description: 'Recorded, and kept by a signer of the subject.' }),
    active: z.boolean().meta({ description: 'Neither withdrawn nor ended, nor past its period.' }),
    awaitsAnswer: z.boolean().meta({
      description:
        'Recorded from paper before the subject had a signer of its own, or given by a guardian of somebody who decides itself by now: the person keeps it (gives the same itself) or withdraws it.',
    }),
    answerBy: seconds.optional().meta({ description: 'Last second to keep it: then it ends. Without it, it stays.' }),
    permission: z
      .union([permission, z.literal('unknown')])
      .meta({ description: '`unknown` where the terms are gone.' }),
    modifiers: z.array(modifier),
    grantee: digest.meta({ description: 'A member or a group, padded to 32 bytes; zero for any requester.' }),
    dataset: digest.meta({ description: 'Zero for all of the holder’s.' }),
    from: seconds,
    until: seconds.meta({ description: 'Seconds since 1970 UTC: the last one.' }),
    excluded: categories,
    notice: digest.meta({
      description: 'Of the information text that the subject was shown; zero where the terms are gone.',
    }),
    noticeVersion: versionState.optional(),
    asksAgain: z.boolean().optional().meta({
      description:
        'It counts, and its subject is to be asked again, since the text that it was shown was changed or withdrawn.',
    }),
    identifiable: z.boolean().meta({ description: 'Whether it extends to items that identify the subject.' }),
    reasons: z.array(z.enum(LESS_EFFECT)).optional().meta({
      description:
        'Why one that counts has less effect than it says now; for the holder, where the grants of one subject are asked for.',
    }),
    covers: z.array(address).optional().meta({
      description: 'Of a consent for a group that counts: the active members that it covers now.',
    }),
    futureMembers: z.boolean().meta({ description: 'Whether it extends to members who join the group later.' }),
  })
  .meta({ id: 'Grant', description: 'A subject’s consent, with its clear terms.' });

export const acknowledgement = z
  .object({
    seq: count.meta({ description: 'Sequence number of the entry from which on it counts.' }),
    receipt: z.string().meta({ description: 'tlog-proof@v1 of the entry.' }),
    checked: z.boolean().meta({
      description:
        'False for the signature of a smart account that the ledger could not be asked about: it counts, and ends again where the ledger refuses it.',
    }),
    remaining: z.array(grant).meta({ description: 'What the subject still allows: at most 1,000 grants that stand.' }),
  })
  .meta({ id: 'Acknowledgement', description: 'A withdrawal that counts.' });

const optOut = z.enum(['none', 'research', 'all']);
const stage = z.enum(['none', 'guardian', 'both', 'self']);

/** What a subject withholds altogether, and who acts for it. */
export const choices = {
  optOut,
  pausedUntil: seconds.optional().meta({ description: 'Last second of the pause; absent where there is none.' }),
  stage: stage.meta({
    description: 'Who acts for a young person: `none` where there are no stages, and any signer that stands acts.',
  }),
  pending: z
    .array(z.enum(['opt-out', 'pause']))
    .meta({ description: 'What was acknowledged, counts, and is still on its way to the ledger.' }),
};

/** What `choices` is of a subject. */
export function describeChoices({ directory, index, acknowledged }: LedgerState, id: Pseudonym) {
  const known = directory.subjects.find(id);
  const scopes = new Set(acknowledged.of(index.subjects.find(id)).map(({ scope }) => scope));
  return {
    optOut: nameOf(OPT_OUT_LEVEL, known.optOut),
    stage: nameOf(STAGE, known.stage),
    pending: (['opt-out', 'pause'] as const).filter((scope) => scopes.has(scope)),
    ...(known.pausedUntil * 1000 < Date.now() ? {} : { pausedUntil: known.pausedUntil }),
  };
}

function nameOf<Name extends string>(numbers: Readonly<Record<Name, number>>, value: number): Name {
  const found = (Object.keys(numbers) as Name[]).find((name) => numbers[name] === value);
  if (found !== undefined) return found;
  throw new RangeError(`The ledger has no such value: ${value}`);
}

export const subject = z
  .object({
    subject: pseudonym,
    identifiers: z.array(z.string()).meta({ description: 'What the holder knows the patient by.' }),
    bound: z.boolean().meta({ description: 'Whether a signer, of its own or a guardian’s, was ever bound.' }),
    signsBy: z
      .array(z.enum(['self', 'guardian']))
      .meta({ description: 'Of which kinds the signers are that stand: its own, guardians’.' }),
    reach: z.enum(['paper-only', 'signs', 'invited', 'none']).meta({
      description:
        'How the patient takes part: switched to paper only, a signer stands, a code is out that is good, or none of it.',
    }),
    ...choices,
    grants: count.meta({ description: 'Grants that are not revoked.' }),
  })
  .meta({ id: 'Subject' });
