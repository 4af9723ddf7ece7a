import { ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Workbench } from '../parts/workbench.tsx';
import './words.ts';

export function AuditHouse() {
  const { t } = useTranslation('audit');
  const pages = [{ to: '/audit/log', icon: ScrollText, word: t('log.tab') }];
  return <Workbench house="audit" label={t('pages')} pages={pages} />;
}
