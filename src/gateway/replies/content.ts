import { z } from 'zod';
import { REFUSALS } from '../../core/entry.ts';
import { address, count, datasetId, hash, pseudonym } from '../http/schemas.ts';
import { categories, purpose } from '../http/use-schemas.ts';
import { block } from './ledger.ts';

export const hashes = (description: string) => z.array(hash).meta({ description });

export const leaf = z
  .object({
    salt: hash,
    digest: hash.meta({ description: 'SHA-256 of the item’s bytes.' }),
    size: count.meta({ description: 'Bytes.' }),
    mediaType: z.string(),
    categories,
    owner: hash.meta({ description: 'Salted hash of the subject, or of nobody.' }),
    source: hash.meta({ description: 'Salted hash of the item that it came from, or zero.' }),
  })
  .meta({ id: 'ItemLeaf', description: 'What the manifest commits to of an item.' });

const item = z.object({ name: z.string().meta({ description: 'File name, unique within the version.' }), leaf });
const manifestSize = count.meta({ description: 'Items in the manifest. Nothing commits to it.' });

/** What is beside an item that is sent alone. */
export const itemProof = item
  .extend({
    index: count.meta({ description: 'In the version’s manifest, from 0.' }),
    manifestPath: hashes('Inclusion proof of the leaf in the manifest.'),
    manifestSize,
    binding: hash.meta({ description: 'Second half of the release’s one row, whose leaf hash is the release root.' }),
  })
  .meta({ description: 'What proves an item that is released alone.' });

/** Why items are withheld, as coarsely as a requester is told. */
export const withheld = z
  .object({
    'not-consented': count.optional().meta({ description: 'Whatever hangs on a person has this one name.' }),
    'no-such-item': count.optional(),
  })
  .meta({ id: 'Withheld', description: 'Number of items that are withheld, by reason.' });

/** The JSON of the records of a content stream, by its name in the API's document. */
export const contentParts = {
  ContentRelease: z
    .object({
      receipt: z
        .string()
        .meta({ description: 'tlog-proof@v1 of the entry, which names root and count of the release.' }),
      seq: count.meta({ description: 'Sequence number of the entry.' }),
      count: count.meta({ description: 'Items that follow.' }),
      manifestSize,
    })
    .meta({ description: 'Record `R`: begins a release, whose entry is durable.' }),
  ContentItem: item.meta({ description: 'Record `I`: begins the next item of the release.' }),
  ContentEnd: z
    .object({ releases: count, items: count, withheld })
    .meta({ description: 'Record `E`: ends the stream. One without it was cut off.' }),
};

/** What a content stream is, for the API's document. */
export const CONTENT_STREAM =
  'A content stream: the line `custos-content/v1`, then records, each of a type (one ASCII byte), the length of its payload (32 bits, big-endian) and the payload. `R` (JSON of ContentRelease) begins a release and is followed by `M`: for each item its number in the manifest (32 bits), its leaf hash and its row binding (32 bytes each), by ascending number; then the hashes of the Merkle multiproof of those leaves in the manifest. `I` (JSON of ContentItem) begins the next item, `D` holds some of its bytes, until there are as many as its leaf says. `E` (JSON of ContentEnd) ends the stream.';

export const explanation = z
  .object({
    asker: z.union([z.object({ member: address }), z.object({ subject: pseudonym })]),
    dataset: datasetId,
    version: z.int().min(1),
    purpose: purpose.optional(),
    outcome: z.enum(['released', 'emergency', 'self', 'refused']),
    reason: z.enum(REFUSALS).optional().meta({ description: 'Why it would be refused.' }),
    permit: z.int().optional(),
    basis: z.string().optional().meta({ description: 'Legal basis of the permit.' }),
    block: block.meta({ description: 'The block at which it was decided.' }),
    released: count.meta({
      description: 'Items that would be released; of others’ in full tens, 0 for fewer than ten.',
    }),
    patients: count.optional().meta({
      description:
        'Of a whole version: people whose items would be released, in full tens, 0 for fewer than ten. Absent where it is refused.',
    }),
    withheld: withheld.meta({
      id: 'AboutWithheld',
      description: 'Number of items that would be withheld, by reason; of others’ in full tens, 0 for fewer than ten.',
    }),
    people: z.record(z.string(), count).optional().meta({
      description: 'Of a whole version: people with withheld items by exact reason, in full tens; none below ten.',
    }),
    undeclared: z.array(z.string().max(16)).optional().meta({
      description:
        'Codes of modifiers, or DS for the disease, that the permit attests and the request does not declare, so that what asks for them does not count. Absent where there are none.',
    }),
    words: z.array(z.string()).meta({ description: 'What was found and what would have to change.' }),
  })
  .meta({ id: 'Explanation' });
