import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FoundReference, findReference, type RecordedBy, type ReferencedActKind } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import { recordedWords } from './act-words.ts';
import type { Names } from './log-filter.ts';
import { shortened } from './names.ts';
import { WholeId } from './whole-id.tsx';

/** Patients who are asked about one by one without a press: as many as takes some seconds. */
const FEW = 200;

/** What a text is the reference or the reason of: the ledger has no more of it than its digest, and no entry has the text. */
export function Referenced({
  text,
  names,
  isFound,
  onKnown,
}: {
  readonly text: string;
  readonly names: Names;
  /** Whether entries say it: then it is hardly a reference, and nobody is told that it is none. */
  readonly isFound: boolean;
  /** Is told the text once it is known as the reference of something. */
  readonly onKnown: (text: string) => void;
}) {
  const { t } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const [looked, setLooked] = useState<readonly [done: number, of: number]>();
  // So many would be asked about one by one, which is done when somebody says so.
  const [many, setMany] = useState(0);
  const [asksAll, setAsksAll] = useState(false);
  const found = useQuery({
    queryKey: ['audit', 'reference', text, asksAll],
    queryFn: ({ signal }) =>
      findReference(gateway, text, {
        signal,
        onLooked: (...far) => setLooked(far),
        mayAsk: (patients) => {
          setMany(patients > FEW ? patients : 0);
          return asksAll || patients <= FEW;
        },
      }),
    retry: false,
    staleTime: 0,
  });
  const isKnown = (found.data?.length ?? 0) > 0;
  useEffect(() => {
    if (isKnown) onKnown(text);
  }, [isKnown, onKnown, text]);
  if (found.isError) return <Trouble error={found.error} again={() => void found.refetch()} />;
  if (found.data === undefined) {
    return (
      <>
        <p role="status" className="quiet">
          {looked ? t('reference.looked', { done: figure(looked[0]), of: figure(looked[1]) }) : t('reference.looks')}
        </p>
        {asksAll && (
          <div className="row">
            <Button onPress={() => setAsksAll(false)}>{t('reference.stop')}</Button>
          </div>
        )}
      </>
    );
  }
  return (
    <>
      {isKnown && (
        <Said role="status">
          <p>{t('reference.found')}</p>
          <ul className="items">
            {found.data.map((one) => (
              <li key={JSON.stringify(one)}>
                <Found found={one} names={names} />
              </li>
            ))}
          </ul>
        </Said>
      )}
      {many > 0 && !asksAll && (
        <div className="stack close">
          <p className="quiet">{t('reference.unasked', { figure: figure(many) })}</p>
          <div className="row">
            <Button onPress={() => setAsksAll(true)}>{t('reference.ask', { figure: figure(many) })}</Button>
          </div>
        </div>
      )}
      {!isKnown && !isFound && (many === 0 || asksAll) && <p className="quiet">{t('reference.none')}</p>}
    </>
  );
}

function Found({ found, names }: { readonly found: FoundReference; readonly names: Names }) {
  const { t } = useTranslation('audit-log');
  if (found.as === 'ledger') {
    const { what, at, permit, subject } = found.act;
    return (
      <>
        {t(`reference.ledger.${what as ReferencedActKind}`, { when: moment(at), permit })} <Patient subject={subject} />
        {permit !== undefined && (
          <Link to="/audit/log" search={{ find: `permit:${permit}` }}>
            {t('reference.showPermit', { permit })}
          </Link>
        )}
      </>
    );
  }
  const { at, by, subject } = found.as === 'recorded' ? found.act : found.form;
  const what = recordedWords(found.as === 'recorded' ? found.act.what : 'incomplete');
  const seq = found.as === 'recorded' ? found.act.seq : undefined;
  return (
    <>
      {t(`reference.${found.as}`, { what, when: moment(at), who: whoOf(t('somebody'), names, by) })}{' '}
      <Patient subject={subject} />
      {seq !== undefined && (
        <Link to="/audit/log/$seq" params={{ seq: String(seq) }} search={{ log: undefined }}>
          {t('pasted.openEntry', { seq: figure(seq) })}
        </Link>
      )}
    </>
  );
}

function Patient({ subject }: { readonly subject: string | undefined }) {
  const { t } = useTranslation('audit-log');
  if (subject === undefined) return null;
  return (
    <>
      {t('reference.patient')} <WholeId id={subject} of="patient" isLinked />{' '}
    </>
  );
}

function whoOf(somebody: string, { members }: Names, by: RecordedBy['by'] | undefined): string {
  if (by === undefined) return somebody;
  return by.person === undefined ? (members.get(by.member) ?? shortened(by.member)) : shortened(by.person);
}
