import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, confirmAct, declineAct, readAct } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer, Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Landed } from './landed.tsx';

/** What one person asked for, and another one reads whole before it says yes or no. */
export function WaitingActs({ acts }: { readonly acts: readonly Act[] }) {
  const { t } = useTranslation('staff-overview');
  const [done, setDone] = useState<{ readonly what: 'done' | 'declined'; readonly answer?: unknown }>();
  if (acts.length === 0 && done === undefined) return null;
  return (
    <section className="stack">
      <h2>{t('actsTitle')}</h2>
      {done && (
        <Landed>
          <Said as="done" role="status">
            <p>{t(done.what)}</p>
            <Given answer={done.answer} />
          </Said>
        </Landed>
      )}
      {acts.map((act) => (
        <WaitingAct key={act.act} act={act} onDone={setDone} />
      ))}
    </section>
  );
}

function WaitingAct({
  act: { act, by, what, since, expires },
  onDone,
}: {
  readonly act: Act;
  readonly onDone: (done: { readonly what: 'done' | 'declined'; readonly answer?: unknown }) => void;
}) {
  const { t } = useTranslation('staff-overview');
  const { gateway } = usePerson();
  const [isOpen, setOpen] = useState(false);
  const facts = useQuery({
    queryKey: ['staff', 'act', act],
    queryFn: () => readAct(gateway, act),
    enabled: isOpen,
  });
  const confirm = useStaffAct(async () => onDone({ what: 'done', answer: (await confirmAct(gateway, act)).answer }));
  const decline = useStaffAct(async () => {
    await declineAct(gateway, act);
    onDone({ what: 'declined' });
  });
  return (
    <article className="panel stack close">
      <p>
        <strong>{t('actWho', { name: by.name ?? t('somebody'), what })}</strong>
      </p>
      <p className="quiet">
        {t('asked', { when: moment(since) })}
        {expires !== undefined && `. ${t('expires', { when: moment(expires) })}`}
      </p>
      <details className="folded" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('details')}</summary>
        <Answer query={facts}>
          {(read) => (
            <dl className="facts">
              {read.facts.map(({ name, value }) => (
                <div key={`${name} ${value}`} className="stack close">
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </Answer>
      </details>
      {(confirm.isError || decline.isError) && <Refusal error={confirm.error ?? decline.error} />}
      <div className="row">
        {/* Who has not read what it is cannot confirm it. */}
        <Button
          look="main"
          isDisabled={facts.data === undefined}
          isPending={confirm.isPending}
          onPress={() => confirm.mutate()}
        >
          {t('confirm')}
        </Button>
        <Button isPending={decline.isPending} onPress={() => decline.mutate()}>
          {t('decline')}
        </Button>
      </div>
    </article>
  );
}

/** One-time codes that the call gave, for whoever confirmed it to hand out. */
function Given({ answer }: { readonly answer: unknown }) {
  const { t } = useTranslation('staff-overview');
  const codes = codesIn(answer);
  if (codes.length === 0) return null;
  return (
    <>
      <p>{t('answer')}</p>
      {codes.map((code) => (
        <p key={code} className="code">
          {code.match(/.{1,4}/g)?.join(' ')}
        </p>
      ))}
    </>
  );
}

/** Wherever they stand in what a call answered. */
function codesIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'code' && typeof value === 'string' ? [value] : codesIn(value),
  );
}
