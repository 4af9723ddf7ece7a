import type { decide } from '../../src/consent/decide.ts';
import type { Decision, Release } from '../../src/consent/decision.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
import type { OpeningLine, OpeningRowLine } from '../../src/core/openings.ts';
import type { OpeningDeps, openingsOf } from '../../src/gateway/release/openings.ts';
import type { prepareRelease } from '../../src/gateway/release/release.ts';
import type { Call } from '../../src/ledger/calls.ts';

export type Written = Omit<Entry, 'v' | 'ledger' | 'logId'>;

/** The one part of a real gateway that a test makes dishonest; all that is left out is honest. */
export interface Lies {
  decide?: ((honest: typeof decide, ...asked: Parameters<typeof decide>) => Decision) | undefined;
  prepare?:
    | ((
        honest: typeof prepareRelease,
        ...asked: Parameters<typeof prepareRelease>
      ) => ReturnType<typeof prepareRelease>)
    | undefined;
  /** Changes what an entry says as it is written; the log goes on as if it had said the truth. */
  write?: ((entry: Written) => Written) | undefined;
  /** What the ledger is sent waits for it, or fails as it does. */
  send?: ((call: Call) => Promise<void>) | undefined;
  /** No head is brought to the ledger. */
  unanchored: boolean;
  /** By entry: what auditors are shown of it. */
  readonly openings: Map<number, (lines: AsyncIterable<OpeningLine>, deps: OpeningDeps) => AsyncGenerator<OpeningLine>>;
  readonly evidence: Map<number, () => Uint8Array>;
}

export const lies: Lies = { unanchored: false, openings: new Map(), evidence: new Map() };

/** Tells the lies for as long as `during` runs. */
export async function lying<T>(told: Partial<Lies>, during: () => Promise<T>): Promise<T> {
  Object.assign(lies, told);
  try {
    return await during();
  } finally {
    for (const name of Object.keys(told)) Object.assign(lies, { [name]: name === 'unanchored' ? false : undefined });
  }
}

/** Decides that the first item of the subject may leave, under the grant if one is named, whatever the index says. */
export function releasing(subject: Pseudonym, grant?: GrantId): NonNullable<Lies['decide']> {
  return (_, index, { view, request }): Release => ({
    outcome: 'released',
    block: index.block,
    basis: 'consent',
    ...(request.permit === undefined ? {} : { permit: request.permit }),
    items: Uint32Array.of(view.subjectOf.indexOf(view.subjects.indexOf(subject))),
    subjects: Uint32Array.of(index.subjects.find(subject)),
    grants: Uint32Array.of(0),
    more: false,
    withheld: {},
    subjectAt: () => subject,
    grantAt: () => grant,
  });
}

/** Openings whose rows are changed. */
export function rows(
  change: (row: OpeningRowLine['row'], deps: OpeningDeps) => Promise<OpeningRowLine['row']> | OpeningRowLine['row'],
) {
  return async function* (lines: AsyncIterable<OpeningLine>, deps: OpeningDeps): AsyncGenerator<OpeningLine> {
    for await (const line of lines) yield 'row' in line ? { row: await change(line.row, deps) } : line;
  };
}

export function lyingOpenings(honest: typeof openingsOf): typeof openingsOf {
  return (deps, seq) => {
    const told = lies.openings.get(seq);
    return told === undefined ? honest(deps, seq) : textOf(told(linesOf(honest(deps, seq)), deps));
  };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<OpeningLine> {
  for await (const piece of pieces)
    yield* piece
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as OpeningLine);
}

async function* textOf(lines: AsyncIterable<OpeningLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
