import {
  type Consent,
  type GatewayClient,
  listGroups,
  listMembers,
  listNotices,
  type Notice,
} from '../../client/index.ts';
import { spoken } from '../words/language.ts';

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

/** The text that has the place of the one that a consent was given under. */
export function standingNotice({ notice }: Pick<Consent, 'notice'>, known: Known): Notice['notice'] | undefined {
  const newest = known.everyNotice.find((one) => one.notice === notice)?.newest ?? notice;
  return known.notices.find((one) => one.notice === newest)?.notice;
}

/** In which language a text is written, where that is known and pages are written in it, too. */
export function languageOf({ facts }: Notice): 'en' | 'pt' | undefined {
  const language = facts?.language.slice(0, 2).toLowerCase();
  return language === 'en' || language === 'pt' ? language : undefined;
}

/** Whether a text is known to be in another language than the reader's. */
export function isForeign(notice: Notice): boolean {
  const language = languageOf(notice);
  return language !== undefined && language !== spoken();
}
