import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Facts } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { date, isoTime } from '../words/times.ts';
import type { Known } from './asked.ts';
import { commandLines } from './fetch/commands.ts';
import { countIn } from './fetch/item-ranges.ts';
import type { Withdrawn } from './fetch/withdrawn-since.ts';
import type { UseOfData } from './use-of-data.ts';
import { WithdrawnWhere } from './withdrawn-where.tsx';
import './withdrawn-words.ts';

const NONE = /^0x0*$/;

/** What must go of one dataset, since when, and how it is taken out where it is. */
export function WithdrawnOf({ withdrawn, known }: { readonly withdrawn: Withdrawn; readonly known: Known }) {
  const { t } = useTranslation('research-withdrawn');
  const { gateway } = usePerson();
  const { request, name, receipts, held = [], gone, isAll } = withdrawn;
  const permit = known.permits.find((one) => one.permit === request.permit);
  const count = countIn(gone);
  const times = receipts.map(({ entry }) => entry.time / 1000);
  const [first, last] = [date(times[0] ?? 0), date(times.at(-1) ?? 0)];
  const command = commandLines({
    ...{ endpoint: gateway.endpoint, dataset: name || request.dataset, purpose: request.purpose ?? 0 },
    ...{ permit: request.permit ?? 0, use: useOf(request.facts), ledger: '', rpc: '' },
  }).custos;
  const of = { dataset: name, version: request.version, permit: request.permit ?? '–' };
  return (
    <section className="stack close">
      <h3>{t('one', { ...of, gone: figure(count), held: figure(countIn(held)) })}</h3>
      <p>{t(first === last ? 'sinceDay' : 'since', { count, first, last })}</p>
      {isAll && <p>{t('all')}</p>}
      {permit !== undefined && !NONE.test(permit.termsDigest) && (
        <p>
          <Link to="/research/permits/$permit/agreement" params={{ permit: String(permit.permit) }}>
            {t('agreement')}
          </Link>
        </p>
      )}
      <WithdrawnWhere withdrawn={withdrawn} command={command.replace(' --as NAME', ' --prune --as NAME')} />
    </section>
  );
}

/** As it was declared; of a reference the request has no more than its digest. */
function useOf(facts: Facts): UseOfData {
  const { commercial, notForProfitOrganisation, aiTraining, publishes, ethicsApproval, country, disease } = facts;
  const said = (answer: boolean | undefined) => (answer === undefined ? undefined : answer ? 'yes' : 'no');
  const { usesUntil } = facts;
  return {
    ...{ commercial: said(commercial), nonprofit: said(notForProfitOrganisation), ai: said(aiTraining) },
    ...{ publishes: said(publishes), ethics: ethicsApproval && 'REFERENCE', country, disease },
    ends: usesUntil === undefined ? undefined : isoTime(usesUntil).slice(0, 10),
  };
}
