import type { TFunction } from 'i18next';
import {
  type Consent,
  type GatewayClient,
  listGroups,
  listMembers,
  listNotices,
  type Notice,
} from '../../client/index.ts';
import { type Language, spoken } from '../words/language.ts';

/** Whom and what a consent can name. */
export interface Known {
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Texts that consents can be given under. */
  readonly notices: readonly Notice[];
  /** All that ever were, to find what took the place of one. */
  readonly everyNotice: readonly Notice[];
}

export async function knownTo(gateway: GatewayClient): Promise<Known> {
  const [members, groups, everyNotice] = await Promise.all([
    listMembers(gateway),
    listGroups(gateway),
    listNotices(gateway),
  ]);
  const asking = members.filter(({ roles, status }) => status === 'active' && roles.includes('requester'));
  return {
    members: asking.flatMap(({ identity, name }) => (name === undefined ? [] : [{ id: identity, name }])),
    groups: groups.flatMap(({ group, name }) => (name === undefined ? [] : [{ id: group, name }])),
    notices: everyNotice.filter(({ version }) => version === 'newest'),
    everyNotice,
  };
}

/** To whom a consent can be narrowed: one organisation, or one group. */
export function granteeOptions(t: TFunction<'patient'>, { members, groups }: Pick<Known, 'members' | 'groups'>) {
  return [
    ...members.map(({ id, name }) => ({ value: id, label: t('choose.member', { name }) })),
    ...groups.map(({ id, name }) => ({ value: id, label: t('choose.group', { name }) })),
  ];
}

/** The text that has the place of the one that a consent was given under. */
export function standingNotice({ notice }: Pick<Consent, 'notice'>, known: Known): Notice['notice'] | undefined {
  const newest = known.everyNotice.find((one) => one.notice === notice)?.newest ?? notice;
  return known.notices.find((one) => one.notice === newest)?.notice;
}

/** Words that most sentences of a language have, and none of the other one. */
const COMMON = {
  en: ['the', 'and', 'of', 'your', 'for', 'that', 'is', 'may', 'with', 'to'],
  pt: ['o', 'os', 'e', 'de', 'do', 'da', 'dos', 'seus', 'para', 'que', 'não', 'pode', 'com'],
} as const satisfies Record<Language, readonly string[]>;

/** In which language a text is written, where that is known and pages are written in it, too: by what was published with it, else by the
 *  words of its title. */
export function languageOf({ facts, title = '' }: Pick<Notice, 'facts' | 'title'>): Language | undefined {
  const language = facts?.language.slice(0, 2).toLowerCase();
  if (language !== undefined) return language === 'en' || language === 'pt' ? language : undefined;
  const words = title.toLowerCase().split(/[^\p{L}]+/u);
  const [en, pt] = [COMMON.en, COMMON.pt].map(
    (all: readonly string[]) => words.filter((one) => all.includes(one)).length,
  );
  if (en === undefined || pt === undefined || en === pt) return undefined;
  return en > pt ? 'en' : 'pt';
}

/** The first line of the passage that is in that language: one text may say the same in several. */
export function titleIn(text: string, language: Language): string | undefined {
  const passages = text.split(/(?:\r?\n[ \t]*){2,}/).map((passage) => passage.trim());
  const own = passages.find((passage) => languageOf({ title: passage }) === language);
  return own?.split(/\r?\n/)[0]?.replace(/^#+\s*/, '');
}

/** Whether a text is, as far as can be told, in another language than the reader's. */
export function isForeign(notice: Pick<Notice, 'facts' | 'title'>): boolean {
  const language = languageOf(notice);
  return language !== undefined && language !== spoken();
}
