import { useTranslation } from 'react-i18next';
import type { Dataset, Member } from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';

/** Codes of the protocol in words of the page. */
export function useWords() {
  const { t, i18n } = useTranslation('research');
  const either = (of: string, code: string | number) =>
    i18n.exists(`research:${of}.${code}`) ? t(`${of}.${code}` as never) : t(`${of}.other` as never, { code });
  return {
    purpose: purposeWords,
    permission: (code: string): string => either('permission', code),
    condition: (code: string): string => either('condition', code),
    refusal: (code: string | undefined): string => either('refusal', code ?? 'other'),
    dataset: ({ name }: Pick<Dataset, 'name'>): string => name || t('unnamed'),
    member: (member: Pick<Member, 'name'> | undefined): string => member?.name ?? t('organisation'),
  };
}

/** The purposes that a page offers, by their codes. */
export const PURPOSES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** Which of them a permission contains, as its words say. The gateway decides. */
const CONTAINED: Readonly<Record<string, readonly number[]>> = {
  NRES: PURPOSES,
  GRU: PURPOSES,
  HMB: [7, 8, 9, 10],
  DS: [10],
  POA: [2, 3],
};

export function purposesUnder(permission: string): readonly number[] {
  return CONTAINED[permission] ?? [];
}
