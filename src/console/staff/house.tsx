import { Database, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Workbench } from '../parts/workbench.tsx';
import './words.ts';

export function StaffHouse() {
  const { t } = useTranslation('staff');
  const pages = [
    { to: '/staff/datasets', icon: Database, word: t('datasets.tab') },
    { to: '/staff/patients', icon: Users, word: t('patients.tab') },
  ];
  return <Workbench house="staff" label={t('pages')} pages={pages} />;
}
