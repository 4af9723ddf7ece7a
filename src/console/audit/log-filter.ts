import { purposeLabel } from '../../client/index.ts';
import { isoTime } from '../words/times.ts';
import type { Facts } from './entry-columns.ts';
import { saidIn } from './row-search.ts';
import { KINDS_PT, OUTCOMES_PT, PURPOSES_IN } from './spoken-values.ts';

/** Words that begin a filter, in each language of the pages. */
const KEYS: Readonly<Record<string, FilterKey>> = {
  outcome: 'outcome',
  resultado: 'outcome',
  kind: 'kind',
  tipo: 'kind',
  dataset: 'dataset',
  dados: 'dataset',
  requester: 'requester',
  requerente: 'requester',
  purpose: 'purpose',
  finalidade: 'purpose',
  patient: 'patient',
  doente: 'patient',
  paciente: 'patient',
  permit: 'permit',
  autorização: 'permit',
  reason: 'reason',
  razão: 'reason',
  from: 'from',
  de: 'from',
  to: 'to',
  até: 'to',
};
export type FilterKey =
  | 'outcome'
  | 'kind'
  | 'dataset'
  | 'requester'
  | 'purpose'
  | 'patient'
  | 'permit'
  | 'reason'
  | 'from'
  | 'to'
  | 'any';

export interface Filter {
  readonly key: FilterKey;
  readonly value: string;
  /** As it was typed. */
  readonly text: string;
  /** What it lacks, so that it cannot narrow anything: there is no such day, nobody is called so. */
  readonly wrong?: 'time' | 'patient';
}

/** What ids are called here. */
export interface Names {
  readonly members: ReadonlyMap<string, string>;
  readonly datasets: ReadonlyMap<string, string>;
}

const TOKEN = /(?:([\p{L}]+):)?(?:"([^"]*)"|(\S+))/gu;

/** The filters of a text such as `outcome:refused purpose:"biomedical research" from:2026-11-01`. */
export function filtersIn(text: string): Filter[] {
  return [...text.matchAll(TOKEN)].map(([whole, word, quoted, plain = '']) => {
    const known = word === undefined ? undefined : keyOf(word);
    if (known === undefined) return { key: 'any', value: (quoted ?? whole).toLowerCase(), text: whole };
    const filter = { key: known, value: (quoted ?? plain).toLowerCase(), text: whole };
    const wrong = faultOf(filter);
    return wrong === undefined ? filter : { ...filter, wrong };
  });
}

function keyOf(word: string): FilterKey | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
}

function faultOf(filter: Filter): Filter['wrong'] {
  const { key, value } = filter;
  if (key === 'patient') return /^0x[0-9a-f]{4,64}$/.test(value) ? undefined : 'patient';
  return (key === 'from' || key === 'to') && Number.isNaN(timeOf(filter)) ? 'time' : undefined;
}

/** How the pseudonym of the patient begins that the list is of, if it is of one. */
export function patientOf(filters: readonly Filter[]): string | undefined {
  return filters.find(({ key, wrong }) => key === 'patient' && wrong === undefined)?.value;
}

/** The permit that the list is of, if it is of one. */
export function permitOf(filters: readonly Filter[]): number | undefined {
  const permit = filters.find(({ key }) => key === 'permit')?.value;
  return permit !== undefined && /^[1-9][0-9]{0,9}$/.test(permit) ? Number(permit) : undefined;
}

/** What was written beside filters, as it was written: words to search for, or a reference. */
export function plainText(text: string): string {
  return text
    .replace(TOKEN, (whole, word: string | undefined) => (word !== undefined && keyOf(word) !== undefined ? '' : whole))
    .trim();
}

/** The text without one of its filters. */
export function without(filters: readonly Filter[], gone: Filter): string {
  return textOf(filters.filter((one) => one !== gone));
}

/** The text narrowed to a span of time, ms since 1970; both ends belong to it. */
export function narrowed(filters: readonly Filter[], span: readonly [number, number] | undefined): string {
  const others = filters.filter(({ key }) => key !== 'from' && key !== 'to');
  const [from, to] = span?.map((time) => isoTime(time).slice(0, 19)) ?? [];
  return [textOf(others), ...(from === undefined ? [] : [`from:${from}Z`, `to:${to}Z`])].join(' ').trim();
}

export function spanOf(filters: readonly Filter[]): { readonly from: number; readonly to: number } {
  const ends = (key: FilterKey) => filters.filter((one) => one.key === key && one.wrong === undefined).map(timeOf);
  return {
    from: Math.max(Number.NEGATIVE_INFINITY, ...ends('from')),
    to: Math.min(Number.POSITIVE_INFINITY, ...ends('to')),
  };
}

function textOf(filters: readonly Filter[]): string {
  return filters.map(({ text }) => text).join(' ');
}

const DAY_MS = 86_400_000;

/** A day belongs to its span whole, as a second does. */
function timeOf({ key, value }: Pick<Filter, 'key' | 'value'>): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const time = Date.parse(isDay ? `${value}T00:00:00Z` : value.toUpperCase());
  return key === 'from' ? time : time + (isDay ? DAY_MS : 1000) - 1;
}

/** Whether what entries have in common passes a filter. By `any`, an entry may be found by what is its own, too. */
export function factsPass(facts: Facts, { key, value }: Filter, names: Names): boolean {
  switch (key) {
    case 'permit':
      return String(facts.permit ?? '') === value;
    case 'dataset':
      return isOf(facts.dataset, value, names.datasets);
    case 'requester':
      return isOf(facts.requester, value, names.members);
    case 'purpose':
      return facts.purpose !== undefined && `${facts.purpose} ${spokenPurpose(facts.purpose)}`.includes(value);
    case 'any':
      return wordsOf(facts, names).some((word) => word.toLowerCase().includes(value));
    case 'outcome':
      return begins(facts.outcome, OUTCOMES_PT, value);
    case 'kind':
      return begins(facts.kind, KINDS_PT, value);
    case 'reason':
      return (facts.reason ?? '').startsWith(value);
    // Times and patients are an entry's own.
    default:
      return true;
  }
}

/** In either language of the pages, since an address is handed on. */
function begins(code: string, words: Readonly<Record<string, string>>, value: string): boolean {
  return code.startsWith(value) || (words[code]?.startsWith(value.replace(/[ao]$/, '')) ?? false);
}

function spokenPurpose(code: number): string {
  const all = Object.values(PURPOSES_IN).map((words) => (words as Readonly<Record<number, string>>)[code] ?? '');
  return [purposeLabel(code), ...all].join(' ').toLowerCase();
}

function isOf(id: string | undefined, value: string, names: ReadonlyMap<string, string>): boolean {
  if (id === undefined) return false;
  return id.startsWith(value) || (names.get(id)?.toLowerCase().includes(value) ?? false);
}

/** All that a word may be of. */
function wordsOf(facts: Facts, { members, datasets }: Names): string[] {
  const { kind, outcome, reason = '', dataset = '', requester = '', purpose } = facts;
  const named = [datasets.get(dataset) ?? '', members.get(requester) ?? ''];
  const spoken = [
    OUTCOMES_PT[outcome] ?? '',
    KINDS_PT[kind] ?? '',
    purpose === undefined ? '' : spokenPurpose(purpose),
  ];
  const codes = [kind, outcome, reason, dataset, requester];
  return [...codes, ...named, ...spoken, ...saidIn(facts)];
}
