import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formDigest, type GuardianTerms, invite, type Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { day } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { openCodesOf, useStaffAct } from './asked.ts';
import { Codes } from './codes.tsx';
import { isOver, lastSecond } from './figures.ts';

type Whom = 'self' | GuardianTerms['as'];
const WHOM = ['self', 'parent', 'legal-representative'] as const;

/** One person of a household, as it is invited. */
type Invited = Omit<Parameters<typeof invite>[1][number], 'subject'>;

/** Codes for the patient and its guardians, made in one step and printed as one pack: one person, one code. */
export function InvitePatient({ subject, number }: { readonly subject: Pseudonym; readonly number: string }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [whom, setWhom] = useState<Whom>();
  const [identified, setIdentified] = useState('');
  const [document, setDocument] = useState('');
  const [until, setUntil] = useState('');
  const [others, setOthers] = useState<readonly Invited[]>([]);
  const asked = (): Invited[] => {
    const guardian = isGuardian(whom)
      ? {
          guardian: { as: whom, document: formDigest(document.trim()), ...(until ? { until: lastSecond(until) } : {}) },
        }
      : {};
    return [...others, { identification: identified.trim(), ...guardian }];
  };
  const make = useStaffAct((people: readonly Invited[]) =>
    invite(
      gateway,
      people.map((one) => ({ subject, ...one })),
    ),
  );
  const addAnother = () => {
    setOthers(asked());
    setWhom(undefined);
    for (const clear of [setIdentified, setDocument, setUntil]) clear('');
  };
  const open = [
    ...(whom === undefined ? (['inviteWhom'] as const) : []),
    ...(identified.trim() === '' ? (['identified'] as const) : []),
    ...(isGuardian(whom) && document.trim() === '' ? (['document'] as const) : []),
    ...(isGuardian(whom) && isOver(until) ? (['guardianUntil'] as const) : []),
  ];
  if (make.data !== undefined) {
    const people = make.variables ?? [];
    const codes = make.data.map(({ code, expires }, i) => ({
      ...{ number, code, expires, isGuardian: people[i]?.guardian !== undefined },
      ...(people.length > 1 && people[i] ? { whom: wordsOf(people[i], t) } : {}),
    }));
    return <Codes codes={codes} />;
  }
  return (
    <section className="stack panel">
      <h2>{t('invite')}</h2>
      <CodesOut subject={subject} />
      {others.length > 0 && (
        <div className="stack close">
          <p>{t('household')}</p>
          <ul className="stack close">
            {others.map((one) => (
              <li key={wordsOf(one, t)} className="row">
                {wordsOf(one, t)}
                <Button look="plain" onPress={() => setOthers(others.filter((other) => other !== one))}>
                  {t('householdWithout', { whom: wordsOf(one, t) })}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <OneOf
        label={t('inviteWhom')}
        value={whom}
        onChange={(value) => setWhom(value as Whom)}
        options={WHOM.filter((value) => value !== 'self' || !others.some(isPatient)).map((value) => ({
          value,
          label: t(`signer.${value}`),
        }))}
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
        <Button
          look="main"
          isDisabled={open.length > 0}
          isPending={make.isPending}
          onPress={() => make.mutate(asked())}
        >
          {t('makeCode', { count: others.length + 1 })}
        </Button>
        <Button isDisabled={open.length > 0} onPress={addAnother}>
          {t('householdMore')}
        </Button>
      </div>
    </section>
  );
}

/** `mother or father: identity card, seen at the desk` */
function wordsOf({ guardian, identification }: Invited, t: TFunction<'staff-patients'>): string {
  return t('householdOne', { whom: t(`signer.${guardian?.as ?? 'self'}`), identified: identification });
}

/** There is but one patient: everybody else who is added signs for that one. */
function isPatient({ guardian }: Invited): boolean {
  return guardian === undefined;
}

function isGuardian(whom: Whom | undefined): whom is GuardianTerms['as'] {
  return whom !== undefined && whom !== 'self';
}

/** Before another code is made: whether one is out. */
function CodesOut({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const { data = [] } = useQuery(openCodesOf(gateway, subject));
  return data.map(({ id, statement, expires }) => (
    <p key={id} className="state warn">
      {t('codeOut', { whom: t(`signer.${statement.guardian?.as ?? 'self'}`), when: day(expires / 1000) })}
    </p>
  ));
}
