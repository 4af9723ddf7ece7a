import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permit } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { date } from '../words/times.ts';
import { AnswerOr } from './answer-or.tsx';
import { AskHolder } from './ask-holder.tsx';
import { type Known, useKnown } from './asked.ts';
import './download-words.ts';
import { Select } from '../parts/select.tsx';
import { useCurrentJob } from './fetch/current-job.ts';
import { JobView } from './job-view.tsx';
import { keepUse, keptUse } from './kept-use.ts';
import { Preview } from './preview.tsx';
import type { DownloadSearch } from './routes.tsx';
import { FactFields } from './use-form.tsx';
import { declaredByPermit, isDeclarable } from './use-of-data.ts';
import { useWords } from './use-words.ts';

const route = getRouteApi('/research/download');

export function Download() {
  const { t } = useTranslation('research-download');
  const job = useCurrentJob();
  return <Page title={t('title')}>{job ? <JobView job={job} /> : <Begin />}</Page>;
}

function Begin() {
  return <AnswerOr query={useKnown()}>{(known) => <Chosen known={known} />}</AnswerOr>;
}

function Chosen({ known }: { readonly known: Known }) {
  const { t } = useTranslation('research-download');
  const usable = known.permits.filter(({ state, delivery }) => state === 'active' && delivery === 'download');
  if (usable.length > 0) return <Order known={known} usable={usable} />;
  return (
    <>
      <div className="card stack close">
        <p>
          <strong>{t('none')}</strong>
        </p>
        <p>{t('noneText')}</p>
        <div className="row">
          <Link to="/research/permits">{t('permits.tab', { ns: 'research' })}</Link>
          <Link to="/research/catalogue">{t('catalogue.tab', { ns: 'research' })}</Link>
        </div>
      </div>
      <AskHolder />
    </>
  );
}

/** What is wanted stands in the address once it was looked at: each different question counts. */
function Order({ known, usable }: { readonly known: Known; readonly usable: readonly Permit[] }) {
  const { t } = useTranslation('research-download');
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [order, setOrder] = useState<DownloadSearch>(() => begun(search, usable));
  const [looked, setLooked] = useState<DownloadSearch>();
  const permit = usable.find((one) => one.permit === order.permit);
  const datasetOf = ({ dataset }: Permit) => known.datasets.find((one) => one.dataset === dataset);
  const change = (next: DownloadSearch) => {
    keepUse(next);
    setOrder(next);
  };
  const choose = (one: Permit | undefined) =>
    change({ ...order, ...(one && declaredByPermit(one)), permit: one?.permit });
  const look = () => {
    setLooked(order);
    void navigate({ search: order, replace: true, resetScroll: false });
  };
  const dataset = permit && datasetOf(permit);
  return (
    <div className="halves">
      <section className="card stack">
        <Select
          label={t('permit')}
          none={t('use.choose', { ns: 'research' })}
          value={order.permit?.toString()}
          options={usable.map((one) => ({
            value: String(one.permit),
            label: t('permitOption', {
              permit: one.permit,
              dataset: words.dataset(datasetOf(one) ?? { name: '' }),
              purpose: words.purpose(one.purpose),
              when: date(one.until),
            }),
          }))}
          onChange={(number) => choose(usable.find((one) => String(one.permit) === number))}
        />
        {permit && hasDeclared(permit) && (
          <p className="quiet">{t('use.fromPermit', { ns: 'research', permit: permit.permit })}</p>
        )}
        <FactFields use={order} onChange={(use) => change({ ...order, ...use })} />
        <TextField
          label={t('kinds')}
          hint={t('kindsHint')}
          value={order.kinds ?? ''}
          onChange={(kinds) => setOrder({ ...order, kinds: kinds || undefined })}
        />
        <div className="row">
          <Button
            look={looked === order ? 'outlined' : 'main'}
            onPress={look}
            isDisabled={permit === undefined || !isDeclarable(order)}
          >
            {t('preview')}
          </Button>
        </div>
      </section>
      {looked && permit && dataset && (
        <div className="stack">
          {looked === order ? (
            <Preview dataset={dataset} permit={permit} order={looked} />
          ) : (
            <p className="quiet">{t('changed')}</p>
          )}
        </div>
      )}
    </div>
  );
}

function hasDeclared(permit: Permit): boolean {
  return Object.keys(declaredByPermit(permit)).length > 0;
}

/** As the address has it, else as the permit says, else as it was declared last; a single permit is the one. */
function begun(search: DownloadSearch, usable: readonly Permit[]): DownloadSearch {
  const said = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
  const [only] = usable.length === 1 ? usable : [];
  const permit = usable.find((one) => one.permit === search.permit) ?? only;
  return { permit: permit?.permit, ...keptUse(), ...(permit && declaredByPermit(permit)), ...said };
}
