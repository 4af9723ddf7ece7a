import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { describeAct, type Evidence, withdrawnBy } from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { figure } from '../words/numbers.ts';
import { actWords } from './act-words.ts';
import type { Names } from './log-filter.ts';
import type { ShownEntry } from './proven-entry.ts';
import { WholeId } from './whole-id.tsx';

/** More are in what lies behind the entry, as it is written. */
const SHOWN = 20;

/** Who signed what, from the request to the ledger, one card after the other. */
export function SignedCards({ proven, behind, names }: ShownEntry) {
  const { t } = useTranslation('audit-entry');
  const { t: ofLog } = useTranslation('audit-log');
  const { entry, size, proof, isAnchored } = proven;
  return (
    <section className="stack">
      <h2>{t('signed')}</h2>
      <ol role="list" className="chain">
        <SignedCard title={t('request.title')}>
          {behind?.state === 'open' && <Request evidence={behind.evidence} names={names} />}
          {behind !== undefined && behind.state !== 'open' && <p>{t(`evidence.${behind.state}`)}</p>}
        </SignedCard>
        <SignedCard title={t('decision.title')}>
          <p>{t('decision.text', { height: figure(entry.block.height) })}</p>
          <dl className="facts">
            {entry.purpose !== undefined && <Fact name={t('decision.purpose')}>{purposeWords(entry.purpose)}</Fact>}
            {entry.permit !== undefined && <Fact name={t('decision.permit')}>{figure(entry.permit)}</Fact>}
            {entry.basis !== undefined && <Fact name={t('decision.basis')}>{t(`story.basis.${entry.basis}`)}</Fact>}
            {entry.reason !== undefined && <Fact name={t('decision.reason')}>{ofLog(`reasons.${entry.reason}`)}</Fact>}
          </dl>
        </SignedCard>
        <SignedCard title={t('entry.title')}>
          <p>{t('entry.text')}</p>
          <dl className="facts">
            <Fact name={t('entry.leaf')}>
              <code>{proof.leaf}</code>
            </Fact>
            <Fact name={t('entry.evidence')}>
              <code>{entry.evidence}</code>
            </Fact>
          </dl>
        </SignedCard>
        <SignedCard title={t('head.title')}>
          <p>{t('head.text', { size: figure(size) })}</p>
          <dl className="facts">
            <Fact name={t('head.root')}>
              <code>{proof.root}</code>
            </Fact>
          </dl>
        </SignedCard>
        <SignedCard title={t('block.title')}>
          <p>{t(isAnchored ? 'block.anchored' : 'block.waits')}</p>
        </SignedCard>
      </ol>
    </section>
  );
}

function SignedCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li className="card stack close">
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Request({ evidence, names }: { readonly evidence: Evidence; readonly names: Names }) {
  const { t } = useTranslation('audit-entry');
  if (evidence.kind === 'revocation') return <Withdrawn evidence={evidence} />;
  if (evidence.kind !== 'request' && evidence.kind !== 'act') return <p>{t('request.none')}</p>;
  const { session } = evidence;
  const act = evidence.kind === 'act' ? describeAct(evidence) : undefined;
  return (
    <>
      {act !== undefined && <p>{t('request.act', { what: actWords(act.what) })}</p>}
      <p>{t(`request.${session.type}`)}</p>
      <dl className="facts">
        {session.type === 'organisation' && (
          <Fact name={t('request.member')}>{names.members.get(session.member) ?? session.member}</Fact>
        )}
        {act?.person !== undefined && (
          <Fact name={t('request.person')}>
            <WholeId id={act.person} of="person" />
          </Fact>
        )}
        {act !== undefined && <Patients subjects={act.subjects} />}
      </dl>
    </>
  );
}

function Withdrawn({ evidence }: { readonly evidence: Extract<Evidence, { kind: 'revocation' }> }) {
  const { t } = useTranslation('audit-entry');
  const withdrawn = withdrawnBy(evidence);
  return (
    <>
      {withdrawn.by === 'signer' ? (
        <p>{t('request.withdrawal')}</p>
      ) : (
        <p>
          {t('request.recorded')} <code>{withdrawn.form}</code>
        </p>
      )}
      <dl className="facts">
        <Patients subjects={[evidence.subject]} />
      </dl>
    </>
  );
}

/** Whom it was about, as far as there are not too many to read. */
function Patients({ subjects }: { readonly subjects: readonly string[] }) {
  const { t } = useTranslation('audit-entry');
  if (subjects.length === 0) return null;
  return (
    <Fact name={t('request.patient', { count: subjects.length })}>
      {subjects.slice(0, SHOWN).map((subject) => (
        <WholeId key={subject} id={subject} of="patient" isLinked />
      ))}
      {subjects.length > SHOWN && t('request.others', { figure: figure(subjects.length - SHOWN) })}
    </Fact>
  );
}
