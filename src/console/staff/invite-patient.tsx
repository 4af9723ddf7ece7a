import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formDigest, type GuardianTerms, invite, listInvitations, type Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { day } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Codes } from './codes.tsx';
import { isOver, lastSecond } from './figures.ts';

type Whom = 'self' | GuardianTerms['as'];
const WHOM = ['self', 'parent', 'legal-representative'] as const;

/** A code for the patient or a guardian: one person, one code. */
export function InvitePatient({ subject, number }: { readonly subject: Pseudonym; readonly number: string }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [whom, setWhom] = useState<Whom>();
  const [identified, setIdentified] = useState('');
  const [document, setDocument] = useState('');
  const [until, setUntil] = useState('');
  const make = useStaffAct(() => {
    const guardian = isGuardian(whom)
      ? {
          guardian: {
            as: whom,
            document: formDigest(document.trim()),
            ...(until ? { until: lastSecond(until) } : {}),
          },
        }
      : {};
    return invite(gateway, [{ subject, identification: identified.trim(), ...guardian }]);
  });
  const open = [
    ...(whom === undefined ? (['inviteWhom'] as const) : []),
    ...(identified.trim() === '' ? (['identified'] as const) : []),
    ...(isGuardian(whom) && document.trim() === '' ? (['document'] as const) : []),
    ...(isGuardian(whom) && isOver(until) ? (['guardianUntil'] as const) : []),
  ];
  if (make.data !== undefined) {
    const codes = make.data.map(({ code, expires }) => ({ number, code, expires, isGuardian: whom !== 'self' }));
    return <Codes codes={codes} />;
  }
  return (
    <section className="stack panel">
      <h2>{t('invite')}</h2>
      <CodesOut subject={subject} />
      <OneOf
        label={t('inviteWhom')}
        value={whom}
        onChange={(value) => setWhom(value as Whom)}
        options={WHOM.map((value) => ({ value, label: t(`signer.${value}`) }))}
      />
      <TextField label={t('identified')} hint={t('identifiedHint')} value={identified} onChange={setIdentified} />
      {isGuardian(whom) && (
        <>
          <TextField label={t('document')} hint={t('documentHint')} value={document} onChange={setDocument} />
          <TextField
            label={t('guardianUntil')}
            type="date"
            value={until}
            onChange={setUntil}
            fault={isOver(until) ? staff('dayOver') : undefined}
          />
        </>
      )}
      {open.length > 0 && (
        <p className="quiet">{staff('stillOpen', { what: open.map((part) => t(part)).join(' · ') })}</p>
      )}
      {make.isError && <Refusal error={make.error} />}
      <div className="row">
        <Button look="main" isDisabled={open.length > 0} isPending={make.isPending} onPress={() => make.mutate()}>
          {t('makeCode')}
        </Button>
      </div>
    </section>
  );
}

function isGuardian(whom: Whom | undefined): whom is GuardianTerms['as'] {
  return whom !== undefined && whom !== 'self';
}

/** Before another code is made: whether one is out. */
function CodesOut({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const codes = useQuery({
    queryKey: ['staff', 'invitations', subject],
    queryFn: () => listInvitations(gateway, { subject }),
  });
  const own = (codes.data ?? []).filter(({ state }) => state !== 'expired');
  return own.map(({ id, statement, expires }) => (
    <p key={id} className="state warn">
      {t('codeOut', { whom: t(`signer.${statement.guardian?.as ?? 'self'}`), when: day(expires / 1000) })}
    </p>
  ));
}
