import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createDataset, type Dataset, listDatasets, readLineage } from '../../client/datasets.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Draft, discardDraft, importData, listDrafts, readImport } from '../../client/imports.ts';
import { publishVersion } from '../../client/publications.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { type DatasetId, isDigest } from '../../core/ids.ts';
import { useLabel } from '../../core/purpose-names.ts';
import { countryTyped } from '../access-request.ts';
import { warningLines } from '../answers.ts';
import { categoryNamed } from '../category-words.ts';
import { counted } from '../counted.ts';
import { datasetId, findDataset } from '../find-dataset.ts';
import { importNamed, importToPublish } from '../find-import.ts';
import { watchImport } from '../import-job.ts';
import { changeLines, importLines } from '../import-lines.ts';
import { listedNames } from '../listed-names.ts';
import { namedTexts } from '../named-text.ts';
import { namesAt } from '../names.ts';
import { given } from '../option-names.ts';
import { type Output, table } from '../output.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { shortId } from '../pick.ts';
import { watchPublication } from '../publication-job.ts';
import type { Run } from '../run.ts';
import { parseSize } from '../size.ts';
import { MODIFIER_FORMS, PERMISSION_FORMS, typedUse } from '../typed-use.ts';
import { uploadPath } from '../upload-folder.ts';
import { coverageCommand } from './dataset-coverage.ts';
import { endingCommands } from './dataset-ending.ts';
import { uploadCommands } from './dataset-uploads.ts';

interface ImportOptions {
  readonly fhir?: string;
  readonly files?: string;
  readonly upload?: boolean;
  readonly resume?: string;
  readonly subjects?: string;
  readonly shared?: boolean;
  readonly category?: readonly string[];
  readonly skipInvalid?: boolean;
  readonly practitioners?: boolean;
  readonly identifierSystem?: string;
  readonly baseUrl: readonly string[];
  readonly maxLine?: string;
  readonly acceptMerged?: boolean;
  readonly acceptCorrected?: boolean;
  readonly acceptAlike?: boolean;
}

