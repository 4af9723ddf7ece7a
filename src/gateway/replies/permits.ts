import { z } from 'zod';
import { BASES, DELIVERIES } from '../../core/entry.ts';
import { address, datasetId, digest, seconds, uint64 } from '../http/schemas.ts';
import { permitPurpose } from '../http/use-schemas.ts';
import { PERMIT_STATES } from '../ledger/permit-state.ts';

const done = (what: string) => seconds.meta({ description: `Seconds since 1970 UTC; 0 where it was not ${what}.` });

export const permit = z
  .object({
    permit: z.int().min(1),
    requester: address,
    dataset: datasetId,
    purpose: permitPurpose,
    attested: uint64.meta({ description: 'Bitmap of the modifiers that the holder attests, in decimal.' }),
    disease: z.string().optional().meta({ description: 'MONDO id of what alone may be studied, with all below it.' }),
    from: seconds,
    until: seconds.meta({ description: 'Seconds since 1970 UTC: the last one.' }),
    delivery: z.enum(DELIVERIES),
    basis: z.enum(BASES),
    identifiable: z.boolean().meta({ description: 'Whether items that identify people may leave.' }),
    emergency: z.boolean().meta({ description: 'For a clinician, without consent.' }),
    recipientKeyDigest: digest.meta({
      description:
        'Of the recipient’s key where delivery is sealed; else of the persons who may use the permit, zero where all of the requester’s may.',
    }),
    persons: z.array(digest).optional().meta({
      description: 'Pseudonyms of these persons, where they are known here; nobody uses it where they are not.',
    }),
    termsDigest: digest.meta({ description: 'Of the data use agreement; zero for none.' }),
    authorityDigest: digest.meta({ description: 'Of the authority’s decision; zero for none.' }),
    authority: address.meta({ description: 'The member that countersigned; zero for none.' }),
    issuedAt: seconds,
    acceptedAt: done('accepted'),
    countersignedAt: done('countersigned'),
    revokedAt: done('revoked'),
    revocationReason: z.string().optional().meta({
      description:
        'Why it was revoked, to the holder and to whom it was issued; absent where it stands, and where that is not kept here.',
    }),
    state: z.enum(PERMIT_STATES).meta({ description: 'Now, by the newest block that the gateway knows.' }),
  })
  .meta({ id: 'Permit' });
