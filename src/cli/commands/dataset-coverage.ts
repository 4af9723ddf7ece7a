import type { Command } from 'commander';
import { type Coverage, type People, type PurposeCoverage, readCoverage } from '../../client/coverage.ts';
import { attestableNamed, codeLabel, purposeLabel } from '../../core/purpose-names.ts';
import { datasetNames } from '../dataset-names.ts';
import { datasetId } from '../find-dataset.ts';
import { given } from '../option-names.ts';
import { table } from '../output.ts';
import type { Run } from '../run.ts';
import { versionNumber } from './dataset-ending.ts';

const REASON_WORDS: Readonly<Record<string, string>> = {
  'no-grant': 'no consent',
  revoked: 'a consent that was withdrawn',
  'epoch-over': 'all consents withdrawn',
  'terms-unknown': 'a consent whose terms are not known here',
  'not-yet-valid': 'a consent that has not begun',
  expired: 'a consent that is over',
  grantee: 'a consent for certain organisations alone',
  scope: 'a consent for other data',
  purpose: 'a consent that does not allow the purpose',
  notice: 'a consent to a text that was not published then',
  identifiable: 'a consent that leaves out what identifies people',
  category: 'every kind of data that there is of them left out',
  'unknown-subject': 'not enrolled by this holder',
  erased: 'erased',
  'opted-out': 'opted out',
  paused: 'paused',
};

interface Options {
  readonly datasetVersion?: number;
  readonly attest: readonly string[];
}

/** How many patients would be released for what, before anybody may ask. */
export function coverageCommand(dataset: Command, run: Run): void {
  run(
    dataset
      .command('coverage <dataset>')
      .description('count the patients who would be released for each purpose, before any permit is issued (holder)')
      .option('--dataset-version <n>', 'the version; the newest that is released unless said', versionNumber)
      .option(
        '--attest <modifier...>',
        'count as if the permit attested these and the request met them, as in `permission list`; nothing unless said',
        [],
      ),
    async ({ client, output }, [wanted = ''], { datasetVersion, attest }: Options) => {
      const meets = given('--attest', () => attest.map(attestableNamed));
      const gateway = await client();
      const id = await datasetId(gateway, wanted);
      const version = datasetVersion === undefined ? {} : { version: datasetVersion };
      const found = await readCoverage(gateway, id, { ...version, meets });
      const called = output.json ? '' : (await datasetNames(gateway))(id);
      output.result(found, () => coverageLines(called, found));
    },
  );
}

function coverageLines(called: string, { version, block, patients, assumed, counts, purposes }: Coverage): string[] {
  const identifying = assumed.identifiable ? ', which allows what identifies people,' : '';
  return [
    `${called}, version ${version}, at block ${block.height}: ${peopleWords(patients)} patients.`,
    `Counted as if any requester asked whom no consent names, with a permit on the basis of consent${identifying} that attests ${attestedWords(assumed)},`,
    'for download. Nothing was released, and nothing is logged.',
    ...table(
      ['purpose', 'released', 'needs review', 'withheld', 'why'],
      purposes.map((one) => [
        purposeLabel(one.purpose),
        `${peopleWords(one.released)}${isNobody(one.partly) ? '' : ` (${peopleWords(one.partly)} in part)`}`,
        peopleWords(one.review),
        peopleWords(one.withheld),
        whyWords(one),
      ]),
    ),
    'Needs review: a consent, or the dataset itself, asks for what the request declares and the permit attests.',
    ...(counts === 'exact'
      ? []
      : ['Counts are in full tens, and none below ten is told: a few people can be found out.']),
  ];
}

function attestedWords({ attested }: Coverage['assumed']): string {
  return attested.length === 0 ? 'nothing' : `what the request meets (${attested.map(codeLabel).join('; ')})`;
}

function whyWords({ refused, reasons }: PurposeCoverage): string {
  const byReason = Object.entries(reasons)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, patients]) => `${REASON_WORDS[reason] ?? reason}: ${patients}`);
  return [...(refused === undefined ? [] : [refused.detail]), byReason.join('; ')].filter(Boolean).join(' ');
}

function isNobody(people: People): boolean {
  return people === 0 || typeof people === 'object';
}

function peopleWords(people: People): string {
  return typeof people === 'number' ? String(people) : `fewer than ${people.fewerThan}, or none`;
}