export function datasetCommands(program: Command, run: Run): void {
  const dataset = program.command('dataset').description('a holder’s data');
  run(
    dataset.command('create <name>').description('register a dataset (holder)'),
    async ({ client, output }, [name = '']) => {
      const created = await createDataset(await client(), { name });
      output.result(created, () => `The dataset “${name.trim()}” is registered, as ${shortId(created.dataset, [])}.`);
    },
  );
  run(
    dataset
      .command('import <dataset>')
      .description('encrypt data into a draft of the next version (holder); `publish` makes it one')
      .option('--fhir <path>', 'directory of a FHIR R4 Bulk Data export (NDJSON), on the gateway’s machine')
      .option('--files <path>', 'directory of any files, on the gateway’s machine')
      .option('--upload', 'the paths are of this machine: what lies there is sent to the gateway first')
      .option('--resume <upload>', 'with --upload: goes on with one that stopped, of the same files')
      .option(
        '--subjects <path>',
        'with --files: JSON or CSV map from a file’s path to the identifier of the patient it belongs to, and to its categories',
      )
      .option(
        '--category <category...>',
        'with --files: sensitivity of all the files, by code or words as in `category list`, besides what their content and the map say',
      )
      .option('--shared', 'with --files: files that the map does not name belong to nobody')
      .option('--practitioners', 'share Practitioner and PractitionerRole as well: staff are persons too')
      .option('--skip-invalid', 'leave out and report what cannot be read, instead of refusing the import')
      .option(
        '--identifier-system <system>',
        'system of the number by which patients are known, instead of their medical record number',
      )
      .option('--base-url <url...>', 'every URL that the exporting server is known by', [])
      .option('--max-line <size>', 'longest line, such as 32MiB; 16MiB unless said, 256MiB at most')
      .option(
        '--accept-merged',
        'the narrower choices of merged records were carried over: take those that replace them',
      )
      .option(
        '--accept-corrected',
        'birth dates and sexes that differ from earlier imports were corrected: the Patients are whom their numbers lead to',
      )
      .option('--accept-alike', 'numbers that are but spelled apart (70017, 0070017) are of different persons'),
    async ({ client, output }, [wanted = ''], options: ImportOptions) => {
      const path = options.fhir ?? options.files;
      if (path === undefined || (options.fhir && options.files)) {
        throw new CustosError('INPUT_INVALID', 'Name one source: --fhir PATH or --files PATH.');
      }
      const categories = given('--category', () =>
        (options.category ?? []).flatMap((text) => listedNames(text, categoryNamed)),
      );
      const gateway = await client();
      const id = await datasetId(gateway, wanted);
      const job = await importData(gateway, id, {
        kind: options.fhir ? 'fhir' : 'files',
        ...(await sourceOf(gateway, id, path, options, output)),
        skipInvalid: options.skipInvalid === true,
        practitioners: options.practitioners === true,
        shared: options.shared === true,
        categories,
        ...(options.identifierSystem ? { identifierSystem: options.identifierSystem } : {}),
        ...(options.maxLine ? { maxLineBytes: parseSize(options.maxLine) } : {}),
        baseUrls: options.baseUrl,
        acceptMerged: options.acceptMerged === true,
        acceptCorrected: options.acceptCorrected === true,
        acceptAlike: options.acceptAlike === true,
      });
      const done = await watchImport(gateway, job, output);
      const drafts = await listDrafts(gateway);
      const ids = drafts.map((one) => one.import);
      const dataset = isDigest(wanted) ? (await findDataset(gateway, wanted)).name || shortId(id, []) : wanted;
      const publish = `dataset publish ${shellWord(dataset)} --import ${shortId(job, ids)} --permission CODE`;
      const called = done.changes && !output.json ? await patientNames(gateway) : undefined;
      output.result(done, () => [
        ...(done.report ? importLines(done.report) : []),
        ...(done.changes ? changeLines(done.changes, called) : []),
        ...(done.unchangedSince ? [`it holds just what version ${done.unchangedSince} holds`] : []),
        `draft ${shortId(job, ids)} is ready: ${ownCommand(publish)}. ${ownCommand('permission list')} shows the codes.`,
      ]);
    },
  );
  run(
    dataset
      .command('publish <dataset>')
      .description('publish a draft as the next version (holder)')
      .requiredOption('--import <import>', 'the draft, by its id or the beginning of it')
      .requiredOption('--permission <permission>', PERMISSION_FORMS)
      .option('--modifier <modifier...>', MODIFIER_FORMS, [])
      .option('--disease <id>', 'with DS: the disease that the data is for, such as MONDO:0005015')
      .option(
        '--home-country <code>',
        'the country where the data is, ISO 3166-1 alpha-2: consents that allow no transfer abroad count only where it is said',
      )
      .option('--identifiable', 'the items identify people')
      .option(
        '--accept-shrink',
        'publish although it holds less than the last version, or gives anything to somebody else',
      )
      .option('--accept-named', 'the names that the data says are nobody’s: it identifies nobody all the same')
      .option('--accept-shared', 'the files that belong to nobody were looked into, and name nobody')
      .option('--ask-each-time', 'only grants that name this dataset and the requester count'),
    async (
      context,
      [wanted = ''],
      options: {
        import: string;
        permission: string;
        modifier: string[];
        disease?: string;
        homeCountry?: string;
        identifiable?: boolean;
        askEachTime?: boolean;
        acceptShrink?: boolean;
        acceptNamed?: boolean;
        acceptShared?: boolean;
      },
    ) => {
      const { client, output } = context;
      const use = typedUse(options);
      const parameters = typedParameters(options);
      const gateway = await client();
      const id = await datasetId(gateway, wanted);
      const draft = await importToPublish(gateway, options.import);
      const before = (await readImport(gateway, draft)).publication?.published !== undefined;
      const order = {
        import: draft,
        ...use,
        identifiable: options.identifiable === true,
        acceptShrink: options.acceptShrink === true,
        acceptNamed: options.acceptNamed === true,
        ...(options.acceptShared === true ? { acceptShared: true } : {}),
        parameters,
        policy: options.askEachTime ? 'ask-each-time' : 'standing-consent',
      } as const;
      await publishVersion(gateway, id, order);
      const published = await watchPublication(gateway, draft, output);
      const warnings = await namedTexts(context, published.warnings);
      output.result(published, () => [
        `${before ? 'it was published as ' : ''}version ${published.version}: ${counted(published.items, 'item')} of ${counted(published.subjects, 'patient')}, ${published.shared} of them shared`,
        `manifest root ${published.manifestRoot}`,
        ...(published.taken > 0
          ? [
              `Withheld for ever: ${counted(published.taken, 'patient')} whose pseudonym another holder enrolled first. Ask the administrator how that came.`,
            ]
          : []),
        ...warningLines(warnings),
      ]);
    },
  );
  run(
    dataset.command('discard <import>').description('throw a draft away that will not be published (holder)'),
    async ({ client, output }, [wanted = '']) => {
      const gateway = await client();
      const id = await importNamed(gateway, wanted);
      await discardDraft(gateway, id);
      output.result({ discarded: id }, () => `draft ${shortId(id, [])} is gone.`);
    },
  );
  run(dataset.command('list').description('list the datasets'), async ({ client, output }) => {
    const gateway = await client();
    const datasets = await listDatasets(gateway);
    const names = await namesAt(gateway);
    const ids = datasets.map(({ dataset }) => dataset);
    output.result(datasets, () =>
      table(
        ['name', 'holder', 'versions', 'for', 'retired', 'dataset'],
        datasets.map((one) => [
          one.name || 'known to its holder',
          names.member(one.holder),
          String(one.versions.length),
          newestUse(one),
          one.retiredAt === 0 ? 'no' : dateWords(one.retiredAt),
          shortId(one.dataset, ids),
        ]),
      ),
    );
  });
  run(
    dataset
      .command('drafts')
      .description('list what was imported and is not published yet, and what is being imported'),
    async ({ client, output }) => {
      const gateway = await client();
      const drafts = await listDrafts(gateway);
      const names = await namesAt(gateway);
      const ids = drafts.map((one) => one.import);
      output.result(drafts, () =>
        table(
          ['import', 'dataset', 'imported', 'patients', 'items', 'MB'],
          drafts.map((one) => [
            shortId(one.import, ids),
            names.dataset(one.dataset),
            draftWords(one),
            String(one.subjects),
            String(one.items),
            (one.bytes / 1e6).toFixed(1),
          ]),
        ),
      );
    },
  );
  run(
    dataset.command('show <dataset>').description('show a dataset and its versions'),
    async ({ client, output }, [wanted = '']) => {
      const gateway = await client();
      const shown = await findDataset(gateway, wanted);
      const names = await namesAt(gateway);
      output.result(shown, () => [
        `${names.dataset(shown.dataset)} of ${names.member(shown.holder)} (${shown.dataset})`,
        ...(shown.retiredAt === 0
          ? []
          : [`It was retired on ${dateWords(shown.retiredAt)}: nothing of it is released.`]),
        ...table(
          ['version', 'published', 'superseded', 'for', 'identifies people', 'items of nobody', 'manifest root'],
          shown.versions.map((one) => [
            String(one.version),
            dateWords(one.publishedAt),
            one.supersededAt === 0 ? 'no' : dateWords(one.supersededAt),
            useLabel(one.permission, one.modifiers),
            one.identifiable ? 'yes' : 'no',
            String(one.sharedCount),
            one.manifestRoot,
          ]),
        ),
      ]);
    },
  );
  run(
    dataset.command('lineage <dataset>').description('what a dataset came from, and what came from it'),
    async ({ client, output }, [wanted = '']) => {
      const gateway = await client();
      const edges = await readLineage(gateway, await datasetId(gateway, wanted));
      const names = await namesAt(gateway);
      output.result(edges, () =>
        table(
          ['dataset', 'version', 'is', 'dataset', 'version'],
          edges.map((edge) => [
            names.dataset(edge.dataset),
            String(edge.version),
            RELATION_WORDS[edge.relation] ?? edge.relation,
            names.dataset(edge.parentDataset),
            String(edge.parentVersion),
          ]),
        ),
      );
    },
  );
  coverageCommand(dataset, run);
  uploadCommands(dataset, run);
  endingCommands(dataset, run);
}

