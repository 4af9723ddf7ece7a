import { useTranslation } from 'react-i18next';
import './estimate-words.ts';
import { DECLARES } from './use-of-data.ts';
import { useWords } from './use-words.ts';

/** Conditions that are open, each with the field that declares it, and what the gateway says. */
export function RefusedBy({ open, words }: { readonly open: readonly string[]; readonly words: readonly string[] }) {
  const { t } = useTranslation('research-estimate');
  return (
    <>
      {open.length > 0 && (
        <>
          <OpenConditions title={t('reviewText')} codes={open} />
          <p>{t('reviewElse')}</p>
        </>
      )}
      <GatewayWords words={words} />
    </>
  );
}

export function OpenConditions({ title, codes }: { readonly title: string; readonly codes: readonly string[] }) {
  const { t } = useTranslation('research-estimate');
  const { t: shared } = useTranslation('research');
  const { condition } = useWords();
  const how = (code: string) => {
    const fields = DECLARES[code] ?? [];
    if (fields.length === 0) return t('unanswerable');
    return fields.map((field) => t('declare', { field: shared(`use.${field}`) })).join(', ');
  };
  return (
    <div className="stack close">
      <p>{title}</p>
      <ul className="items">
        {codes.map((code) => (
          <li key={code}>
            {condition(code)}: {how(code)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The gateway speaks English. */
export function GatewayWords({ words }: { readonly words: readonly string[] }) {
  const { t } = useTranslation('research-estimate');
  if (words.length === 0) return null;
  return (
    <details>
      <summary>{t('gateway')}</summary>
      {words.map((one) => (
        <p key={one} lang="en" className="quiet">
          {one}
        </p>
      ))}
    </details>
  );
}
