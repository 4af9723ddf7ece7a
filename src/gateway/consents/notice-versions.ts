import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { EffectWarning } from '../../core/less-effect.ts';
import { checkNoticeFacts, type NoticeFacts, noticeFactsDigest } from '../../core/notice-facts.ts';
import { Turns } from '../../core/turns.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

interface VersionDeps {
  readonly kept: GatewayRecords['noticeFacts'];
  readonly state: LedgerState;
  readonly holder: Address;
}

/** What a text is among its versions: `withdrawn` where nothing came after it. */
export type VersionState = 'newest' | 'corrected' | 'changed' | 'withdrawn';

/** Where a text stands among its versions, and whether who consented under it is to be asked again. */
export interface VersionStanding {
  readonly state: VersionState;
  readonly asksAgain: boolean;
  /** Of its version or the one that replaced it, in its language where there is one; itself where none came after it. */
  readonly newest: Digest;
}

/** What became of the facts of a text on the ledger. Those of a correction count once holder and consortium, two persons, have both
 *  published them; all others once one has. */
export interface StoredFacts extends NoticeFacts {
  readonly digest: Digest;
  readonly counts: boolean;
  readonly publishedBy: readonly ('holder' | 'consortium')[];
}

const NEEDED = { first: 1, translation: 1, change: 1, correction: 2 } as const;

/** Which information texts are versions of each other. What the facts say counts by their digests on the ledger. */
export class NoticeVersions {
  readonly #deps: VersionDeps;
  readonly #facts: Map<Digest, NoticeFacts>;
  /** Two must not say different things of one text at once. */
  readonly #turns = new Turns();

  private constructor(deps: VersionDeps, facts: Map<Digest, NoticeFacts>) {
    this.#deps = deps;
    this.#facts = facts;
  }

  static async open(deps: VersionDeps): Promise<NoticeVersions> {
    return new NoticeVersions(deps, new Map(await Array.fromAsync(deps.kept.all())));
  }

