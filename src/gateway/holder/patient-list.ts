import type { Address, Pseudonym } from '../../core/ids.ts';
import { pause } from '../../core/patience.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { ListedPerson } from '../../vault/identifier-list.ts';
import type { Vault } from '../../vault/vault.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { standingOf } from '../ledger/rights.ts';
import type { PaperOnly } from '../records/paper-only.ts';
import type { Invitations } from './invitations.ts';
import type { OpenCode } from './open-codes.ts';

/** How a patient takes part. */
export type Reach = 'paper-only' | 'signs' | 'invited' | 'none';

/** What a list of patients is narrowed to: `unasked` are those of whom nothing is known of what they want, since none of them ever
 *  signed, said or was handed anything. */
export const SHOWN = ['signs', 'invited', 'paper-only', 'none', 'unasked', 'opted-out', 'paused'] as const;
export type Shown = (typeof SHOWN)[number];

/** How many patients there are, and of those how many each list would show. */
export type PatientCounts = Readonly<Record<'all' | Shown, number>>;

export interface PatientSearch {
  /** Any part of a number, or how a pseudonym begins. */
  readonly text: string;
  readonly show?: Shown | undefined;
}

interface PatientListDeps {
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly invitations: Invitations;
  readonly paperOnly: PaperOnly;
}

/** Patients that are looked at before others have their turn. */
const SLICE = 5_000;

/** The holder's patients in the order of their numbers, from memory: whoever looks for one, or asks how many there are, reads no other
 *  patient's record. Who was erased is none any more. */
export class PatientList {
  readonly #deps: PatientListDeps;

  constructor(deps: PatientListDeps) {
    this.#deps = deps;
  }

  /** Those who are sought, in their order. */
  async find({ text, show }: PatientSearch): Promise<readonly Pseudonym[]> {
    // As numbers are kept: what is copied from elsewhere may be spelled with other letters that look alike.
    const sought = text.normalize('NFC').replaceAll(/\s/g, ' ').trim().toLowerCase();
    const people = await this.#people();
    const facts = show === undefined ? undefined : this.#facts(await this.#deps.invitations.open());
    const found: Pseudonym[] = [];
    for (const [i, { pseudonym, sought: number }] of people.entries()) {
      if (i % SLICE === SLICE - 1) await pause(0);
      const isSought = sought === '' || number.includes(sought) || pseudonym.startsWith(sought);
      if (isSought && (show === undefined || facts?.(pseudonym).includes(show))) found.push(pseudonym);
    }
    return found;
  }

  /** By the codes that are open, of whomever. */
  async counts(codes: readonly OpenCode[]): Promise<PatientCounts> {
    const people = await this.#people();
    const facts = this.#facts(codes);
    const counts = Object.fromEntries(SHOWN.map((one) => [one, 0])) as Record<Shown, number>;
    for (const [i, { pseudonym }] of people.entries()) {
      if (i % SLICE === SLICE - 1) await pause(0);
      for (const fact of facts(pseudonym)) counts[fact]++;
    }
    return { all: people.length, ...counts };
  }

  /** Without what is of others than the holder's patients, or of erased ones. */
  async ownOf<Of extends { readonly subject: Pseudonym }>(all: readonly Of[]): Promise<readonly Of[]> {
    if (all.length === 0) return all;
    const own = new Set((await this.#people()).map(({ pseudonym }) => pseudonym));
    return all.filter(({ subject }) => own.has(subject));
  }

  async #people(): Promise<readonly ListedPerson[]> {
    const { vault, state, holder } = this.#deps;
    const all = await vault.subjects.inOrder();
    return all.filter(({ pseudonym }) => state.directory.enrolled.get(pseudonym) === holder);
  }

  /** In which lists a patient stands now. */
  #facts(codes: readonly OpenCode[]): (subject: Pseudonym) => readonly Shown[] {
    const { state, paperOnly } = this.#deps;
    const now = Date.now();
    const handed = new Set(codes.map(({ subject }) => subject));
    const invited = new Set(
      codes.filter(({ isRefused, goodUntil }) => !isRefused && goodUntil >= now).map(({ subject }) => subject),
    );
    return (subject) => {
      const { optOut, pausedUntil } = state.directory.subjects.find(subject);
      const [isOut, isPaused] = [optOut !== 0, pausedUntil * 1000 >= now];
      const isSilent = !state.directory.bound.has(subject) && grantsOf(state, subject) === 0;
      const reach = paperOnly.has(subject)
        ? 'paper-only'
        : reachOf(signsBy(state, subject).length > 0, invited.has(subject));
      return [
        reach,
        ...(isOut ? (['opted-out'] as const) : []),
        ...(isPaused ? (['paused'] as const) : []),
        ...(isSilent && !isOut && !isPaused && !handed.has(subject) ? (['unasked'] as const) : []),
      ];
    };
  }
}

export function reachOf(signs: boolean, isInvited: boolean): Exclude<Reach, 'paper-only'> {
  if (signs) return 'signs';
  return isInvited ? 'invited' : 'none';
}

/** Of which kinds the signers are that stand. */
export function signsBy(state: LedgerState, id: Pseudonym): ('self' | 'guardian')[] {
  const standing = Array.from(state.directory.signers.of(id), ([, one]) => one).filter(
    (one) => standingOf(state, one) === 'stands',
  );
  return (['self', 'guardian'] as const).filter((kind) => standing.some((one) => one.kind === SIGNER_KIND[kind]));
}

/** Grants that are not revoked. */
export function grantsOf({ directory }: LedgerState, id: Pseudonym): number {
  return directory.consents.get(id)?.filter(({ revoked }) => !revoked).length ?? 0;
}
