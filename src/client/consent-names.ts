import type { ConsentNames, SaidTerms } from '../core/consent-text/consent-text.ts';
import { type Address, ZERO_DIGEST } from '../core/ids.ts';
import { distinctNames } from '../core/namesakes.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { readGrantee } from '../core/terms.ts';
import { listDatasets } from './datasets.ts';
import type { GatewayClient } from './gateway-client.ts';
import { listGroups } from './groups.ts';
import { listMembers } from './members.ts';
import { listNotices } from './notices.ts';

const DAY = 86_400;

/** What the gateway calls what the terms name; nothing of what another one is called, or looks, alike. */
export async function consentNames(gateway: GatewayClient, terms: SaidTerms, holder: Address): Promise<ConsentNames> {
  const to = readGrantee(terms.grantee);
  const member = await memberNames(gateway);
  return {
    holder: member.get(holder),
    grantee:
      to.kind === 'group'
        ? (await groupNames(gateway)).get(to.group)
        : to.kind === 'member'
          ? member.get(to.member)
          : undefined,
    dataset: terms.scope === ZERO_DIGEST ? undefined : (await datasetNames(gateway)).get(terms.scope),
    notice: await noticeName(gateway, terms.notice),
  };
}

/** A gateway has no name of its own. */
async function memberNames(gateway: GatewayClient): Promise<ReadonlyMap<string, string>> {
  const members = (await listMembers(gateway)).filter(({ identity, principal }) => identity === principal);
  return distinct(members.map(({ identity, name }) => [identity, name]));
}

async function groupNames(gateway: GatewayClient): Promise<ReadonlyMap<string, string>> {
  return distinct((await listGroups(gateway)).map(({ group, name }) => [group, name]));
}

async function datasetNames(gateway: GatewayClient): Promise<ReadonlyMap<string, string>> {
  return distinct((await listDatasets(gateway)).map(({ dataset, name }) => [dataset, name]));
}

function distinct(named: readonly (readonly [id: string, name: string | undefined])[]): ReadonlyMap<string, string> {
  const readable = named.flatMap(([id, text]) => {
    const name = text === undefined ? undefined : nameOfOthers(text);
    return name === undefined ? [] : [[id, name] as const];
  });
  const alone = distinctNames(readable.map(([, name]) => name));
  return new Map(readable.filter(([, name]) => alone.has(name)));
}

/** By its title and the day of its publication. */
async function noticeName(gateway: GatewayClient, digest: string): Promise<ConsentNames['notice']> {
  const first = new Map<string, { readonly title: string; readonly published: number }>();
  for (const { notice, title = '', publishedAt } of await listNotices(gateway)) {
    const known = first.get(notice);
    if (known === undefined || publishedAt < known.published) first.set(notice, { title, published: publishedAt });
  }
  const own = first.get(digest);
  const alike = [...first.values()].filter((one) => own !== undefined && isAlike(one, own));
  return alike.length === 1 ? own : undefined;
}

function isAlike(
  one: { readonly title: string; readonly published: number },
  other: { readonly title: string; readonly published: number },
): boolean {
  return one.title === other.title && Math.floor(one.published / DAY) === Math.floor(other.published / DAY);
}