/** What is imported: where it lies at the gateway, or what of this machine was sent there. */
async function sourceOf(
  gateway: GatewayClient,
  dataset: DatasetId,
  path: string,
  { upload, resume, subjects }: ImportOptions,
  output: Output,
) {
  if (upload) return uploadPath(gateway, dataset, { path, map: subjects, resume }, output);
  if (resume !== undefined) throw new CustosError('INPUT_INVALID', '--resume goes with --upload.');
  return { path: resolve(path), ...(subjects === undefined ? {} : { subjects: resolve(subjects) }) };
}

const RELATION_WORDS: Readonly<Record<string, string>> = {
  derivedFrom: 'derived from',
  deidentifiedFrom: 'de-identified from',
  subsetOf: 'a subset of',
  mergedFrom: 'merged from',
  annotates: 'annotations of',
  synthesizedFrom: 'synthesised from',
  abstractedFrom: 'abstracted from',
};

function draftWords({ state, sealedAt }: Draft): string {
  if (state === 'running') return 'still running';
  return state === 'publishing' ? `${dateWords(sealedAt)}, being published` : dateWords(sealedAt);
}

/** What the newest version that stands may be used for. */
function newestUse({ versions }: Dataset): string {
  const newest = versions.findLast(({ supersededAt }) => supersededAt === 0);
  return newest === undefined ? 'nothing is published' : useLabel(newest.permission, newest.modifiers);
}

/** What conditions of the dataset, and of consents, are compared with. */
function typedParameters({ disease, homeCountry }: { readonly disease?: string; readonly homeCountry?: string }) {
  return {
    ...(disease === undefined ? {} : { disease }),
    ...(homeCountry === undefined ? {} : { homeCountry: countryTyped(homeCountry, '--home-country') }),
  };
}
