import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { askedBy } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { figure } from '../words/numbers.ts';
import { Method } from './method.tsx';
import { found, type Operation, operationsOf } from './operations.ts';
import { WhoIsIn } from './who-calls.tsx';
import './words.ts';
import './api.css';

const Asked = askedBy(Trouble);

/** All operations of the gateway, or those in which some words stand. */
export function OperationList() {
  const { t } = useTranslation('api');
  const { find = '' } = useSearch({ from: '/try' });
  const operations = useQuery(operationsOf());
  return (
    <div className="api" data-house="work">
      <Page title={t('title')}>
        <div className="stack">
          <p>{t('about')}</p>
          <p>
            {t('documents')} <a href="/docs">/docs</a>, <a href="/openapi.json">/openapi.json</a>.
          </p>
          <WhoIsIn />
        </div>
        <Asked query={operations}>{(all) => <Found all={all} find={find} />}</Asked>
      </Page>
    </div>
  );
}

function Found({ all, find }: { readonly all: readonly Operation[]; readonly find: string }) {
  const { t } = useTranslation('api');
  const navigate = useNavigate();
  const id = useId();
  const look = (words: string) => void navigate({ to: '/try', search: { find: words || undefined }, replace: true });
  const shown = found(all, find.trim());
  const tags = Map.groupBy(shown, ({ tag }) => tag);
  return (
    <>
      <search className="row">
        <div className="field looked-for">
          <label htmlFor={id}>{t('find')}</label>
          <input id={id} type="search" value={find} onChange={({ target }) => look(target.value)} />
        </div>
        <p role="status" className="quiet">
          {t('shown', { count: shown.length, shown: figure(shown.length), all: figure(all.length) })}
        </p>
        {find !== '' && shown.length === 0 && <Button onPress={() => look('')}>{t('showAll')}</Button>}
      </search>
      {Array.from(tags, ([tag, own]) => (
        <section key={tag} className="stack close" aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`} lang="en">
            {tag}
          </h2>
          <ul role="list" className="operations">
            {own.map((operation) => (
              <li key={operation.id}>
                <Line operation={operation} find={find} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Line({ operation, find }: { readonly operation: Operation; readonly find: string }) {
  return (
    <Link
      to="/try/$operation"
      params={{ operation: operation.id }}
      search={{ find: find || undefined }}
      className="operation"
      lang="en"
    >
      <Method method={operation.method} />
      <span>
        <strong>{operation.summary}</strong> <code>{operation.path}</code>
      </span>
    </Link>
  );
}
