import { Library } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Workbench } from '../parts/workbench.tsx';
import './words.ts';

export function ResearchHouse() {
  const { t } = useTranslation('research');
  const pages = [{ to: '/research/catalogue', icon: Library, word: t('catalogue.tab') }];
  return <Workbench house="research" label={t('pages')} pages={pages} />;
}
