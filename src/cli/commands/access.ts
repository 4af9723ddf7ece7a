import type { Command } from 'commander';
import { type Explanation, explainAccess } from '../../client/access.ts';
import type { Consent } from '../../client/consent-shape.ts';
import { listConsents } from '../../client/consents.ts';
import { listEntries } from '../../client/log.ts';
import { type OwnAccess, ownAccesses } from '../../client/own-accesses.ts';
import { standingAt } from '../../client/standing.ts';
import { basisWords } from '../../core/basis-words.ts';
import type { Reader } from '../../core/consent-text/sentences.ts';
import { dateWords } from '../../core/date-words.ts';
import type { Entry } from '../../core/entry.ts';
import type { GrantId } from '../../core/ids.ts';
import { kindWords } from '../../core/kind-words.ts';
import { purposeLabel } from '../../core/purpose-names.ts';
import { addRequestOptions, type RequestOptions, requestOf } from '../access-request.ts';
import { categoryWords } from '../category-words.ts';
import { givenWords, readerOf } from '../consent-words.ts';
import { outcomeWords } from '../entry-words.ts';
import { namedTexts } from '../named-text.ts';
import { type Names, namesAt } from '../names.ts';
import { table } from '../output.ts';
import { shortId } from '../pick.ts';
import { keepReceipt } from '../receipt-files.ts';
import { refusalWords } from '../refusal-words.ts';
import type { Run } from '../run.ts';
import { requireSomebody } from '../standing.ts';
import { declaredBy } from '../undeclared.ts';

export function accessCommands(program: Command, run: Run): void {
  run(
    addRequestOptions(
      program
        .command('explain <dataset>')
        .description('why a request would be allowed or refused, and what would have to change; nothing is released'),
    ),
    async (context, [wanted], options: RequestOptions) => {
      const { client, output } = context;
      const gateway = await client();
      const request = await requestOf(gateway, wanted ?? '', options);
      const explained = await explainAccess(gateway, request);
      const words = await namedTexts(context, explained.words);
      output.result(explained, () => [
        outcomeLine(explained),
        ...words,
        ...declaredBy(explained.undeclared ?? [], request.facts),
        `That is how the ledger stands at block ${explained.block.height}; nothing was released by asking.`,
      ]);
      return explained.outcome === 'refused' ? 1 : 0;
    },
  );
  const access = program.command('access').description('who accessed what');
  run(
    access
      .command('list')
      .description('a patient: who accessed my data; the holder or an auditor: the entries of the log')
      .option('--receipts', 'keep the receipt of each access as a file (patient)'),
    async ({ client, dataDir, output }, _, options: { receipts?: boolean }) => {
      const gateway = await client();
      const standing = await standingAt(gateway);
      requireSomebody(gateway, standing);
      if (standing.roles.includes('subject')) {
        const accesses = await ownAccesses(gateway);
        const names = await namesAt(gateway);
        const given = output.json ? [] : await listConsents(gateway);
        const files = options.receipts ? await Promise.all(accesses.map((access) => keepReceipt(dataDir, access))) : [];
        return output.result(accesses, () => [
          ...accessTable(accesses, names, { given, reader: readerOf(standing) }),
          ...files.map((file, i) => `receipt of entry ${accesses[i]?.seq}: ${file}`),
        ]);
      }
      const entries = await Array.fromAsync(listEntries(gateway));
      const names = await namesAt(gateway);
      return output.result(entries, () => entryTable(entries, names));
    },
  );
}

function outcomeLine({ outcome, reason }: Explanation): string {
  if (outcome === 'refused')
    return reason ? `It would be refused, because ${refusalWords(reason)}:` : 'It would be refused:';
  return outcome === 'self' ? 'You would get your own data:' : 'It would be allowed:';
}

interface Given {
  readonly given: readonly Consent[];
  readonly reader: Reader;
}

function accessTable(found: readonly OwnAccess[], names: Names, { given, reader }: Given): string[] {
  const ids = found.flatMap(({ grants }) => grants.map(({ grant }) => grant));
  const kinds = new Map(given.map(({ grant, kind }) => [grant, kind]));
  const byOther = (grant: GrantId) => {
    const kind = kinds.get(grant) ?? 'self';
    return kind === 'self' ? '' : `, ${givenWords(kind, reader)}`;
  };
  return table(
    ['entry', 'when', 'who', 'for', 'which data of mine', 'of the dataset', 'by which consent of mine'],
    found.map(({ seq, time, entry, kinds, categories, grants }) => [
      String(seq),
      dateWords(time),
      entry.requester === undefined ? 'myself' : names.member(entry.requester),
      purposeLabel(entry.purpose),
      kindWords(kinds) + (categories === 0 ? '' : `; ${categoryWords(categories)}`),
      entry.dataset === undefined ? '' : names.dataset(entry.dataset),
      grants.map(({ grant }) => shortId(grant, ids) + byOther(grant)).join('; ') || withoutConsent(entry),
    ]),
  );
}

function withoutConsent({ outcome, basis }: Entry): string {
  if (outcome === 'self') return 'none: they are mine';
  return outcome === 'emergency'
    ? 'none: an emergency'
    : `none: ${basis === undefined ? 'of nobody' : basisWords(basis)}`;
}

function entryTable(entries: readonly Entry[], names: Names): string[] {
  return table(
    ['entry', 'when', 'what happened', 'why', 'who', 'for', 'of the dataset', 'items', 'block'],
    entries.map((one) => [
      String(one.seq),
      dateWords(one.time),
      outcomeWords(one),
      refusalWords(one.reason),
      one.requester === undefined ? '' : names.member(one.requester),
      purposeLabel(one.purpose),
      one.dataset === undefined ? '' : names.dataset(one.dataset),
      String(one.rows?.count ?? ''),
      String(one.block.height),
    ]),
  );
}
