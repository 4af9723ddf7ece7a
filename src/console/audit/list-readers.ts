import {
  type Entry,
  type GatewayClient,
  type IncompleteForm,
  listBindings,
  listEntries,
  listIncompleteForms,
  listNarrowings,
  listPermits,
  listResolutions,
  loggedActs,
  type RecordedActsOptions,
  type RecordedBy,
  readEvidence,
  recordedActs,
} from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { actWords, outcomeWords, recordedWords } from './act-words.ts';
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

export interface ListReader {
  readonly columns: readonly string[];
  read(gateway: GatewayClient, called: Called, options: RecordedActsOptions): Promise<Row[]>;
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

async function actsOf(gateway: GatewayClient, called: Called): Promise<Row[]> {
  const acts = await Array.fromAsync(loggedActs(gateway));
  return acts.map(({ seq, time, what, outcome, person, of, subjects, named }) => ({
    who: personOf(called, person),
    cells: {
      what: { text: actWords(what) },
      state: { text: outcomeWords(outcome) },
      of: of === undefined ? undefined : { seq: of },
      subject: patients(subjects),
      whom: whomOf(called, named),
      at: { at: time },
      entry: { seq },
    },
  }));
}

/** What the organisation's own account records is no entry of the log by itself, and is no less recorded: the ledger says for whom, and
 *  the gateway by whom. Forms that came to nothing yet belong to it. */
async function recordedOf(gateway: GatewayClient, called: Called, options: RecordedActsOptions): Promise<Row[]> {
  const acts = await Array.fromAsync(recordedActs(gateway, options));
  const { forms } = await listIncompleteForms(gateway);
  const rows = [
    ...acts.map(({ what, ...act }) => ({ ...act, what: recordedWords(what) })),
    ...forms
      .filter(({ state }) => state !== 'completed')
      .map((form) => ({ ...form, seq: undefined, what: formWords(form) })),
  ];
  return rows
    .toSorted((one, other) => one.at - other.at)
    .map(({ by, what, subject, form, at, seq }) => ({
      who: recorderOf(called, by),
      cells: {
        what: { text: what },
        subject: patients([subject]),
        form: { ids: [form], of: 'id' },
        at: { at },
        entry: seq === undefined ? undefined : { seq },
      },
    }));
}

function formWords({ state }: IncompleteForm): string {
  return recordedWords(state === 'discarded' ? 'aside' : 'incomplete');
}

/** A person by its pseudonym; else the organisation whose account it was. */
function recorderOf({ names, nobody }: Called, by: RecordedBy['by'] | undefined): string {
  if (by === undefined) return nobody;
  return by.person ?? names.members.get(by.member) ?? by.member;
}

async function entriesOf(gateway: GatewayClient, kind: Entry['kind']): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of listEntries(gateway)) if (entry.kind === kind) found.push(entry);
  return found;
}

/** How each list is read, and what it has. */
export const READERS: Readonly<Record<ListName, ListReader>> = {
  acts: {
    columns: ['what', 'subject', 'whom', 'state', 'of', 'at', 'entry'],
    read: (gateway, called) => actsOf(gateway, called),
  },
  recorded: {
    columns: ['what', 'subject', 'form', 'at', 'entry'],
    read: recordedOf,
  },
  bindings: {
    columns: ['subject', 'signs', 'how', 'second', 'at'],
    read: async (gateway, called) => {
      const bindings = await listBindings(gateway);
      return bindings.map(({ subject, statement: { text, member, person, guardian, at }, countersigned }) => ({
        who: person ?? called.names.members.get(member) ?? member,
        cells: {
          subject: patients([subject]),
          signs: { text: called.code('signs', guardian?.as ?? 'self') },
          how: { text },
          second: countersigned && { text: called.names.members.get(countersigned.member) ?? countersigned.member },
          at: { at },
        },
      }));
    },
  },
  permits: {
    columns: ['basis', 'requester', 'dataset', 'what', 'state', 'until'],
    read: async (gateway, { names, nobody, code }) => {
      const permits = (await listPermits(gateway)).filter(({ basis, purpose }) => basis !== 'consent' || purpose === 0);
      return permits.map(({ basis, requester, dataset, purpose, state, until }) => ({
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
    },
  },
  codes: {
    columns: ['subject', 'what', 'at', 'entry'],
    read: async (gateway, { nobody, code }) => {
      const narrowings = await listNarrowings(gateway);
      return narrowings.map(({ statement: { subject, act, used }, seq }) => ({
        who: nobody,
        cells: { subject: patients([subject]), what: { text: code('codeAct', act) }, at: { at: used }, entry: { seq } },
      }));
    },
  },
  erasures: {
    columns: ['at', 'entry'],
    read: async (gateway, { account }) => {
      const erasures = await entriesOf(gateway, 'erasure');
      return erasures.map(({ time, seq }) => ({ who: account, cells: { at: { at: time }, entry: { seq } } }));
    },
  },
  losses: {
    columns: ['what', 'at', 'entry'],
    read: async (gateway, { account }) => {
      const restores = await entriesOf(gateway, 'restore');
      return Promise.all(
        restores.map(async (entry) => {
          const evidence = await readEvidence(gateway, entry);
          const lost = evidence.kind === 'operation' ? (evidence.lost?.join(' – ') ?? '') : '';
          return { who: account, cells: { what: { text: lost }, at: { at: entry.time }, entry: { seq: entry.seq } } };
        }),
      );
    },
  },
  resolutions: {
    columns: ['person', 'reason', 'at'],
    read: async (gateway, { names }) => {
      const resolutions = await listResolutions(gateway);
      return resolutions.map(({ person, name, member, by, reason, time }) => ({
        who: by ?? names.members.get(member) ?? member,
        cells: {
          person: name === undefined ? { ids: [person], of: 'person' } : { text: name },
          reason: { text: reason },
          at: { at: time },
        },
      }));
    },
  },
};

/** Those of whoever did most first, each one's newest first. */
export function byWho(rows: readonly Row[]): Row[] {
  const groups = [...Map.groupBy(rows, ({ who }) => who).values()];
  return groups.toSorted((a, b) => b.length - a.length).flatMap((group) => group.toReversed());
}
