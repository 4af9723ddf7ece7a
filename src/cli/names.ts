import type { GatewayClient } from '../client/gateway-client.ts';
import type { Hex } from '../core/bytes.ts';
import type { Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import { ZERO_DIGEST } from '../core/ids.ts';
import { readGrantee } from '../core/terms.ts';
import { datasetNames } from './dataset-names.ts';
import { groupNames } from './group-names.ts';
import { memberNames } from './member-names.ts';

/** What a person reads for ids. */
export interface Names {
  readonly dataset: (dataset: string) => string;
  readonly member: (identity: string) => string;
  /** What data a consent covers: `all data of “Hospital”`, or one dataset. */
  readonly scope: (dataset: string) => string;
  /** Whom a consent is for. */
  readonly grantee: (grantee: string) => string;
  /** `log of “Hospital”`, or by its id that of another gateway. */
  readonly log: (logId: string) => string;
}

/** Names are of help, and nothing rests on them: what the gateway cannot name goes by its id. */
export async function namesAt(client: GatewayClient, language: Language = 'en'): Promise<Names> {
  const { named } = decisionSentences(language);
  const [dataset, member, group, { holder, logId }] = await Promise.all([
    datasetNames(client),
    memberNames(client),
    groupNames(client),
    client.identity(),
  ]);
  return {
    dataset,
    member,
    scope: (of) => (of === ZERO_DIGEST ? named.all(member(holder)) : named.dataset(dataset(of))),
    grantee: (of) => {
      const to = readGrantee(of as Hex);
      if (to.kind === 'any') return named.anyone;
      return to.kind === 'member' ? member(to.member) : named.group(group(to.group));
    },
    log: (of) => (of === logId ? named.log(member(holder)) : `log ${of}`),
  };
}
