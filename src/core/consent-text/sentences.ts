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
