import { FileDown, KeyRound, Library, ReceiptText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Workbench } from '../parts/workbench.tsx';
import './research.css';
import './words.ts';

export function ResearchHouse() {
  const { t } = useTranslation('research');
  const pages = [
    { to: '/research/catalogue', icon: Library, word: t('catalogue.tab') },
    { to: '/research/permits', icon: KeyRound, word: t('permits.tab') },
    { to: '/research/download', icon: FileDown, word: t('download.tab') },
    { to: '/research/receipts', icon: ReceiptText, word: t('receipts.tab') },
  ];
  return <Workbench house="research" label={t('pages')} pages={pages} />;
}
