import { type Address, kindCounts, type OwnAccess } from '../../client/index.ts';
import { spoken } from '../words/language.ts';

/** All of one day by one requester for one study: a download is many releases. */
export interface AccessLine {
  readonly key: string;
  /** `self`: the person. */
  readonly by: Address | 'self' | undefined;
  /** In ms, of the newest. */
  readonly time: number;
  /** The newest first. */
  readonly accesses: readonly OwnAccess[];
  /** Records, each once however often it was delivered. */
  readonly items: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Whether `kinds` counts each record once: where deliveries differ, nothing says of which kind a record is that came twice. */
  readonly isCounted: boolean;
  readonly categories: number;
}

/** What narrows the list, as the address of the page has it. */
export interface AccessFilter {
  /** Identity of a member, or `self`. */
  readonly by?: string | undefined;
  /** A kind of items. */
  readonly kind?: string | undefined;
  /** A day, as 2026-11-29. */
  readonly from?: string | undefined;
}

/** Lines of what fits, the newest first. */
export function linesOf(accesses: readonly OwnAccess[], filter: AccessFilter): AccessLine[] {
  const lines = new Map<string, OwnAccess[]>();
  for (const access of accesses.toReversed()) {
    if (!fits(access, filter)) continue;
    const { outcome, requester, permit, purpose } = access.entry;
    const key = [dayOf(access.time), outcome === 'self' ? 'self' : requester, permit ?? purpose].join(' ');
    lines.set(key, [...(lines.get(key) ?? []), access]);
  }
  return Array.from(lines, ([key, of]) => lineOf(key, of));
}

export function byOf({ entry: { outcome, requester } }: OwnAccess): AccessLine['by'] {
  return outcome === 'self' ? 'self' : requester;
}

function lineOf(key: string, accesses: readonly OwnAccess[]): AccessLine {
  const [newest] = accesses;
  const items = new Set(accesses.flatMap(({ contents }) => contents)).size;
  const largest = accesses.reduce((a, b) => (b.items > a.items ? b : a), accesses[0] as OwnAccess);
  const isCounted = largest.items === items;
  const kinds = isCounted ? largest.kinds : Object.assign({}, ...accesses.map((one) => one.kinds));
  return {
    ...{ key, accesses, items, kinds, isCounted },
    by: newest && byOf(newest),
    time: newest?.time ?? 0,
    categories: accesses.reduce((bits, { categories }) => (bits | categories) >>> 0, 0),
  };
}

function fits(access: OwnAccess, { by, kind, from }: AccessFilter): boolean {
  if (by !== undefined && byOf(access) !== by) return false;
  if (from !== undefined && dayOf(access.time) < from) return false;
  return kind === undefined || saidKinds(access.kinds).has(saidKind(kind));
}

/** Two kinds can have one word: they are one for whoever reads it. */
function saidKinds(kinds: OwnAccess['kinds']): ReadonlySet<string> {
  return new Set(Object.keys(kinds).map(saidKind));
}

export function saidKind(kind: string): string {
  return kindCounts({ [kind]: 1 }, spoken())[0]?.words ?? kind;
}

/** Where the person is, as 2026-11-29. */
function dayOf(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
