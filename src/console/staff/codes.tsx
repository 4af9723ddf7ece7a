import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvFile } from '../../core/csv-cells.ts';
import { Button } from '../parts/button.tsx';
import { Officer } from '../parts/officer.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { startOf } from '../session/asked.ts';
import { day, isoTime } from '../words/times.ts';
import { KeepCode } from './keep-code.tsx';
import { Landed } from './landed.tsx';
import { Listing } from './listing.tsx';
import './patients-words.ts';
import './staff.css';

const DOOR = `${location.origin}/enter/patient`;

/** A one-time code that was just made. */
export interface NewCode {
  readonly number: string;
  readonly code: string;
  /** In ms. */
  readonly expires: number;
  readonly isGuardian: boolean;
  /** Whose it is, where several of one household have one each. */
  readonly whom?: string;
}

/** Codes are shown this once, with a letter for each person to be printed. */
export function Codes({ codes }: { readonly codes: readonly NewCode[] }) {
  const { t } = useTranslation('staff-patients');
  const count = codes.length;
  const [isKept, setKept] = useState(false);
  const letters = () => {
    setKept(true);
    print();
  };
  const save = () => {
    setKept(true);
    saveFile(
      'codes.csv',
      csvFile([
        ['number', 'code', 'expires', 'whom'],
        ...codes.map(({ number, code, expires, whom = '' }) => [number, code, isoTime(expires), whom]),
      ]),
      'text/csv;charset=utf-8',
    );
  };
  return (
    <section className="stack">
      <KeepCode isKept={isKept} />
      <div className="stack screen-only">
        <Landed>
          <Said as="warn" role="status">
            <p>
              <strong>{t('codeOnce', { count })}</strong>
            </p>
            <p>{t('codeHand')}</p>
          </Said>
        </Landed>
        <Listing
          label={t('code')}
          rows={codes}
          keyOf={({ code }) => code}
          empty=""
          columns={[
            { title: t('number'), cell: ({ number, whom }) => (whom === undefined ? number : `${number}: ${whom}`) },
            { title: t('code'), cell: ({ code }) => <span className="code">{grouped(code)}</span> },
            { title: t('goodUntil'), cell: ({ expires }) => day(expires / 1000) },
          ]}
        />
        <div className="row">
          <Button look="main" onPress={letters}>
            <Printer aria-hidden size={18} />
            {t('print', { count })}
          </Button>
          <Button onPress={save}>
            <Download aria-hidden size={18} />
            {t('saveCodes')}
          </Button>
        </div>
      </div>
      {codes.map((one) => (
        <CodeLetter key={one.code} {...one} />
      ))}
    </section>
  );
}

/** On paper alone, from the hospital by its name, with whom to telephone. The address is short, to be typed. */
function CodeLetter({ number, code, expires, isGuardian, whom }: NewCode) {
  const { t } = useTranslation('staff-patients');
  const { t: door } = useTranslation('doors');
  const start = useQuery(startOf());
  const hospital = start.data?.organisation ?? door('start.unnamed');
  return (
    <article className="letter">
      <p>
        <strong>{hospital}</strong>
      </p>
      <h2>{t('letterTitle')}</h2>
      {whom !== undefined && <p>{whom}</p>}
      <p>{t(isGuardian ? 'letterDearGuardian' : 'letterDear')}</p>
      <p>{isGuardian ? t('letterGuardian', { number, hospital }) : t('letterBody', { hospital })}</p>
      <p>{t('letterHow')}</p>
      <p>
        <strong>{DOOR}</strong>
      </p>
      <p className="code">{grouped(code)}</p>
      <p>{t('letterCamera')}</p>
      {/* What stands behind # is sent to nobody: a code in the address itself would be kept in logs on its way. */}
      <QrCode text={`${DOOR}#${code}`} label={t('letterPicture')} />
      <p>{t('letterUntil', { when: day(expires / 1000) })}</p>
      {!isGuardian && <p>{t('letterNumber', { number })}</p>}
      <Officer />
    </article>
  );
}

/** As it is read out and typed. */
function grouped(code: string): string {
  return code.match(/.{1,4}/g)?.join(' ') ?? code;
}