  /** Durable once resolved; the same again changes nothing. INPUT_INVALID for facts that cannot be, CONFLICT where others of the text
   *  stand on the ledger. */
  async keep(notice: Digest, said: NoticeFacts): Promise<StoredFacts> {
    const facts = checkNoticeFacts(said);
    return this.#turns.take(async () => {
      this.#refuseOf(notice, facts);
      const known = this.#facts.get(notice);
      const isOther = known !== undefined && noticeFactsDigest(notice, known) !== noticeFactsDigest(notice, facts);
      if (isOther && this.#publishers(notice, known).length > 0) {
        throw new CustosError(
          'CONFLICT',
          'Other facts of this text stand on the ledger, and stay. Publish another text.',
        );
      }
      await this.#deps.kept.put(notice, facts);
      this.#facts.set(notice, facts);
      return this.#described(notice, facts);
    });
  }

  /** Undefined where nothing is said of the text. */
  of(notice: Digest): StoredFacts | undefined {
    const facts = this.#facts.get(notice);
    return facts && this.#described(notice, facts);
  }

  /** Digests on the ledger that are of facts, and of no text. */
  digests(): ReadonlySet<Digest> {
    return new Set([...this.#facts].map(([notice, facts]) => noticeFactsDigest(notice, facts)));
  }

  standing(notice: Digest): VersionStanding {
    const version = this.#versionOf(notice);
    const path = this.#pathFrom(version);
    const last = path.at(-1);
    const newest = last ? this.#inLanguageOf(last.notice, this.#facts.get(notice)?.language) : notice;
    if (path.some(({ kind }) => kind === 'change')) return { state: 'changed', asksAgain: true, newest };
    if (path.length > 0) return { state: 'corrected', asksAgain: false, newest };
    const isOver = this.#isWithdrawn(notice);
    return { state: isOver ? 'withdrawn' : 'newest', asksAgain: isOver, newest };
  }

  #described(notice: Digest, facts: NoticeFacts): StoredFacts {
    const publishedBy = this.#publishers(notice, facts);
    const digest = noticeFactsDigest(notice, facts);
    return { ...facts, digest, publishedBy, counts: publishedBy.length >= NEEDED[facts.kind] };
  }

  #publishers(notice: Digest, facts: NoticeFacts): ('holder' | 'consortium')[] {
    const { holder, state } = this.#deps;
    const publishers = { holder, consortium: state.reader.contracts.membership };
    const digest = noticeFactsDigest(notice, facts);
    return (['holder', 'consortium'] as const).filter((by) => {
      const found = state.index.members.notice(publishers[by], digest);
      return found !== undefined && found.withdrawnAt === undefined;
    });
  }

  /** The facts of a text that count. */
  #counting(notice: Digest): NoticeFacts | undefined {
    const found = this.of(notice);
    return found?.counts ? found : undefined;
  }

  /** The text of which this one is a translation, or itself. */
  #versionOf(notice: Digest): Digest {
    const seen = new Set<Digest>();
    let at = notice;
    while (!seen.has(at)) {
      seen.add(at);
      const facts = this.#counting(at);
      if (facts?.kind !== 'translation' || facts.of === undefined) return at;
      at = facts.of;
    }
    return notice;
  }

  /** What corrected or changed a version, in turn: of several the one that was published last. */
  #pathFrom(version: Digest): { readonly notice: Digest; readonly kind: 'correction' | 'change' }[] {
    const seen = new Set([version]);
    const path: { notice: Digest; kind: 'correction' | 'change' }[] = [];
    for (let at = version; ; ) {
      const next = this.#afterOf(at).find(({ notice }) => !seen.has(notice));
      if (next === undefined) return path;
      seen.add(next.notice);
      path.push(next);
      at = next.notice;
    }
  }

  #afterOf(version: Digest): { notice: Digest; kind: 'correction' | 'change'; at: number }[] {
    return [...this.#facts.keys()]
      .flatMap((notice) => {
        const { kind, of } = this.#counting(notice) ?? {};
        const isAfter = kind === 'correction' || kind === 'change';
        if (!isAfter || of === undefined || this.#versionOf(of) !== version) return [];
        const at = this.#publishedAt(notice);
        return at === undefined ? [] : [{ notice, kind, at }];
      })
      .sort((one, other) => other.at - one.at);
  }

  #inLanguageOf(version: Digest, language: string | undefined): Digest {
    const texts = [version, ...[...this.#facts.keys()].filter((one) => this.#versionOf(one) === version)];
    return texts.find((one) => this.#facts.get(one)?.language === language && !this.#isWithdrawn(one)) ?? version;
  }

  /** Where a publication of it stands; undefined where none does. */
  #publishedAt(notice: Digest): number | undefined {
    const { state, holder } = this.#deps;
    const standing = state.index.members.notices(notice, holder).filter(({ withdrawnAt }) => withdrawnAt === undefined);
    return standing.length === 0 ? undefined : Math.min(...standing.map(({ publishedAt }) => publishedAt));
  }

  #isWithdrawn(notice: Digest): boolean {
    return this.#publishedAt(notice) === undefined;
  }

  #refuseOf(notice: Digest, { kind, of, language }: NoticeFacts): void {
    if (of === undefined) return;
    const { state, holder } = this.#deps;
    if (of === notice || state.index.members.notices(of, holder).length === 0) {
      throw new CustosError(
        'INPUT_INVALID',
        `It is a ${kind} of a text that this holder or the consortium never published.`,
      );
    }
    const seen = new Set<Digest>();
    for (let at: Digest | undefined = of; at !== undefined && !seen.has(at); at = this.#facts.get(at)?.of) {
      if (at === notice)
        throw new CustosError('CONFLICT', `That text comes from this one: it cannot be a ${kind} of it.`);
      seen.add(at);
    }
    if (kind === 'translation' && this.#facts.get(of)?.language === language) {
      throw new CustosError('INPUT_INVALID', `Both texts are in ${language}: the one is no translation of the other.`);
    }
  }
}

/** Of a text that a newer one has replaced. */
export function noticeWarnings(versions: NoticeVersions, notice: Digest): EffectWarning[] {
  const { state, newest } = versions.standing(notice);
  if (newest === notice) return [];
  const text = `The information text was ${state} since: ${newest} has its place now. Show that one, and name it.`;
  return [{ reason: 'notice-replaced', text }];
}
