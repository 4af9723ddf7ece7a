import {
  describeAct,
  type Entry,
  type GatewayClient,
  type IncompleteForm,
  type LoggedAct,
  listBindings,
  listIncompleteForms,
  listNarrowings,
  listPermits,
  listResolutions,
  type RecordedActsOptions,
  type RecordedBy,
  readEvidence,
  recordedActs,
} from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { actWords, outcomeWords, recordedWords } from './act-words.ts';
import { entriesOfKind, type ReadingOptions } from './entries-of-kind.ts';
import { scanOf } from './kept-scans.ts';
import type { ListName } from './list-names.ts';
import type { Names } from './log-filter.ts';

/** What a list has in its columns: a text, ids that are shortened, a time in ms, or the number of an entry or a permit. */
export type Cell =
  | { readonly text: string }
  | { readonly ids: readonly string[]; readonly of: 'id' | 'patient' | 'person' }
  | { readonly at: number }
  | { readonly seq: number }
  | { readonly permit: number }
  | undefined;

export interface Row {
  /** Who did it: rows stand by that. */
  readonly who: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** `onLooked`: how many patients were asked about, or orders opened. */
export type ListOptions = RecordedActsOptions & ReadingOptions;

export interface ListRows {
  readonly rows: readonly Row[];
  /** Where they are of the log: of how many of its entries, the newest ones, and how many it has. */
  readonly read?: number;
  readonly size?: number;
}

export interface ListReader {
  readonly columns: readonly string[];
  read(gateway: GatewayClient, called: Called, options: ListOptions): Promise<ListRows>;
}

/** Codes of the protocol that lists have words for. */
export type CodeOf = 'basis' | 'state' | 'codeAct' | 'signs';

/** Words for those who are no member, and for a member's person. */
export interface Called {
  readonly names: Names;
  readonly account: string;
  readonly nobody: string;
  /** Words of the list for a code of the protocol, such as a permit’s state. */
  readonly code: (of: CodeOf, code: string) => string;
}

/** Orders that are opened at once. */
const AT_ONCE = 4;

function personOf({ account }: Called, person: string | undefined): string {
  return person ?? account;
}

function patients(ids: readonly string[]): Cell {
  return ids.length === 0 ? undefined : { ids, of: 'patient' };
}

/** What else an order was done to: whose name is known here stands with it, all else by its id. */
function whomOf({ names }: Called, named: Readonly<Record<string, string>>): Cell {
  const { person, identity, dataset, permit, group } = named;
  if (person !== undefined) return { ids: [person], of: 'person' };
  const id = identity ?? dataset ?? group;
  if (id === undefined) return permit === undefined ? undefined : { permit: Number(permit) };
  const called = names.members.get(id) ?? names.datasets.get(id);
  return called === undefined ? { ids: [id], of: 'id' } : { text: called };
}

async function actsOf(gateway: GatewayClient, called: Called, options: ListOptions): Promise<ListRows> {
  const { entries, read, size } = await entriesOfKind(scanOf(gateway), 'act', options);
  const rows: Row[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    options.signal?.throwIfAborted();
    const some = entries.slice(at, at + AT_ONCE);
    rows.push(...(await Promise.all(some.map((entry) => actRow(gateway, called, entry)))));
    options.onLooked?.(rows.length, entries.length);
  }
  return { rows, read, size };
}

async function actRow(gateway: GatewayClient, called: Called, entry: Entry): Promise<Row> {
  const { seq, time, outcome, of } = entry;
  const evidence = await readEvidence(gateway, entry);
  const act = evidence.kind === 'act' ? describeAct(evidence) : undefined;
  return {
    who: personOf(called, act?.person),
    cells: {
      what: { text: act === undefined ? '' : actWords(act.what) },
      state: { text: outcomeWords(outcome as LoggedAct['outcome']) },
      of: of === undefined ? undefined : { seq: of },
      subject: patients(act?.subjects ?? []),
      whom: whomOf(called, act?.named ?? {}),
      at: { at: time },
      entry: { seq },
    },
  };
}

/** What the organisation's own account records is no entry of the log by itself, and is no less recorded: the ledger says for whom, and
 *  the gateway by whom. Forms that came to nothing yet belong to it. */
async function recordedOf(gateway: GatewayClient, called: Called, options: ListOptions): Promise<ListRows> {
  const acts = await Array.fromAsync(recordedActs(gateway, options));
  const { forms } = await listIncompleteForms(gateway);
  const rows = [
    ...acts.map(({ what, ...act }) => ({ ...act, what: recordedWords(what) })),
    ...forms
      .filter(({ state }) => state !== 'completed')
      .map((form) => ({ ...form, seq: undefined, what: formWords(form) })),
  ];
  const described = rows
    .toSorted((one, other) => one.at - other.at)
    .map(
      ({ by, what, subject, form, at, seq }): Row => ({
        who: recorderOf(called, by),
        cells: {
          what: { text: what },
          subject: patients([subject]),
          form: { ids: [form], of: 'id' },
          at: { at },
          entry: seq === undefined ? undefined : { seq },
        },
      }),
    );
  return { rows: described };
}

function formWords({ state }: IncompleteForm): string {
  return recordedWords(state === 'discarded' ? 'aside' : 'incomplete');
}

/** A person by its pseudonym; else the organisation whose account it was. */
function recorderOf({ names, nobody }: Called, by: RecordedBy['by'] | undefined): string {
  if (by === undefined) return nobody;
  return by.person ?? names.members.get(by.member) ?? by.member;
}

/** How each list is read, and what it has. */
export const READERS: Readonly<Record<ListName, ListReader>> = {
  acts: {
    columns: ['what', 'subject', 'whom', 'state', 'of', 'at', 'entry'],
    read: actsOf,
  },
  recorded: {
    columns: ['what', 'subject', 'form', 'at', 'entry'],
    read: recordedOf,
  },
  bindings: {
    columns: ['subject', 'signs', 'how', 'second', 'at'],
    read: async (gateway, called) => {
      const bindings = await listBindings(gateway);
      const rows = bindings.map(({ subject, statement: { text, member, person, guardian, at }, countersigned }) => ({
        who: person ?? called.names.members.get(member) ?? member,
        cells: {
          subject: patients([subject]),
          signs: { text: called.code('signs', guardian?.as ?? 'self') },
          how: { text },
          second: countersigned && { text: called.names.members.get(countersigned.member) ?? countersigned.member },
          at: { at },
        },
      }));
      return { rows };
    },
  },
  permits: {
    columns: ['basis', 'requester', 'dataset', 'what', 'state', 'until'],
    read: async (gateway, { names, nobody, code }) => {
      const permits = (await listPermits(gateway)).filter(({ basis, purpose }) => basis !== 'consent' || purpose === 0);
      const rows = permits.map(({ basis, requester, dataset, purpose, state, until }) => ({
        who: nobody,
        cells: {
          basis: { text: code('basis', basis) },
          requester: { text: names.members.get(requester) ?? requester },
          dataset: { text: names.datasets.get(dataset) ?? dataset },
          what: { text: purposeWords(purpose) },
          state: { text: code('state', state) },
          until: { at: until * 1000 },
        },
      }));
      return { rows };
    },
  },
  codes: {
    columns: ['subject', 'what', 'at', 'entry'],
    read: async (gateway, { nobody, code }) => {
      const narrowings = await listNarrowings(gateway);
      const rows = narrowings.map(({ statement: { subject, act, used }, seq }) => ({
        who: nobody,
        cells: { subject: patients([subject]), what: { text: code('codeAct', act) }, at: { at: used }, entry: { seq } },
      }));
      return { rows };
    },
  },
  erasures: {
    columns: ['at', 'entry'],
    read: async (gateway, { account }, options) => {
      const { entries, ...far } = await entriesOfKind(scanOf(gateway), 'erasure', options);
      const rows = entries.map(({ time, seq }) => ({ who: account, cells: { at: { at: time }, entry: { seq } } }));
      return { rows, ...far };
    },
  },
  losses: {
    columns: ['what', 'at', 'entry'],
    read: async (gateway, { account }, options) => {
      const { entries, ...far } = await entriesOfKind(scanOf(gateway), 'restore', options);
      const rows = await Promise.all(
        entries.map(async (entry) => {
          const evidence = await readEvidence(gateway, entry);
          const lost = evidence.kind === 'operation' ? (evidence.lost?.join(' – ') ?? '') : '';
          return { who: account, cells: { what: { text: lost }, at: { at: entry.time }, entry: { seq: entry.seq } } };
        }),
      );
      return { rows, ...far };
    },
  },
  resolutions: {
    columns: ['person', 'reason', 'at'],
    read: async (gateway, { names }) => {
      const resolutions = await listResolutions(gateway);
      const rows = resolutions.map(
        ({ person, name, member, by, reason, time }): Row => ({
          who: by ?? names.members.get(member) ?? member,
          cells: {
            person: name === undefined ? { ids: [person], of: 'person' } : { text: name },
            reason: { text: reason },
            at: { at: time },
          },
        }),
      );
      return { rows };
    },
  },
};

/** Those of whoever did most first, each one's newest first. */
export function byWho(rows: readonly Row[]): Row[] {
  const groups = [...Map.groupBy(rows, ({ who }) => who).values()];
  return groups.toSorted((a, b) => b.length - a.length).flatMap((group) => group.toReversed());
}
