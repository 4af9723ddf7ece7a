import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Facts, Permit } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { date, isoTime } from '../words/times.ts';
import type { Known } from './asked.ts';
import { commandLines } from './fetch/commands.ts';
import { countIn } from './fetch/item-ranges.ts';
import { keptUnder, whyGone } from './fetch/why-gone.ts';
import { permitOf } from './fetch/withdrawn-list.ts';
import type { Withdrawn } from './fetch/withdrawn-since.ts';
import type { UseOfData } from './use-of-data.ts';
import { WithdrawnWhere } from './withdrawn-where.tsx';
import './withdrawn-words.ts';

const NONE = /^0x0*$/;

interface WithdrawnOfProps {
  readonly withdrawn: Withdrawn;
  /** All that was received, also by other permits. */
  readonly all: readonly Withdrawn[];
  readonly known: Known;
}

/** What must go of one dataset, why, since when, and how it is taken out where it is. */
export function WithdrawnOf({ withdrawn, all, known }: WithdrawnOfProps) {
  const { t } = useTranslation('research-withdrawn');
  const { gateway } = usePerson();
  const { request, name, receipts, held = [], gone } = withdrawn;
  const permit = permitOf(withdrawn, known.permits);
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
      <p>{t(`why.${whyGone(withdrawn, permit)}`, { permit: of.permit, when: whenOver(permit) })}</p>
      {[...keptUnder(withdrawn, all)].map(([under, items]) => (
        <p key={under}>{t('under', { count: countIn(items), figure: figure(countIn(items)), permit: under })}</p>
      ))}
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

function whenOver(permit: Permit | undefined): string {
  if (permit === undefined) return '';
  return date(permit.state === 'revoked' ? permit.revokedAt : permit.until);
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
