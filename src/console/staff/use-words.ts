import { useTranslation } from 'react-i18next';
import './code-words.ts';
import { purposeWords } from '../parts/purpose-words.ts';

export interface UseWords {
  /** `research into health and medicine; no commercial use, whoever asks` */
  readonly use: (permission: string, modifiers: readonly string[]) => string;
  readonly permission: (code: string) => string;
  readonly modifier: (code: string) => string;
  readonly purpose: (code: number) => string;
}

/** Uses as people say them; what this version does not know, by its code. */
export function useWordsOfUse(): UseWords {
  const { t } = useTranslation('staff-codes');
  const said = (key: string, code: string) => t(`${key}.${code}` as 'permission.HMB', { defaultValue: code });
  return {
    permission: (code) => said('permission', code),
    modifier: (code) => said('modifier', code),
    purpose: purposeWords,
    use: (permission, modifiers) =>
      [said('permission', permission), ...modifiers.map((code) => said('modifier', code))].join('; '),
  };
}

export const PERMISSIONS = ['HMB', 'GRU', 'DS', 'POA', 'NRES'] as const;
/** Those that are compared with nothing else. */
export const MODIFIERS = [
  'NCU',
  'NPU',
  'NPUNCU',
  'IRB',
  'PUB',
  'COL',
  'RTN',
  'GSO',
  'NMDS',
  'NPOA',
  'CC',
  'NAI',
] as const;
export const PURPOSES = [7, 8, 9, 10, 2, 3, 4, 5, 6, 1] as const;
