import { z } from 'zod';
import { BASES, DELIVERIES, ENTRY_KINDS, INTERRUPTIONS, OUTCOME_CODES, REFUSALS } from '../../core/entry.ts';
import {
  address,
  count,
  datasetId,
  digest,
  grantId,
  hash,
  hex,
  logId,
  milliseconds,
  pseudonym,
} from '../http/schemas.ts';
import { purpose } from '../http/use-schemas.ts';
import { terms } from './consents.ts';
import { hashes, leaf } from './content.ts';
import { accessRequest } from './request.ts';

const seq = count.meta({ description: 'Sequence number of the entry.' });

export const log = z
  .object({
    logId,
    origin: z.string().meta({ description: 'C2SP origin of its checkpoints.' }),
    verifierKey: z.string().meta({ description: 'Key of its checkpoints, as C2SP signed-note writes it.' }),
    mode: z.enum(['disclosed', 'heads-only']).meta({ description: 'Whether each entry stands on chain as an event.' }),
    size: count.meta({ description: 'Entries that are durable.' }),
    published: count.meta({ description: 'Entries of the newest checkpoint.' }),
    anchored: count.meta({ description: 'Entries of the newest head on chain.' }),
  })
  .meta({ id: 'Log' });

export const entry = z
  .object({
    v: z.literal(1),
    ledger: z.string(),
    logId,
    seq: count,
    time: milliseconds,
    kind: z.enum(ENTRY_KINDS),
    outcome: z.enum(OUTCOME_CODES),
    reason: z.enum([...REFUSALS, ...INTERRUPTIONS]).optional(),
    dataset: datasetId.optional(),
    version: z.int().optional(),
    requester: address.optional(),
    permit: z.int().optional(),
    purpose: purpose.optional(),
    delivery: z.enum(DELIVERIES).optional(),
    basis: z.enum(BASES).optional().meta({ description: 'Where it is not consent.' }),
    block: z
      .object({ height: count, hash: digest })
      .meta({ description: 'The block at which the decision was taken.' }),
    rows: z
      .object({ root: digest, count })
      .optional()
      .meta({ description: 'What was released: RFC 6962 root over its rows, and their number.' }),
    evidence: digest.meta({ description: 'Digest of the sealed evidence.' }),
    of: count.optional().meta({
      description: 'The entry that an interruption, a relay outcome, or what a second person said belongs to.',
    }),
  })
  .meta({ id: 'Entry', description: 'One line of the log.' });

const session = z.discriminatedUnion('type', [
  z.object({ type: z.literal('siwe'), message: z.string(), signature: hex(8192) }),
  z.object({
    type: z.literal('passkey'),
    nonce: digest,
    jkt: z.string(),
    expires: milliseconds,
    signer: hex(8192),
    authenticatorData: hex(8192),
    clientDataJSON: z.string(),
    signature: hex(8192),
  }),
  z.object({
    type: z.literal('organisation'),
    member: address,
    statement: z.string(),
    key: hex(8192),
    signature: hex(8192),
  }),
]);

const v = z.literal(1);

