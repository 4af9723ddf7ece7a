import { z } from 'zod';
import { address, digest, groupId, seconds } from '../http/schemas.ts';

export const group = z
  .object({
    group: groupId,
    steward: address.meta({ description: 'Who lets members in: a member, or Membership itself for the consortium.' }),
    label: digest.meta({ description: 'What the ledger has of its name: H(group, salt ‖ name).' }),
    name: z.string().optional().meta({ description: 'Where this gateway knows what opens the label.' }),
    salt: digest.optional().meta({ description: 'With the name it opens `label`, also at another gateway.' }),
    createdAt: seconds,
    members: z
      .array(z.object({ identity: address, joinedAt: seconds }))
      .meta({ description: 'Who is in it now, since when.' }),
  })
  .meta({ id: 'Group', description: 'Members that consents may name together.' });
