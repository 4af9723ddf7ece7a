import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  judgeReceipt,
  kindWords,
  listMembers,
  type OwnAccess,
  ownAccesses,
  plainPurpose,
  sensitiveWords,
} from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { day, moment } from '../words/times.ts';
import './words/accesses.ts';

export function Accesses() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const accesses = useQuery({ queryKey: ['patient', 'accesses'], queryFn: () => ownAccesses(gateway) });
  const members = useQuery({ queryKey: ['members'], queryFn: () => listMembers(gateway) });
  const names = new Map(members.data?.map(({ identity, name }) => [identity as string, name]));
  return (
    <Page title={t('accesses.title')}>
      <Said>
        <p>{t('accesses.covers')}</p>
      </Said>
      <Asked query={accesses}>
        {(all) =>
          all.length === 0 ? (
            <p>{t('accesses.none')}</p>
          ) : (
            <ol role="list" className="stack">
              {linesOf(all).map((line) => (
                <li key={line.key}>
                  <AccessCard line={line} name={names.get(line.requester) ?? t('accesses.unknown')} />
                </li>
              ))}
            </ol>
          )
        }
      </Asked>
    </Page>
  );
}

/** All of one day by one requester for one purpose: a download is many releases. */
interface Line {
  readonly key: string;
  readonly requester: string;
  readonly purpose: string;
  readonly day: string;
  readonly accesses: readonly OwnAccess[];
}

function linesOf(accesses: readonly OwnAccess[]): Line[] {
  const lines = new Map<string, Line>();
  for (const access of accesses.toReversed()) {
    const { requester = '', purpose } = access.entry;
    const when = day(access.time / 1000);
    const key = `${when} ${requester} ${purpose}`;
    const known = lines.get(key);
    const line = {
      key,
      requester,
      purpose: plainPurpose(purpose, spoken()) ?? '',
      day: when,
      accesses: [...(known?.accesses ?? []), access],
    };
    lines.set(key, line);
  }
  return [...lines.values()];
}

function AccessCard({ line, name }: { readonly line: Line; readonly name: string }) {
  const { t } = useTranslation('patient');
  const kinds: Record<string, number> = {};
  for (const one of line.accesses) {
    for (const [kind, count] of Object.entries(one.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
  }
  const categories = line.accesses.reduce((bits, one) => (bits | one.categories) >>> 0, 0);
  return (
    <article className="card stack">
      <h2>{name}</h2>
      <p>
        <time>{line.day}</time>, {t('accesses.purpose', { purpose: line.purpose })}
      </p>
      <dl className="facts">
        <dt>{t('accesses.what')}</dt>
        <dd>{kindWords(kinds, spoken())}</dd>
        <dt>{t('accesses.sensitive')}</dt>
        <dd>{sensitiveWords(categories, spoken()).join(', ') || t('accesses.nothing')}</dd>
        <dt>{t('accesses.times')}</dt>
        <dd>{line.accesses.length}</dd>
      </dl>
      <details>
        <summary>{t('accesses.each')}</summary>
        <ol role="list" className="stack">
          {line.accesses.map((access) => (
            <li key={access.seq}>
              <OneAccess access={access} />
            </li>
          ))}
        </ol>
      </details>
    </article>
  );
}

function OneAccess({ access }: { readonly access: OwnAccess }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const verdict = useQuery({
    queryKey: ['patient', 'receipt', access.seq],
    queryFn: async () => judgeReceipt(new TextEncoder().encode(access.receipt), [await gateway.known()]),
  });
  return (
    <div className="stack close">
      <p>
        <time>{moment(access.time)}</time>: {kindWords(access.kinds, spoken())}
      </p>
      {verdict.data?.verdict === 'verified' && (
        <Said as="done">
          <p>{t('accesses.verified')}</p>
        </Said>
      )}
      {verdict.data && verdict.data.verdict !== 'verified' && (
        <Said as="danger">
          <p>{t('accesses.unverified', { reason: verdict.data.reason })}</p>
        </Said>
      )}
      <div className="row">
        <Button onPress={() => saveFile(`access-${access.seq}.tlog-proof`, access.receipt)}>
          <Download aria-hidden size={18} />
          {t('accesses.receipt')}
        </Button>
      </div>
    </div>
  );
}
