import { useTranslation } from 'react-i18next';
import '../parts/duty-words.ts';
import type { StaffChange, StaffPasskey } from '../../client/index.ts';
import { moment } from '../words/times.ts';
import { Confirm } from './confirm.tsx';
import { Listing } from './listing.tsx';
import './people-words.ts';

/** Passkeys of a person, each with what takes it away, for whom that is given. */
export function PasskeysList({
  passkeys,
  remove,
}: {
  readonly passkeys: readonly StaffPasskey[];
  readonly remove?: (credential: string) => Promise<unknown>;
}) {
  const { t } = useTranslation('staff-people');
  const { t: staff } = useTranslation('staff');
  return (
    <Listing
      label={t('keys')}
      rows={passkeys}
      keyOf={({ credential }) => credential}
      empty={t('keysNone')}
      columns={[
        {
          title: t('device'),
          cell: ({ name, fell }) => (
            <>
              {name}
              {fell !== undefined && <p className="state danger">{t('fell')}</p>}
            </>
          ),
        },
        { title: t('created'), cell: ({ created }) => moment(created) },
        { title: t('used'), cell: ({ used }) => (used === undefined ? '' : moment(used)) },
        ...(remove === undefined
          ? []
          : [
              {
                title: staff('todo'),
                cell: ({ credential, name }: StaffPasskey) => (
                  <Confirm verb={t('remove')} title={t('removeTitle', { name })} act={() => remove(credential)}>
                    <p>{t('removeSays')}</p>
                  </Confirm>
                ),
              },
            ]),
      ]}
    />
  );
}

/** What was changed of a person, by whom. */
export function ChangesList({ changes }: { readonly changes: readonly StaffChange[] }) {
  const { t } = useTranslation('staff-people');
  const { t: of } = useTranslation('duty');
  if (changes.length === 0) return <p className="quiet">{t('changesNone')}</p>;
  return (
    <ul className="items">
      {changes.map(({ what, at, by, personName = '', name = '', duties = [], device = '' }) => (
        <li key={`${at} ${what}`}>
          {moment(at)}:{' '}
          {t(`change.${what}`, { name, device, duties: duties.map((duty) => of(`name.${duty}`)).join(', ') })} (
          {t(`by.${by}`, { name: personName })})
        </li>
      ))}
    </ul>
  );
}
