import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bell, FileText, type LucideIcon, OctagonX, ScrollText, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listSigners } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { WhomToAsk } from '../parts/whom-to-ask.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { consentsOf } from './asked.ts';
import './words/more.ts';

const PAGES = [
  ['devices', '/patient/more/devices', Smartphone],
  ['messages', '/patient/more/messages', Bell],
  ['recorded', '/patient/more/recorded', FileText],
  ['texts', '/patient/more/texts', ScrollText],
  ['optOut', '/patient/opt-out', OctagonX],
] as const satisfies readonly (readonly [string, string, LucideIcon])[];

/** The small print, and what waits for an answer in it. */
export function More() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const signers = useQuery({ queryKey: ['patient', 'signers'], queryFn: () => listSigners(gateway) });
  const consents = useQuery(consentsOf(gateway, spoken()));
  const own = signers.data?.filter(({ kind, standing }) => kind === 'self' && standing === 'stands').length;
  const current = signers.data?.find(({ isThis }) => isThis);
  const device = current?.name;
  const awaiting = consents.data?.filter(({ consent }) => consent.active && consent.awaitsAnswer).length ?? 0;
  const states: Readonly<Record<string, string | undefined>> = {
    devices: own === 1 ? t('more.oneWay') : undefined,
    recorded: awaiting > 0 ? t('more.awaits', { count: awaiting }) : undefined,
  };
  return (
    <Page title={t('more.title')}>
      {signers.isSuccess && (
        <p className="quiet">
          {device === undefined
            ? t(`more.signedInAs.${current?.type ?? 'passkey'}`)
            : t('more.signedInWith', { device })}
        </p>
      )}
      <ul role="list" className="stack">
        {PAGES.map(([name, to, Icon]) => (
          <li key={name}>
            <Link to={to} className="turn card">
              <Icon aria-hidden size={24} />
              <span className="stack close">
                <strong>{t(`more.${name}`)}</strong>
                <span className="quiet">{t(`more.${name}Hint`)}</span>
                {states[name] && <span className="state warn">{states[name]}</span>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <section className="stack close">
        <h2>{t('more.language')}</h2>
        <p>{t('more.languageText')}</p>
      </section>
      <WhomToAsk />
    </Page>
  );
}
