import type { Command } from 'commander';
import { discardUpload, listUploads, type Upload } from '../../client/uploads.ts';
import { dateWords } from '../../core/date-words.ts';
import { datasetId } from '../find-dataset.ts';
import { table } from '../output.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { uploadNamed } from '../upload-folder.ts';

const GONE: Readonly<Record<Upload['state'], (until: number) => string>> = {
  open: dateWords,
  importing: () => 'once it is imported',
  removing: () => 'could not be yet: --discard tries again',
};

/** What `import --upload` left on its way. */
export function uploadCommands(dataset: Command, run: Run): void {
  run(
    dataset
      .command('uploads <dataset>')
      .description('list files that are being sent for a dataset, by whom of the holder ever (holder)')
      .option('--discard <upload>', 'throw one away: nothing of it is left at the gateway'),
    async ({ client, output }, [wanted = ''], { discard }: { readonly discard?: string }) => {
      const gateway = await client();
      const id = await datasetId(gateway, wanted);
      if (discard !== undefined) {
        const upload = await uploadNamed(gateway, id, discard);
        await discardUpload(gateway, upload);
        return output.result({ discarded: upload }, () => `upload ${shortId(upload, [])} is gone.`);
      }
      const uploads = await listUploads(gateway, id);
      const ids = uploads.map(({ upload }) => upload);
      output.result(uploads, () =>
        table(
          ['upload', 'files that arrived', 'MB', 'thrown away'],
          uploads.map(({ upload, state, completeFiles, arrivedBytes, until }) => [
            shortId(upload, ids),
            String(completeFiles),
            (arrivedBytes / 1e6).toFixed(1),
            GONE[state](until),
          ]),
        ),
      );
    },
  );
}
