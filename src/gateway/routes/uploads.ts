import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Bytes } from '../../core/bytes.ts';
import { UPLOAD_PART_BYTES } from '../../core/upload.ts';
import { actorOf } from '../auth/actor.ts';
import type { OwnDatasets } from '../holder/own-datasets.ts';
import type { Uploads } from '../holder/uploads.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, datasetId, decimal, digest } from '../http/schemas.ts';
import { upload, uploadedFile } from '../replies/uploads.ts';

export interface UploadDeps {
  readonly datasets: OwnDatasets;
  readonly uploads: Uploads;
}

const TAKEN_BY = { tag: 'datasets', who: ['holder'], duties: ['data-manager'] } as const;
const LIST = 1_000;
const params = z.object({ upload: z.uuid() });

/** Files that are sent to be imported. Any of the holder's data managers goes on with an upload that another one began. */
export function uploadRoutes({ datasets, uploads }: UploadDeps): Route[] {
  return [
    route({
      ...TAKEN_BY,
      method: 'post',
      path: '/v1/datasets/{dataset}/uploads',
      summary: 'Begin to send files that are to be imported',
      creates: true,
      params: z.object({ dataset: datasetId }),
      reply: { status: 201, description: 'It is open, and says how much it takes.', schema: upload },
      handle: async ({ params: { dataset }, caller, attempt }) => {
        const { id } = await attempt.plan(() => ({ id: randomUUID() as string }));
        return uploads.begin(datasets.findOwn(dataset).dataset, actorOf(caller), id);
      },
    }),
    route({
      ...TAKEN_BY,
      method: 'get',
      path: '/v1/datasets/{dataset}/uploads',
      summary: 'What is being sent for a dataset',
      params: z.object({ dataset: datasetId }),
      refuses: ['FORBIDDEN'],
      reply: { status: 200, description: 'All that stand.', schema: z.object({ uploads: z.array(upload) }) },
      handle: async ({ params: { dataset } }) => ({ uploads: uploads.list(datasets.findOwn(dataset).dataset) }),
    }),
    route({
      ...TAKEN_BY,
      method: 'get',
      path: '/v1/uploads/{upload}',
      summary: 'What has arrived of an upload',
      params,
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 files, as they were announced; `next` goes on.',
        schema: z.object({ upload, contents: z.array(uploadedFile), ...nextPage }),
      },
      handle: async ({ params: { upload: id }, query }) => {
        const { upload, contents } = uploads.find(id);
        const { page, ...next } = pageOf(contents, query);
        return { upload, contents: page, ...next };
      },
    }),
    route({
      ...TAKEN_BY,
      method: 'post',
      path: '/v1/uploads/{upload}/files',
      refuses: ['INPUT_TOO_LARGE'],
      summary: 'Say which files will be sent: all of the list is taken, or nothing',
      params,
      body: z.strictObject({
        files: z
          .array(
            z.strictObject({
              name: z.string().max(1_024).meta({ description: 'Path from the folder on that is sent, with /.' }),
              bytes: count,
              digest: digest.meta({ description: 'SHA-256 of its content.' }),
            }),
          )
          .min(1)
          .max(LIST),
      }),
      maxBody: 8 * 1024 * 1024,
      reply: {
        status: 200,
        description: 'The files, in the order of the list, with what is there of each already.',
        schema: z.object({ files: z.array(uploadedFile) }),
      },
      handle: async ({ params: { upload: id }, body }) => ({ files: await uploads.announce(id, body.files) }),
    }),
    route({
      ...TAKEN_BY,
      method: 'put',
      path: '/v1/uploads/{upload}/files/{file}/parts/{from}',
      refuses: ['INPUT_INVALID'],
      summary: 'Send the next part of a file, from a byte of it on; the last one completes it',
      params: params.extend({
        file: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 digits of lowercase hex'),
        from: decimal(Number.MAX_SAFE_INTEGER),
      }),
      rawBody: {
        type: 'application/octet-stream',
        schema: z.string().meta({ description: 'As many bytes as a part has; the last one the rest of the file.' }),
      },
      maxBody: UPLOAD_PART_BYTES,
      reply: { status: 200, description: 'It is kept, and outlives a stop of the node.', schema: uploadedFile },
      handle: async ({ params: { upload: id, file, from }, body }) =>
        uploads.write(id, file, from, body as unknown as Bytes),
    }),
    route({
      ...TAKEN_BY,
      method: 'delete',
      path: '/v1/uploads/{upload}',
      summary: 'Throw away what was sent',
      params,
      reply: { status: 204, description: 'Nothing of it is left.' },
      handle: async ({ params: { upload: id } }) => uploads.discard(id),
    }),
  ];
}
