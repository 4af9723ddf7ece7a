import { z } from 'zod';
import { DELIVERIES } from '../../core/entry.ts';
import { MAX_REQUEST_ITEMS } from '../../core/request.ts';
import { address, count, datasetId, digest, milliseconds } from '../http/schemas.ts';
import { purpose } from '../http/use-schemas.ts';

const declared = z.boolean().optional();

const facts = z
  .strictObject({
    commercial: declared,
    notForProfitOrganisation: declared,
    ethicsApproval: digest.optional().meta({ description: 'Digest of the ethics approval.' }),
    methodsDevelopment: declared,
    geneticStudy: declared,
    populationOrAncestry: declared,
    clinicalCare: declared,
    aiTraining: declared,
    publishes: declared,
    collaborates: declared,
    returnsData: declared,
    publishesAfter: milliseconds.optional(),
    usesUntil: milliseconds.optional(),
    country: z.string().optional().meta({ description: 'ISO 3166-1 alpha-2: where the data will be used.' }),
    institution: digest.optional(),
    project: digest.optional(),
    user: digest.optional(),
    researchType: digest.optional(),
    disease: z.string().optional().meta({ description: 'MONDO id of the disease studied.' }),
  })
  .meta({ id: 'Facts', description: 'What the requester declares of its use; what is left out is not declared.' });

const select = z.strictObject({
  types: z.array(z.string()).optional().meta({ description: 'FHIR resource types.' }),
  modalities: z.array(z.string()).optional().meta({ description: 'DICOM modalities.' }),
  from: z.iso.date().optional(),
  until: z.iso.date().optional().meta({ description: 'Inclusive.' }),
});

/** Describes what `decodeRequest` takes: it alone checks requests. */
export const accessRequest = z
  .strictObject({
    ledger: z.string().meta({ description: '`eip155:<chain id>:<Membership address>`.' }),
    gateway: address.meta({ description: 'Identity of the gateway that is asked.' }),
    dataset: datasetId,
    version: z.int().min(1),
    purpose: purpose.optional(),
    facts,
    permit: z.int().min(1).optional(),
    person: digest.optional().meta({ description: 'Pseudonym of the person who asks, given by its organisation.' }),
    delivery: z.enum(DELIVERIES),
    select: select.optional(),
    items: z
      .array(count)
      .min(1)
      .max(MAX_REQUEST_ITEMS)
      .optional()
      .meta({ description: 'Item numbers within the version, ascending.' }),
    ranges: z
      .array(z.tuple([count, count]))
      .max(1)
      .optional()
      .meta({ description: 'Byte range [first, last] of the one item listed.' }),
  })
  .meta({
    id: 'AccessRequest',
    description:
      'The whole of what is asked, as canonical JSON (RFC 8785). Claim `req` of the DPoP proof is the digest of these bytes.',
  });

export const inUrl = z.object({
  request: z
    .base64url()
    .meta({ description: 'The bytes of an AccessRequest (canonical JSON), in base64url without padding.' }),
});
