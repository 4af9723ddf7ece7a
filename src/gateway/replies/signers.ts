import { z } from 'zod';
import { type Digest, type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { signerId as idOf } from '../../core/signer.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Passkeys } from '../auth/passkeys.ts';
import { address, digest, milliseconds, seconds } from '../http/schemas.ts';
import type { SignerRecord } from '../ledger/directory-records.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { endOf, STANDINGS, standingOf } from '../ledger/rights.ts';

export const signerId = digest.meta({ description: 'keccak256 of a signer’s bytes.' });
export const kind = z
  .enum(['self', 'guardian'])
  .meta({ description: 'Whether it is the person’s own, or a guardian’s.' });
export const guardianAs = z.enum(['parent', 'legal-representative']);

export const ownSigner = z
  .object({
    signer: signerId,
    kind,
    type: z.enum(['account', 'passkey']),
    account: address.optional(),
    name: z.string().optional().meta({ description: 'What the owner of a passkey calls its device.' }),
    standing: z.enum(STANDINGS).meta({
      description:
        '`waits`: signs from `from` on; `leaves`: was reported stolen, and only takes back until `leavesAt`.',
    }),
    from: seconds,
    until: seconds.optional().meta({
      description:
        'Last second; of a guardian on the ledger that of its year, of one that the holder invited the true one.',
    }),
    leavesAt: seconds.optional(),
    endedAt: seconds.optional(),
    as: guardianAs.optional().meta({ description: 'What a guardian is, where the holder invited it.' }),
    document: digest.optional().meta({ description: 'Of what shows that it is the guardian.' }),
    used: milliseconds.optional().meta({ description: 'When a passkey was last used, to the hour.' }),
    fell: milliseconds.optional().meta({
      description: 'When the counter of a passkey was first seen to fall: somebody may have copied it.',
    }),
    isThis: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
  })
  .meta({ id: 'Signer', description: 'What signs, or signed, for a subject.' });

export interface DescribedSigners {
  readonly state: LedgerState;
  readonly passkeys: Pick<Passkeys, 'known'>;
  readonly guardians: {
    find(signer: Digest): Promise<
      | {
          readonly as: 'parent' | 'legal-representative';
          readonly document: Digest;
          readonly until?: number | undefined;
        }
      | undefined
    >;
  };
}

/** All signers of a subject in ledger order. To one that only takes back, their names are not shown. */
export async function describeSigners(
  deps: DescribedSigners,
  subject: Pseudonym,
  asked: { readonly by?: Signer; readonly isNamed: boolean },
) {
  const own = asked.by === undefined ? undefined : idOf(asked.by);
  const all = [...deps.state.directory.signers.of(subject)];
  return Promise.all(
    all.map(async ([id, record]) => ({
      ...onLedger(deps.state, id, record),
      ...(asked.isNamed ? await kept(deps, id) : {}),
      isThis: id === own,
    })),
  );
}

function onLedger(state: LedgerState, signer: Digest, record: SignerRecord) {
  const { account, from, until, leavesAt } = record;
  const [standing, end] = [standingOf(state, record), endOf(state, record)];
  const isPasskey = account === ZERO_ADDRESS;
  return {
    signer,
    kind: record.kind === SIGNER_KIND.guardian ? ('guardian' as const) : ('self' as const),
    type: isPasskey ? ('passkey' as const) : ('account' as const),
    standing,
    from,
    ...(isPasskey ? {} : { account }),
    ...(until === 0 ? {} : { until }),
    ...(leavesAt === 0 ? {} : { leavesAt }),
    ...(standing === 'ended' && end !== undefined ? { endedAt: end } : {}),
  };
}

async function kept({ passkeys, guardians }: DescribedSigners, id: Digest) {
  const [passkey, guardian] = await Promise.all([passkeys.known(id), guardians.find(id)]);
  const { name, used, fell } = passkey ?? {};
  const { as, document, until } = guardian ?? {};
  return {
    ...(name === undefined ? {} : { name }),
    ...(used === undefined ? {} : { used }),
    ...(fell === undefined ? {} : { fell }),
    ...(as === undefined ? {} : { as }),
    ...(document === undefined ? {} : { document }),
    ...(until === undefined ? {} : { until }),
  };
}
