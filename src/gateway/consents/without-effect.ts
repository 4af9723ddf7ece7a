import type { DatasetView } from '../../consent/view.ts';
import { type Categories, categoryLabels } from '../../core/categories.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type Address, type DatasetId, type Digest, type GroupId, toId, ZERO_DIGEST } from '../../core/ids.ts';
import type { EffectWarning, LessEffect } from '../../core/less-effect.ts';
import { type Period, requirePeriod, TOLERANCE_SECONDS } from '../../core/periods.ts';
import { codeLabel } from '../../core/purpose-names.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import { purposesOf, purposeWords } from '../../core/purposes.ts';
import { granteeOf, readGrantee } from '../../core/terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import type { describeGrant } from './described-grant.ts';

/** What of a dataset a code is compared with; see `MODIFIER_STATES`. */
const PARAMETER_OF: Readonly<Record<string, keyof PurposeParameters>> = {
  DS: 'disease',
  RS: 'researchTypes',
  GS: 'countries',
  MOR: 'publishableFrom',
  TS: 'usableUntil',
  US: 'users',
  PS: 'projects',
  IS: 'institutions',
  NTX: 'homeCountry',
};
const YEAR = 31_557_600;
/** Longer than most policies and projects: perhaps a slip of the keyboard. */
const LONG_YEARS = 30;

/** What a consent is for, as far as it says whether it can come to anything. */
export interface ConsentChoice {
  readonly grantee?: string | undefined;
  readonly dataset?: DatasetId | undefined;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly futureMembers: boolean;
}

/** What is odd about a period. Throws as `requirePeriod`. `what` begins the sentences. */
export function periodWarnings(
  what: string,
  { fromSeconds, untilSeconds }: Period,
  nowSeconds = Date.now() / 1000,
): EffectWarning[] {
  requirePeriod(what, { fromSeconds, untilSeconds }, nowSeconds);
  const isLong = (untilSeconds - nowSeconds) / YEAR > LONG_YEARS;
  const isLater = fromSeconds > nowSeconds + TOLERANCE_SECONDS;
  const long = `${what} lasts until ${dateWords(untilSeconds)}, longer than ${LONG_YEARS} years.`;
  return [
    ...(isLong ? [{ reason: 'lasts-long', text: long } as const] : []),
    ...(isLater
      ? [{ reason: 'begins-later', text: `${what} counts from ${dateWords(fromSeconds)} on, not yet.` } as const]
      : []),
  ];
}

/** Sentences on a member that cannot use what it is given now. Throws INPUT_INVALID where there never was one. */
export function memberWarnings({ index: { members } }: LedgerState, identity: Address): string[] {
  const member = members.find(identity);
  if (member !== undefined) {
    if (members.isActive(identity)) return [];
    const why = member.status === 'suspended' ? 'is suspended' : 'is no member any more';
    return [`${identity} ${why}: it gets nothing now.`];
  }
  const owner = members.identityOf(identity);
  throw invalid(
    owner === undefined
      ? `${identity} is no member of this consortium. Compare it with what the member was told when it was added.`
      : `${identity} is an account of the member ${owner}. Name the member by that identity.`,
  );
}

/** A sentence on a group that nobody could act for now. Throws INPUT_INVALID where there is no such group. */
function groupWarnings(
  { directory, index: { members } }: LedgerState,
  group: GroupId,
  futureMembers: boolean,
): string[] {
  if (!directory.groups.has(group))
    throw invalid(`The ledger knows no group ${group}. Compare it with what the group’s keeper told you.`);
  if (members.membersOf(group).some(({ identity }) => members.isActive(identity))) return [];
  return [
    futureMembers
      ? `Nobody is in the group ${group} now: the consent allows nobody anything until a member joins.`
      : `Nobody is in the group ${group} now, and members who join later are not covered: the consent allows nobody anything.`,
  ];
}

/** Why a consent counts for nothing, or for less than it says. Throws INPUT_INVALID as the others. */
export async function consentWarnings(
  state: LedgerState,
  versions: StoredVersions,
  holder: Address,
  choice: ConsentChoice,
): Promise<EffectWarning[]> {
  const { dataset } = choice;
  const warnings = periodWarnings('The consent', choice);
  const warn = (reason: LessEffect, texts: readonly string[]) =>
    warnings.push(...texts.map((text) => ({ reason, text })));
  const to = readGrantee(granteeOf(choice.grantee));
  if (to.kind === 'member') warn('member-away', memberWarnings(state, to.member));
  if (to.kind === 'group') warn('group-empty', groupWarnings(state, to.group, choice.futureMembers));
  if (dataset !== undefined) warn('dataset-retired', datasetWarnings(state, holder, dataset));
  if (dataset !== undefined && to.kind !== 'member' && asksEachTime(state, dataset))
    warn('asks-each-time', [
      'The dataset asks each time: only a consent that names one member counts for it, and this one does not.',
    ]);
  const views = await latestViews(state, versions, holder, dataset);
  for (const [code, parameter] of unanswered([choice.permission, ...choice.modifiers], views))
    warn(parameter === 'homeCountry' ? 'no-home-country' : 'not-described', [
      `The consent says ${codeLabel(code)}, which each dataset answers, and none that it covers says its ${spaced(parameter)}: it counts for nothing until one is published that does.`,
    ]);
  return warnings;
}

