import { type Command, InvalidArgumentError } from 'commander';
import { type Dataset, retireDataset, supersedeVersion } from '../../client/datasets.ts';
import { dateWords } from '../../core/date-words.ts';
import { useLabel } from '../../core/purpose-names.ts';
import { endedWords } from '../answers.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { counted } from '../counted.ts';
import { datasetNames } from '../dataset-names.ts';
import { findDataset } from '../find-dataset.ts';
import { readGiven } from '../given-text.ts';
import { shownLines } from '../output.ts';
import type { Run } from '../run.ts';

interface EndOptions extends ConfirmOptions {
  readonly reason: string;
}

type Version = Dataset['versions'][number];

/** What ends releases for ever: it is shown before it is done. */
export function endingCommands(dataset: Command, run: Run): void {
  run(
    addConfirmOption(dataset.command('supersede <dataset>'))
      .description('stop releases of one version for ever (holder)')
      .requiredOption('--dataset-version <n>', 'the version', versionNumber)
      .requiredOption('--reason <text>', 'why, or @FILE or - (standard input); its digest goes on chain'),
    async (
      { client, output },
      [wanted = ''],
      { datasetVersion, ...options }: EndOptions & { datasetVersion: number },
    ) => {
      const reason = await readGiven(options.reason);
      const gateway = await client();
      const { dataset: id, versions } = await findDataset(gateway, wanted);
      const called = (await datasetNames(gateway))(id);
      const standing = versions.filter(({ supersededAt }) => supersededAt === 0);
      const ending = standing.find(({ version }) => version === datasetVersion);
      const rest = standing.filter((one) => one !== ending);
      // What cannot be superseded is refused by the gateway: nobody is asked about it.
      if (ending) {
        const head = `You stop releases of version ${datasetVersion} of ${called} for ever:`;
        await confirm(output, [head, ...versionWords(ending), ...endWords(reason), restWords(rest, 'then')], options);
      }
      const answer = await supersedeVersion(gateway, id, datasetVersion, reason);
      output.result(answer, () => [
        endedWords(
          `version ${datasetVersion} of ${called} is superseded, and nothing of it is released any more`,
          answer,
        ),
        restWords(rest, 'now'),
      ]);
    },
  );
  run(
    addConfirmOption(dataset.command('retire <dataset>'))
      .description('stop releases of a dataset for ever (holder)')
      .requiredOption('--reason <text>', 'why; its digest goes on chain'),
    async ({ client, output }, [wanted = ''], options: EndOptions) => {
      const gateway = await client();
      const { dataset: id, versions, retiredAt } = await findDataset(gateway, wanted);
      const called = (await datasetNames(gateway))(id);
      if (retiredAt === 0) {
        const head = `You stop releases of ${called} for ever, of all it has (${counted(versions.length, 'version')}):`;
        await confirm(
          output,
          [head, ...versions.slice(-1).flatMap(versionWords), ...endWords(options.reason)],
          options,
        );
      }
      const answer = await retireDataset(gateway, id, options.reason);
      output.result(answer, () => endedWords(`the dataset ${called} is retired`, answer));
    },
  );
}

function versionWords({ version, publishedAt, permission, modifiers }: Version): string[] {
  return [`  version ${version}, published ${dateWords(publishedAt)}, for ${useLabel(permission, modifiers)}`];
}

function endWords(reason: string): string[] {
  const [first = ''] = shownLines(reason);
  return [`  because: ${first.slice(0, 200)}`, '  Copies that were given before stay where they are.'];
}

function restWords(rest: readonly Version[], when: 'then' | 'now'): string {
  return rest.length === 0
    ? `No version of the dataset can be asked for ${when}.`
    : `Version ${Math.max(...rest.map(({ version }) => version))} is the one that is asked for ${when}.`;
}

export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of a version, from 1.');
}
