import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endPaperOnly, type PaperOnly, type Pseudonym, readPaperOnly, setPaperOnly } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { Confirm } from './confirm.tsx';
import './paper-only-words.ts';

const DOES = ['in', 'codes', 'told', 'stands', 'paper'] as const;

/** For a patient whose telephone, mailbox or passkey somebody else has: whoever comes with it is a stranger here from then on. */
export function PatientPaperOnly({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-paper-only');
  const { gateway } = usePerson();
  const standing = useQuery({
    queryKey: ['staff', 'paper-only', subject],
    queryFn: async () => ({ paperOnly: await readPaperOnly(gateway, subject) }),
  });
  return (
    <section className="stack">
      <h2>{t('title')}</h2>
      <Answer query={standing}>
        {({ paperOnly }) =>
          paperOnly === undefined ? <Off subject={subject} /> : <On subject={subject} paperOnly={paperOnly} />
        }
      </Answer>
    </section>
  );
}

function Off({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-paper-only');
  const { gateway } = usePerson();
  return (
    <>
      <p>{t('for')}</p>
      <div className="row">
        <Confirm
          look="outlined"
          verb={t('switch')}
          title={t('switchTitle')}
          reason={{ label: t('reason'), hint: t('reasonHint'), most: 500 }}
          act={(reason) => setPaperOnly(gateway, subject, reason)}
        >
          <p>{t('word')}</p>
          <Does />
        </Confirm>
      </div>
    </>
  );
}

function On({ subject, paperOnly }: { readonly subject: Pseudonym; readonly paperOnly: PaperOnly }) {
  const { t } = useTranslation('staff-paper-only');
  const { gateway } = usePerson();
  const { at, person, name, reason } = paperOnly;
  const by = name ?? t(person === undefined ? 'byAccount' : 'byPerson');
  return (
    <>
      <Said role="status">
        <p>
          <strong>{t('since', { when: moment(at) })}</strong>
        </p>
        <p>{t('by', { by, reason })}</p>
      </Said>
      <details className="folded">
        <summary>{t('means')}</summary>
        <Does />
      </details>
      <p>{t('telephone')}</p>
      <div className="row">
        <Confirm look="outlined" verb={t('undo')} title={t('undoTitle')} act={() => endPaperOnly(gateway, subject)}>
          <p>{t('undoSays')}</p>
        </Confirm>
      </div>
    </>
  );
}

function Does() {
  const { t } = useTranslation('staff-paper-only');
  return (
    <ul className="items">
      {DOES.map((what) => (
        <li key={what}>{t(`does.${what}`)}</li>
      ))}
    </ul>
  );
}
