import { queryOptions, useQueryClient } from '@tanstack/react-query';
import {
  type Consent,
  describeTerms,
  type GatewayClient,
  type GrantId,
  listConsents,
  ownChoices,
  ownLines,
  periodLine,
  termsOfWords,
} from '../../client/index.ts';
import { useOnce } from '../parts/use-once.ts';
import type { Language } from '../words/language.ts';

/** A consent with the sentences that say it. */
export interface SaidConsent {
  readonly consent: Consent;
  /** Whom and what it is for, for which use; empty where its terms are gone. */
  readonly lines: readonly string[];
  /** The sentence that was signed of when it counts, which has times in UTC. */
  readonly exact?: string;
}

const PENDING_MS = 2_000;

/** What is asked for a patient. Keys begin with whose it is, so that nothing of one is shown to another. */
export const consentsOf = (gateway: GatewayClient, language: Language) =>
  queryOptions({
    queryKey: ['patient', 'consents', language],
    queryFn: async (): Promise<SaidConsent[]> => {
      const consents = await listConsents(gateway);
      return Promise.all(
        consents.map(async (consent) => ({ consent, ...(await linesOf(gateway, consent, language)) })),
      );
    },
  });

export const choicesOf = (gateway: GatewayClient) =>
  queryOptions({
    queryKey: ['patient', 'choices'],
    queryFn: () => ownChoices(gateway),
    // Until when a pause lasts is known once the ledger has it.
    refetchInterval: ({ state }) => (state.data?.pending.length ? PENDING_MS : false),
  });

async function linesOf(
  gateway: GatewayClient,
  consent: Consent,
  language: Language,
): Promise<Omit<SaidConsent, 'consent'>> {
  if (consent.permission === 'unknown') return { lines: [] };
  const text = await describeTerms(gateway, termsOfWords(consent), language);
  const exact = periodLine(text);
  return { lines: ownLines(text).filter((line) => line !== exact), ...(exact === undefined ? {} : { exact }) };
}

export function isNamed(grant: string) {
  return ({ consent }: SaidConsent) => consent.grant === (grant as GrantId);
}

/** Something that the patient does: what is shown of it is asked anew afterwards, also where it failed. */
export function useAct<Answer, Given = void>(act: (given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useOnce({
    mutationFn: act,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['patient'] }),
  });
}
