import { z } from 'zod';
import { count, datasetId, digest, milliseconds } from '../http/schemas.ts';

export const uploadedFile = z
  .object({
    file: z.string().meta({ description: 'Of name, size and digest: by which its parts are sent.' }),
    name: z.string().meta({ description: 'As it was announced.' }),
    bytes: count,
    digest: digest.meta({ description: 'SHA-256 of its content.' }),
    arrived: count.meta({ description: 'Bytes that are kept of it: where the next part begins.' }),
    complete: z.boolean().meta({ description: 'Whether all of it is there, and is what its digest says.' }),
  })
  .meta({ id: 'UploadedFile' });

export const upload = z
  .object({
    upload: z.uuid(),
    dataset: datasetId,
    state: z.enum(['open', 'importing', 'removing']).meta({
      description:
        '`removing`: nothing of it is used any more, and it could not be removed yet. Throw it away again, or wait.',
    }),
    files: count,
    completeFiles: count,
    bytes: count,
    arrivedBytes: count,
    maxFiles: count,
    maxBytes: count.meta({ description: 'Of all files together.' }),
    partBytes: count.meta({ description: 'Of each part of a file, but the last one.' }),
    until: milliseconds.meta({
      description: 'It is thrown away then, in ms since 1970 UTC, unless something of it arrives before.',
    }),
  })
  .meta({ id: 'Upload' });
