import { z } from 'zod';
import { REFUSALS } from '../../core/entry.ts';
import { address, categories, count, datasetId, hash, pseudonym } from '../http/schemas.ts';
import { block } from './ledger.ts';

export const hashes = (description: string) => z.array(hash).meta({ description });

export const leaf = z
  .object({
    salt: hash,
    digest: hash.meta({ description: 'SHA-256 of the item’s bytes.' }),
    size: count.meta({ description: 'Bytes.' }),
    mediaType: z.string(),
    categories: categories.meta({ description: 'Bitmap of sensitivity categories.' }),
    owner: hash.meta({ description: 'Salted hash of the subject, or of nobody.' }),
    source: hash.meta({ description: 'Salted hash of the item that it came from, or zero.' }),
  })
  .meta({ id: 'ItemLeaf', description: 'What the manifest commits to of an item.' });

const item = z
  .object({
    position: count.meta({ description: 'In the release, from 0.' }),
    index: count.meta({ description: 'In the version’s manifest, from 0.' }),
    name: z.string().meta({ description: 'File name, unique within the version.' }),
    leaf,
    manifestPath: hashes('Inclusion proof of the leaf in the manifest.'),
    manifestSize: count.meta({ description: 'Items in the manifest.' }),
    binding: hash.meta({ description: 'Second half of the release row.' }),
    rowPath: hashes('Inclusion proof of the row in the release root.'),
  })
  .meta({ id: 'Item', description: 'An item that is released, with what proves it.' });

/** Why items are withheld, as coarsely as a requester is told. */
export const withheld = z
  .object({
    'not-consented': count.optional().meta({ description: 'Whatever hangs on a person has this one name.' }),
    'no-such-item': count.optional(),
  })
  .meta({ id: 'Withheld', description: 'Number of items that are withheld, by reason.' });

const release = z.object({
  receipt: z.string().meta({ description: 'tlog-proof@v1 of the entry, which names root and count of the release.' }),
  seq: count.meta({ description: 'Sequence number of the entry.' }),
  count: count.meta({ description: 'Items that follow.' }),
});

/** One line of a content stream. */
export const contentLine = z
  .union([
    z.object({ release }).meta({ description: 'Begins a release; its entry is durable.' }),
    z.object({ item }).meta({ description: 'Begins an item.' }),
    z.object({ data: z.base64() }).meta({ description: 'Some of the item’s bytes, in base64.' }),
    z
      .object({ end: z.object({ releases: count, items: count, withheld }) })
      .meta({ description: 'Ends the stream: one without it was cut off.' }),
  ])
  .meta({ id: 'ContentLine', description: 'One line of the stream.' });

export const explanation = z
  .object({
    asker: z.union([z.object({ member: address }), z.object({ subject: pseudonym })]),
    dataset: datasetId,
    version: z.int().min(1),
    purpose: z.int().optional().meta({ description: 'Code of the research purpose.' }),
    outcome: z.enum(['released', 'emergency', 'self', 'refused']),
    reason: z.enum(REFUSALS).optional().meta({ description: 'Why it would be refused.' }),
    permit: z.int().optional(),
    basis: z.string().optional().meta({ description: 'Legal basis of the permit.' }),
    block: block.meta({ description: 'The block at which it was decided.' }),
    released: count.meta({
      description: 'Items that would be released; of others’ in full tens, 0 for fewer than ten.',
    }),
    withheld: withheld.meta({
      id: 'AboutWithheld',
      description: 'Number of items that would be withheld, by reason; of others’ in full tens, 0 for fewer than ten.',
    }),
    people: z.record(z.string(), count).optional().meta({
      description: 'Of a whole version: people with withheld items by exact reason, in full tens; none below ten.',
    }),
    words: z.array(z.string()).meta({ description: 'What was found and what would have to change.' }),
  })
  .meta({ id: 'Explanation' });
