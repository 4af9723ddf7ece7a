import { type Command, InvalidArgumentError } from 'commander';
import { supersedeVersion } from '../../client/datasets.ts';
import { endedWords } from '../answers.ts';
import { findDataset } from '../find-dataset.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';

export function supersedeCommand(dataset: Command, run: Run): void {
  run(
    dataset
      .command('supersede <dataset>')
      .description('stop releases of one version for ever (holder)')
      .requiredOption('--dataset-version <n>', 'the version', versionNumber)
      .requiredOption('--cause <text>', 'why, or @FILE or - (standard input); its digest goes on chain'),
    async ({ client, output }, [wanted = ''], options: { readonly datasetVersion: number; readonly cause: string }) => {
      const cause = await readGiven(options.cause);
      const gateway = await client();
      const { dataset: id, name, versions } = await findDataset(gateway, wanted);
      const answer = await supersedeVersion(gateway, id, options.datasetVersion, cause);
      const stands = versions.filter(
        ({ version, supersededAt }) => version !== options.datasetVersion && supersededAt === 0,
      );
      output.result(answer, () => [
        endedWords(
          `version ${options.datasetVersion} of ${name || id} is superseded, and nothing of it is released any more`,
          answer,
        ),
        stands.length === 0
          ? 'No version of the dataset can be asked for now.'
          : `Version ${Math.max(...stands.map(({ version }) => version))} is the one that is asked for now.`,
      ]);
    },
  );
}

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of a version, from 1.');
}
