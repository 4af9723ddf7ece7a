import { ChartColumn, FileCheck, ListChecks, Scale, ScrollText } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Workbench } from '../parts/workbench.tsx';
import { session } from '../session/session.ts';
import { verification } from './verification.ts';
import './words.ts';

export function AuditHouse() {
  const { t } = useTranslation('audit');
  useEffect(() => session.subscribe(() => session.presence().state === 'nobody' && verification.forget()), []);
  const pages = [
    { to: '/audit/verdict', icon: Scale, word: t('verdict.tab') },
    { to: '/audit/log', icon: ScrollText, word: t('log.tab') },
    { to: '/audit/receipt', icon: FileCheck, word: t('receipt.tab') },
    { to: '/audit/lists', icon: ListChecks, word: t('lists.tab') },
    { to: '/audit/charts', icon: ChartColumn, word: t('charts.tab') },
  ];
  return <Workbench house="audit" label={t('pages')} pages={pages} />;
}
