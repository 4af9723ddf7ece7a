import type { CategoryCode } from '../categories.ts';
import type { Basis } from '../entry.ts';
import type { ModifierCode, PermissionCode } from '../purpose-table.ts';
import type { AskedUse } from '../use-answers.ts';
import type { NarrowingAct } from './regardless.ts';

/** All sentences of one language: one that is missing does not compile. Names come quoted, dates in words. Each sentence is whole,
 *  so that a reviewer reads what a patient reads, and no two of a language may be alike. */
export interface ConsentSentences {
  /** For `Intl`. */
  readonly locale: string;
  quoted(name: string): string;
  /** A moment within a day: `day` in words, and the time as 14:03:22. */
  at(day: string, time: string): string;

  readonly title: string;
  /** Who may have the data, and by whom. */
  readonly grantee: {
    any(holder: string): string;
    member(holder: string, member: string): string;
    group(holder: string, group: string): string;
  };
  /** Whether it counts for members who join later; of what is for no group only where it was said. */
  readonly futureMembers: { readonly yes: string; readonly no: string };
  readonly scope: { all(holder: string): string; dataset(dataset: string): string };
  readonly identifiable: { readonly yes: string; readonly no: string };
  readonly permission: Readonly<Record<PermissionCode, string>>;
  readonly modifier: Readonly<Record<ModifierCode, string>>;
  /** What no modifier forbids is said as well: whoever signs reads of each of these, allowed or not. */
  readonly allowed: Readonly<Record<AskedUse, string>>;
  readonly leftOut: {
    readonly nothing: string;
    readonly head: string;
    readonly category: Readonly<Record<CategoryCode, string>>;
    /** What this version has no words for, by its number. */
    unknown(bit: number): string;
  };
  period(from: string, until: string): string;
  readonly notice: { titled(title: string, published: string): string; untitled(published: string): string };
  /** What has no name here goes by its number. */
  readonly unnamed: {
    organisation(id: string): string;
    group(id: string): string;
    dataset(id: string): string;
    notice(id: string): string;
  };

  readonly treatment: string;
  readonly changeOfMind: string;
  readonly regardless: {
    readonly head: Readonly<Record<NarrowingAct, string>>;
    readonly copies: string;
    readonly basis: Readonly<Record<Exclude<Basis, 'consent'>, string>>;
    readonly emergency: string;
    readonly anonymous: string;
  };
}

/** For whom words about consents are: the person whose they are, its guardian, or the holder. */
export type Reader = 'patient' | 'guardian' | 'holder';

/** What is said of a decision beside the text of a consent: before it is signed, and once it counts. Days and commands come in words;
 *  names come quoted, and `scope` and `grantee` as `named` says them. */
export interface DecisionSentences {
  readonly asking: {
    readonly question: string;
    /** Answers that sign, in small letters; those of English do in all languages. */
    readonly yes: readonly string[];
    readonly declined: string;
    /** Before words that speak to the person itself. */
    readonly guardian: string;
  };
  readonly optOut: {
    readonly summary: Readonly<Record<'research' | 'all', string>>;
    readonly done: string;
    undo(command: string): string;
  };
  readonly pause: { summary(until: string): string; done(until: string): string; undo(command: string): string };
  /** Consents, while everything is withheld. */
  readonly untouched: string;
  /** `held`: where something else is withheld all the same. */
  readonly back: {
    readonly optIn: string;
    readonly resume: string;
    readonly held: { readonly optIn: string; readonly resume: string };
    pauseStays(until: string): string;
  };
  /** What is withheld altogether. */
  readonly withheld: {
    readonly optOut: Readonly<Record<'none' | 'research' | 'all', string>>;
    readonly nothing: string;
    paused(until: string): string;
    readonly pending: Readonly<Record<'opt-out' | 'pause', string>>;
    readonly stage: Readonly<Record<'guardian' | 'both' | 'self', string>>;
  };
  readonly withdrawal: {
    everything(count: number): string;
    use(use: string, grantee: string, until: string): string;
    readonly after: string;
    /** By a code: nobody is shown which consents stand. */
    readonly byCode: string;
    /** `whose`: of whom a holder speaks; empty for the person itself. */
    done(whose: string): string;
    readonly unchecked: (command: string) => string;
    /** Nothing counted any more before it; `last`: when the last of them was withdrawn, where that is known. */
    nothingLeft(count: number, last: string | undefined): string;
    already(consent: string, when: string, seq: number): string;
    receiptAgain(file: string): string;
    onceMore(consent: string, when: string | undefined): string;
  };
  /** What an entry of the log says was taken. */
  entry(seq: number, log: string, when: string): string;
  readonly taken: {
    grant(consent: string): string;
    readonly all: string;
    readonly optOut: Readonly<Record<'research' | 'all', string>>;
    pause(until: string): string;
    readonly erasure: string;
    readonly announced: string;
  };
  readonly receipt: { kept(file: string, command: string): string; ofEnd(file: string): string };
  /** Of a consent that somebody signs, keeps or puts in the place of another. */
  readonly signed: {
    counts(consent: string, block: number): string;
    stood(consent: string): string;
    readonly keeping: Readonly<Record<'recorded' | 'guardian', string>>;
    kept(consent: string): string;
    keptBeside(own: string, theirs: string): string;
    bothEnd(command: string): string;
    replacing(recorded: string): string;
    replaced(own: string, recorded: string): string;
    /** Names are by the gateway's word. */
    calledSo(what: 'dataset' | 'member' | 'group', name: string, id: string): string;
    begunSo(what: 'dataset' | 'member' | 'group', id: string): string;
    /** Members in words; empty where there is none. */
    covers(members: string): string;
    inGroup(members: string): string;
    coveredInGroup(members: string): string;
    /** `keeper`: who decides who joins; undefined where that is not known. */
    later(keeper: string | undefined): string;
    readonly nobodyLater: string;
    readonly consortium: string;
    /** Of the information text. */
    readonly told: { words(id: string): string; pdf(id: string): string; absent(id: string): string };
  };
  readonly remaining: {
    readonly none: string;
    some(count: number): string;
    one(grantee: string, scope: string, use: string, until: string): string;
    readonly given: Readonly<Record<Reader, Readonly<Record<'self' | 'guardian' | 'recorded', string>>>>;
    beside(command: string): string;
    /** Of consents that an opt-out or a pause withholds. */
    later(count: number): string;
  };
  readonly byCode: {
    readonly asked: string;
    next(everything: string, optOut: string, pause: string): string;
    done(when: string, seq: number): string;
    readonly undo: string;
  };
  readonly named: {
    readonly anyone: string;
    group(group: string): string;
    all(holder: string): string;
    dataset(dataset: string): string;
    log(of: string): string;
  };
  /** A permission and its modifiers in few words. */
  readonly permissionLabel: Readonly<Record<PermissionCode, string>>;
  readonly modifierLabel: Readonly<Record<ModifierCode, string>>;
}
