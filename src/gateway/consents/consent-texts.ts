import {
  type ConsentNames,
  type ConsentText,
  consentText,
  type Language,
  type SaidTerms,
  saltOf,
} from '../../core/consent-text/consent-text.ts';
import { CustosError } from '../../core/errors.ts';
import {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type Pseudonym,
  ZERO_DIGEST,
} from '../../core/ids.ts';
import { readGrantee, type Terms } from '../../core/terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { MemberNames } from '../ledger/member-names.ts';
import type { GatewayRecords, KeptConsentText, ShownText } from '../records/gateway-records.ts';

interface ConsentTextDeps {
  readonly records: Pick<GatewayRecords, 'consentTexts' | 'datasets' | 'groups' | 'notices'>;
  readonly state: LedgerState;
  readonly names: Pick<MemberNames, 'called'>;
  readonly holder: Address;
}

/** What patients read of a consent before they sign it, and sign with it. */
export class ConsentTexts {
  readonly #deps: ConsentTextDeps;

  constructor(deps: ConsentTextDeps) {
    this.#deps = deps;
  }

  /** By these names, or else by those that this gateway knows. CONFLICT for a name that it does not know what the terms name by;
   *  to know of none is no fault. */
  async compose(terms: SaidTerms, language: Language, names?: ConsentNames): Promise<ConsentText> {
    const known = await this.#namesOf(terms);
    if (names !== undefined) requireKnown(names, known);
    return consentText(terms, this.#deps.holder, names ?? known, language);
  }

  /** The text that terms which were signed are said to have been shown as; throws as `compose`, and INPUT_INVALID where their salt
   *  is not that text's. */
  async signed(terms: Terms, { language, names, nonce }: ShownText): Promise<KeptConsentText> {
    const text = await this.compose(terms, language, names);
    if (saltOf(nonce, text.text) === terms.salt) return { language, names, nonce, text: text.text };
    throw new CustosError(
      'INPUT_INVALID',
      'The salt of the terms is not that of the text that is said to have been shown. Nothing was given.',
    );
  }

  /** Durable once resolved. */
  async keep(grant: GrantId, text: KeptConsentText, subject: Pseudonym): Promise<void> {
    await this.#deps.records.consentTexts.put(grant, text, subject);
  }

  /** Undefined where none was shown, or it is not kept. KEY_SHREDDED where its subject was erased. */
  find(grant: GrantId): Promise<KeptConsentText | undefined> {
    return this.#deps.records.consentTexts.get(grant);
  }

  /** For a grant that the chain rejected. */
  async drop(grant: GrantId): Promise<void> {
    await this.#deps.records.consentTexts.delete(grant);
  }

  async #namesOf({ grantee: padded, scope, notice }: SaidTerms): Promise<ConsentNames> {
    const { records, names, holder: identity } = this.#deps;
    const to = readGrantee(padded);
    const holder = names.called(identity)?.name;
    const group = to.kind === 'group' ? await records.groups.get(to.group) : undefined;
    const grantee = to.kind === 'member' ? names.called(to.member)?.name : group?.name;
    const dataset = scope === ZERO_DIGEST ? undefined : (await records.datasets.get(scope as DatasetId))?.name;
    const shown = await this.#noticeOf(notice as Digest);
    return {
      ...(holder === undefined ? {} : { holder }),
      ...(grantee === undefined ? {} : { grantee }),
      ...(dataset === undefined ? {} : { dataset }),
      ...(shown === undefined ? {} : { notice: shown }),
    };
  }

  async #noticeOf(notice: Digest): Promise<ConsentNames['notice']> {
    const { records, state, holder } = this.#deps;
    const published = state.index.members.notices(notice, holder).map(({ publishedAt }) => publishedAt);
    if (published.length === 0) return undefined;
    const { title = '' } = (await records.notices.texts.get(notice)) ?? {};
    return { title, published: Math.min(...published) };
  }
}

function requireKnown(names: ConsentNames, known: ConsentNames): void {
  const [wrong] = (Object.keys(names) as (keyof ConsentNames)[]).filter(
    (name) => names[name] !== undefined && JSON.stringify(names[name]) !== JSON.stringify(known[name]),
  );
  if (wrong === undefined) return;
  const what = {
    holder: 'this holder',
    grantee: 'who may have the data',
    dataset: 'the dataset',
    notice: 'the notice',
  };
  throw new CustosError(
    'CONFLICT',
    `The text names ${what[wrong]} otherwise than this gateway does: a name may have changed. Show the text anew.`,
  );
}
