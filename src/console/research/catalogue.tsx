import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listDatasets } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';

export function Catalogue() {
  const { t } = useTranslation('research');
  const { gateway } = usePerson();
  const datasets = useQuery({ queryKey: ['research', 'catalogue'], queryFn: () => listDatasets(gateway) });
  return (
    <Page title={t('catalogue.tab')}>
      <Asked query={datasets}>
        {(all) => (
          <ul role="list" className="stack">
            {all.map(({ dataset, name }) => (
              <li key={dataset}>{name}</li>
            ))}
          </ul>
        )}
      </Asked>
    </Page>
  );
}