/** Why a consent that was given comes to less than it says by now: none for one that ended, or of which nothing of that can be said. */
export async function standingReasons(
  state: LedgerState,
  versions: StoredVersions,
  holder: Address,
  given: ReturnType<typeof describeGrant>,
): Promise<LessEffect[]> {
  const { active, permission, modifiers, grantee, dataset, from, until, futureMembers } = given;
  if (!active || permission === 'unknown') return [];
  const choice = {
    ...{ permission, modifiers, futureMembers, fromSeconds: from, untilSeconds: until },
    grantee: choiceOfGrantee(grantee),
    dataset: dataset === ZERO_DIGEST ? undefined : toId<DatasetId>(dataset, 'The dataset'),
  };
  const found = await consentWarnings(state, versions, holder, choice).catch((error: unknown) => {
    // What could not be asked for anew was taken once, and stands.
    if (isCustosError(error, 'INPUT_INVALID')) return [];
    throw error;
  });
  // That it lasts long was said before it was signed.
  return [...new Set(found.map(({ reason }) => reason))].filter((reason) => reason !== 'lasts-long');
}

function choiceOfGrantee(grantee: Digest): string | undefined {
  const to = readGrantee(grantee);
  return to.kind === 'member' ? to.member : to.kind === 'group' ? to.group : undefined;
}

/** Sentences on categories that a consent leaves out and no item bears. */
export async function exclusionWarnings(
  state: LedgerState,
  versions: StoredVersions,
  holder: Address,
  excluded: Categories,
  dataset?: DatasetId,
): Promise<string[]> {
  if (excluded === 0) return [];
  const views = await latestViews(state, versions, holder, dataset);
  if (views.length === 0) return [];
  let carried = 0;
  for (const { categories } of views) for (const one of categories) carried |= one;
  const missing = categoryLabels((excluded & ~carried) >>> 0);
  if (missing.length === 0) return [];
  const items = dataset === undefined ? 'No item of this holder bears' : 'No item of the dataset bears';
  return [`${items} ${missing.join('; ')}: leaving that out leaves out nothing yet.`];
}

/** Sentences on what is published under conditions that nobody can meet. Throws INPUT_INVALID for a dataset of a disease
 *  without the disease. */
export function conditionWarnings(codes: readonly string[], parameters: PurposeParameters): string[] {
  const open = unanswered(codes, [{ parameters }]);
  if (open.some(([code]) => code === 'DS'))
    throw invalid(
      'A dataset for a disease (DS) names it, or nothing of it is ever released. Nothing was published. Give --disease (parameters.disease), such as MONDO:0005015.',
    );
  return open.map(
    ([code, parameter]) =>
      `${codeLabel(code)} needs parameters.${parameter}: without it nothing of this version is released.`,
  );
}

/** A parameter as people write it: `home country`. */
function spaced(parameter: string): string {
  return parameter.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Codes, with the parameter that each is compared with, of which no dataset has any. */
function unanswered(
  codes: readonly string[],
  views: readonly Pick<DatasetView, 'parameters'>[],
): (readonly [code: string, parameter: keyof PurposeParameters])[] {
  const { permission, modifiers } = purposeWords(purposesOf(codes));
  return [permission, ...modifiers].flatMap((code) => {
    const parameter = PARAMETER_OF[code];
    if (parameter === undefined || views.some(({ parameters }) => parameters[parameter] !== undefined)) return [];
    return [[code, parameter] as const];
  });
}

function datasetWarnings({ directory }: LedgerState, holder: Address, dataset: DatasetId): string[] {
  const known = directory.datasets.get(dataset);
  if (known === undefined) throw invalid(`The ledger knows no dataset ${dataset}.`);
  if (known.holder !== holder) throw invalid('The dataset is another holder’s: a consent here cannot cover it.');
  return known.retiredAt === 0 ? [] : ['The dataset is retired: nothing of it is released any more.'];
}

function asksEachTime({ directory }: LedgerState, dataset: DatasetId): boolean {
  return directory.datasets.get(dataset)?.versions.at(-1)?.policy === 'ask-each-time';
}

/** The newest version of each dataset that a consent covers. */
async function latestViews(
  { directory }: LedgerState,
  versions: StoredVersions,
  holder: Address,
  dataset: DatasetId | undefined,
): Promise<DatasetView[]> {
  const covered = [...directory.datasets.values()].filter(
    (one) => one.holder === holder && one.retiredAt === 0 && (dataset === undefined || one.dataset === dataset),
  );
  const found: DatasetView[] = [];
  for (const one of covered) {
    const last = one.versions.at(-1);
    const open = last === undefined ? undefined : await versions.find(one.dataset, last.version);
    if (open !== undefined) found.push(open.decisionView);
  }
  return found;
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
