import { actOfCall } from '../../core/acts.ts';
import { categoryLabels, categoryOf } from '../../core/categories.ts';
import { dateWords } from '../../core/date-words.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { codeLabel, purposeLabel } from '../../core/purpose-names.ts';
import type { KeptAct } from '../records/gateway-records.ts';

/** One thing that an act says. */
export interface ActFact {
  readonly name: string;
  readonly value: string;
}

/** What an id is called here; undefined for what has no name. */
export type Naming = (id: string) => Promise<string | undefined>;

/** Shown of all lists together; the rest is counted. */
const MAX_LISTED = 1_000;
const ID = /^0x(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** All that an act says, for whoever is to confirm it: each member of its path and body, with the names of what they name.
 *  Nothing is left out but the end of long lists, whose length is said; whatever order the body has, they come last, and hide nothing
 *  else. `concerned`: whom it is about and does not name. */
export async function actFacts(
  { method, path, body }: KeptAct,
  named: Naming,
  concerned: readonly Pseudonym[] = [],
): Promise<ActFact[]> {
  const parts = Object.entries(actOfCall(method, path)?.named ?? {}).map(([name, value]) => ({ name, value }));
  const about = concerned.map((value, i) => ({ name: `patient ${i + 1}`, value, isListed: true }));
  const { single = [], listed = [] } = Object.groupBy([...about, ...flattened(bodyOf(body), '')], ({ isListed }) =>
    isListed ? 'listed' : 'single',
  );
  const facts = [...parts, ...single, ...listed.slice(0, MAX_LISTED)].map(async ({ name, value }) => ({
    name: nameWords(name),
    value: await valueWords(name, value, named),
  }));
  const more = listed.length - MAX_LISTED;
  const rest = more > 0 ? [{ name: 'and more', value: `${more} more members of lists, which are not shown` }] : [];
  return [...(await Promise.all(facts)), ...rest];
}

function bodyOf(body: string): unknown {
  const text = Buffer.from(body, 'base64').toString();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    // No act that waits has such a body: its route read it.
    return {};
  }
}

interface Member {
  readonly name: string;
  readonly value: unknown;
  /** In a list, however deep. */
  readonly isListed: boolean;
}

function flattened(value: unknown, name: string, isListed = false): Member[] {
  if (value === null || typeof value !== 'object') return [{ name, value, isListed }];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ name, value: 'none', isListed }];
  return entries.flatMap(([key, member]) => {
    const part = Array.isArray(value) ? String(Number(key) + 1) : key;
    return flattened(member, name === '' ? part : `${name}.${part}`, isListed || Array.isArray(value));
  });
}

/** `records.2.untilSeconds` as `records 2 until`. */
function nameWords(name: string): string {
  return name
    .replace(/Seconds$/, '')
    .replaceAll('.', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Members that hold a code or a list of codes, and what people call one. A code that this version does not know stays. */
const CODES: Readonly<Record<string, (code: string) => string>> = {
  permission: codeLabel,
  modifiers: codeLabel,
  attested: codeLabel,
  excluded: (code) => categoryLabels(categoryOf(code) ?? 0).join() || code,
  purpose: (code) => purposeLabel(Number(code)) || code,
};

/** What people call a code, by the member that holds it; undefined for what is none. */
function codeWords(name: string, value: unknown): string | undefined {
  const member = name.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
  return Object.hasOwn(CODES, member) && value !== 'none' ? CODES[member]?.(String(value)) : undefined;
}

async function valueWords(name: string, value: unknown, named: Naming): Promise<string> {
  const words = codeWords(name, value);
  if (words !== undefined) return words;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && /(?:Seconds|until|from)$/.test(name) && value > 1e9) return dateWords(value);
  const text = String(value);
  if (!ID.test(text)) return text;
  return (await named(text.toLowerCase()).catch(unnamed)) ?? text;
}

/** Whoever was erased, or is nobody here, has no name. */
function unnamed(error: unknown): undefined {
  if (isCustosError(error, 'KEY_SHREDDED', 'KEY_MISSING')) return undefined;
  throw error;
}
