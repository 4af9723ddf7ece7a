import { Database, FileText, House, KeyRound, Network, ScrollText, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type BenchPage, Workbench } from '../parts/workbench.tsx';
import { Search } from './search.tsx';
import './words.ts';

export function StaffHouse() {
  const { t } = useTranslation('staff');
  const pages: BenchPage[] = [
    { to: '/staff/overview', icon: House, word: t('overview.tab') },
    { to: '/staff/datasets', icon: Database, word: t('datasets.tab') },
    { to: '/staff/patients', icon: Users, word: t('patients.tab'), duties: ['data-manager'] },
    {
      ...{ to: '/staff/permits', icon: ScrollText, word: t('permits.tab') },
      duties: ['reviewer', 'auditor', 'researcher'],
    },
    { to: '/staff/members', icon: Network, word: t('members.tab') },
    { to: '/staff/people', icon: KeyRound, word: t('people.tab') },
    { to: '/staff/notices', icon: FileText, word: t('notices.tab') },
  ];
  return <Workbench house="staff" label={t('pages')} pages={pages} search={<Search />} />;
}
