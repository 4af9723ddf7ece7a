import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  cancelBinding,
  endGuardian,
  formDigest,
  type KnownSigner,
  type Pseudonym,
  type Subject,
  setStage,
  subjectSigners,
  voidInvitations,
} from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { date, moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { openCodesOf } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { Listing } from './listing.tsx';

const STAGES = ['guardian', 'both', 'self'] as const;

/** Who signs for the patient, guardians too, and who decides for a young person. */
export function PatientSigners({ patient: { subject, stage } }: { readonly patient: Subject }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const signers = useQuery({
    queryKey: ['staff', 'signers', subject],
    queryFn: () => subjectSigners(gateway, subject),
  });
  const next = stage === 'none' ? STAGES : STAGES.slice(STAGES.indexOf(stage) + 1);
  return (
    <section className="stack">
      <h2>{t('who')}</h2>
      <Answer query={signers}>
        {(all) => (
          <Listing
            label={t('who')}
            rows={all}
            keyOf={({ signer }) => signer}
            empty={t('whoNone')}
            columns={[
              { title: t('signs'), cell: (one) => <Who signer={one} /> },
              { title: t('now'), cell: (one) => <Standing signer={one} /> },
              { title: t('used'), cell: ({ used }) => (used === undefined ? '' : moment(used)) },
              { title: staff('todo'), cell: (one) => <SignerAct subject={subject} signer={one} /> },
            ]}
          />
        )}
      </Answer>
      <details className="folded">
        <summary>{t('stage')}</summary>
        <p>{t(`stages.${stage}`)}</p>
        <div className="row">
          {next.map((to) => (
            <Confirm
              key={to}
              look="outlined"
              verb={t(`toStage.${to}`)}
              title={`${t(`toStage.${to}`)}?`}
              reason={{ label: t('stageReason') }}
              act={(reason) => setStage(gateway, subject, to, formDigest(reason))}
            >
              <p>{t('stageSays')}</p>
            </Confirm>
          ))}
        </div>
      </details>
      <VoidCodes subject={subject} />
    </section>
  );
}

/** Where codes are open, or whether any are cannot be told. */
function VoidCodes({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const { data: open = [], isError } = useQuery(openCodesOf(gateway, subject));
  if (open.length === 0 && !isError) return null;
  return (
    <div className="row">
      <Confirm verb={t('voidCodes')} title={t('voidTitle')} look="plain" act={() => voidInvitations(gateway, subject)}>
        <p>{t('voidSays')}</p>
      </Confirm>
    </div>
  );
}

function Who({ signer: { kind, as, type, name, fell } }: { readonly signer: KnownSigner }) {
  const { t } = useTranslation('staff-patients');
  return (
    <>
      {t(`signer.${kind === 'self' ? 'self' : (as ?? 'guardian')}`)}, {t(`signerType.${type}`)}
      {name && ` (${name})`}
      {fell !== undefined && <p className="state danger">{t('fell')}</p>}
    </>
  );
}

function Standing({ signer: { standing, from, leavesAt = 0, until } }: { readonly signer: KnownSigner }) {
  const { t } = useTranslation('staff-patients');
  return (
    <>
      {t(`standing.${standing}`, { when: date(standing === 'waits' ? from : leavesAt) })}
      {until !== undefined && <p className="quiet">{t('until', { when: date(until) })}</p>}
    </>
  );
}

function SignerAct({ subject, signer }: { readonly subject: Pseudonym; readonly signer: KnownSigner }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  if (signer.standing === 'waits') {
    return (
      <Confirm
        verb={t('cancelSigner')}
        title={t('cancelSignerTitle')}
        act={() => cancelBinding(gateway, subject, signer.signer)}
      >
        <p>{t('cancelSignerSays')}</p>
      </Confirm>
    );
  }
  if (signer.kind !== 'guardian' || signer.standing === 'ended') return null;
  return (
    <Confirm
      verb={t('endGuardian')}
      title={t('endGuardianTitle')}
      reason={{ label: t('stageReason') }}
      act={(reason) => endGuardian(gateway, subject, signer.signer, formDigest(reason))}
    >
      <p>{t('endGuardianSays')}</p>
    </Confirm>
  );
}
