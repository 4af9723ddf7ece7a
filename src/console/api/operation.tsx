import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { askedBy } from '../parts/asked.tsx';
import { Missing } from '../parts/missing.tsx';
import { Page } from '../parts/page.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { CallForm } from './call-form.tsx';
import { Method } from './method.tsx';
import { type Operation, operationsOf } from './operations.ts';
import { WhoCalls } from './who-calls.tsx';
import './words.ts';
import './api.css';

const Asked = askedBy(Trouble);

/** One operation, to be tried as whoever is in. */
export function OperationPage() {
  const { t } = useTranslation('api');
  const { operation: id } = useParams({ from: '/try/$operation' });
  const { find } = useSearch({ from: '/try/$operation' });
  const operations = useQuery(operationsOf());
  return (
    <div className="api stack" data-house="work">
      <nav aria-label={t('ways')} className="row">
        <Link to="/try" search={{ find }}>
          <ArrowLeft aria-hidden size={16} /> {t('list')}
        </Link>
        <a href={`/docs#${id}`}>{t('inDocument')}</a>
      </nav>
      <Asked query={operations}>
        {(all) => {
          const operation = all.find((one) => one.id === id);
          return operation === undefined ? <Missing /> : <One key={id} operation={operation} />;
        }}
      </Asked>
    </div>
  );
}

function One({ operation }: { readonly operation: Operation }) {
  return (
    <Page title={operation.summary}>
      <div className="stack">
        <p lang="en" className="address">
          <Method method={operation.method} /> <code>{operation.path}</code>
        </p>
        <WhoCalls operation={operation} />
      </div>
      <CallForm operation={operation} />
    </Page>
  );
}
