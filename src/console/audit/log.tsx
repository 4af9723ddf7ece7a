import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { logState } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';

export function Log() {
  const { t } = useTranslation('audit');
  const { gateway } = usePerson();
  const log = useQuery({ queryKey: ['audit', 'log'], queryFn: () => logState(gateway) });
  return (
    <Page title={t('log.tab')}>
      <Asked query={log}>{({ size }) => <p className="figures">{size}</p>}</Asked>
    </Page>
  );
}
