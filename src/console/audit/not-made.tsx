import { useTranslation } from 'react-i18next';
import { ProgramWords } from '../parts/program-words.tsx';

/** Why the verifier said nothing. */
export function NotMade({ message }: { readonly message: string | undefined }) {
  const { t } = useTranslation();
  return message === undefined ? <p>{t('failed.notStarted')}</p> : <ProgramWords>{message}</ProgramWords>;
}