export const evidence = z
  .discriminatedUnion('kind', [
    z.object({
      v,
      kind: z.literal('request'),
      session: session.meta({ description: 'What opened the session and named the DPoP key.' }),
      dpop: z.string().meta({ description: 'The DPoP proof, a compact JWS.' }),
      request: accessRequest,
    }),
    z.object({
      v,
      kind: z.literal('revocation'),
      subject: pseudonym,
      grant: grantId.optional().meta({ description: 'Absent where all grants, or the subject, were withdrawn.' }),
      scope: z.enum(['grant', 'epoch', 'opt-out', 'pause', 'erasure']),
      call: z.object({ to: address, data: hex(60_000) }).meta({ description: 'The call that was relayed.' }),
      unchecked: z.literal(true).optional().meta({
        description:
          'The ledger could not be asked whether the smart account’s signature holds: it counts until refused.',
      }),
    }),
    z.object({
      v,
      kind: z.literal('act'),
      session: session.meta({ description: 'What opened the session and named the DPoP key.' }),
      dpop: z.string().meta({ description: 'The DPoP proof, a compact JWS: its `req` binds method, path and body.' }),
      gateway: address,
      method: z.string(),
      path: z.string().meta({ description: 'With its query, as sent.' }),
      body: digest.meta({ description: 'SHA-256 of the body, which is not kept.' }),
      subjects: z
        .array(pseudonym)
        .optional()
        .meta({ description: 'Patients whom the body names, by the gateway’s word.' }),
    }),
    z.object({
      v,
      kind: z.literal('relay'),
      transaction: digest.optional(),
      rejection: z.string().optional().meta({ description: 'Code of the rejection.' }),
    }),
    z.object({
      v,
      kind: z.literal('interruption'),
      itemsSent: count.meta({ description: 'Items whose last byte was handed to the kernel.' }),
    }),
    z.object({
      v,
      kind: z.literal('operation'),
      software: z.string(),
      verifierKey: z.string(),
      predecessor: digest.optional(),
      lost: z
        .tuple([count, count])
        .optional()
        .meta({ description: 'Sizes between which entries of the predecessor may be lost.' }),
    }),
  ])
  .meta({ id: 'Evidence', description: 'What lies sealed behind an entry.' });

const opening = z.object({
  logId,
  seq: count,
  dataset: datasetId,
  version: z.int().min(1),
  count: count.meta({ description: 'Rows of the release.' }),
  manifestSize: count.meta({ description: 'Items in the version’s manifest.' }),
  parameters: z.record(z.string(), z.unknown()).optional().meta({
    description: 'What its conditions of use are compared with; their digest is the metadata digest on chain.',
  }),
  recipients: z.array(digest).optional().meta({
    description: 'Pseudonyms of the persons who alone may use the permit; their digest is in the permit on chain.',
  }),
});

const listed = z.object({
  positions: z.array(count).optional().meta({ description: 'Of the rows that follow, where these are not all.' }),
  items: z.array(count).meta({ description: 'Numbers of their items in the version’s manifest, from 0.' }),
  leaves: hashes('Leaf hashes of these items.'),
  proof: hashes('Multiproof of the leaf hashes in the manifest.'),
});

const grantOpening = z.object({
  grant: grantId,
  subject: pseudonym,
  terms,
  deadline: count.optional().meta({ description: 'Of a signed grant, in seconds since 1970 UTC.' }),
  form: digest.optional().meta({ description: 'Of a recorded grant.' }),
});

const row = z.object({
  position: count.meta({ description: 'In the release, from 0.' }),
  leaf,
  prf: hash.meta({ description: 'First part of the row’s binding.' }),
  ownerSalt: hash.optional().meta({ description: 'Absent for shared items.' }),
  subject: pseudonym.optional(),
  grant: grantId.optional().meta({ description: 'Absent where none was needed.' }),
});

/** One line of what opens a release. */
export const openingLine = z
  .union([
    z.object({ opening }).meta({ description: 'Begins the openings of an entry.' }),
    z.object({ listed }).meta({ description: 'Follows it: which items the rows hold.' }),
    z.object({ grant: grantOpening }).meta({ description: 'Opens a grant, before the first row that names it.' }),
    z.object({ row }).meta({ description: 'Opens a row, in order of position.' }),
    z.object({ erased: z.object({ position: count }) }).meta({ description: 'A row whose subject was erased.' }),
  ])
  .meta({ id: 'OpeningLine', description: 'One line of what opens a release.' });

export const access = z
  .object({
    seq,
    time: milliseconds,
    items: count.meta({ description: 'Items of mine that were released.' }),
    kinds: z
      .record(z.string(), count)
      .meta({ description: 'How many of them by kind, such as a FHIR resource type; `file` for others.' }),
    entry,
    rows: z.array(openingLine).meta({ description: 'My rows, opened.' }),
    receipt: z.string().meta({ description: 'tlog-proof@v1 of the entry.' }),
  })
  .meta({ id: 'Access', description: 'A release that held data of mine.' });

/** RFC 6962 hashes. */
export const path = z.object({ path: z.array(z.base64()).meta({ description: 'RFC 6962 hashes in base64.' }) });
