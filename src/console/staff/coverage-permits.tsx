import { useTranslation } from 'react-i18next';
import { attestedCodes, type Permit } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { useNames } from './asked.ts';
import './coverage-words.ts';
import { StateMark } from './state-mark.tsx';
import { useWordsOfUse } from './use-words.ts';

/** Sets what the request is taken to meet. */
export type Choose = (codes: readonly string[]) => void;

/** The permits that count, first: whom each of them reaches is what people come for. */
export function PermitsNow({
  permits,
  meets,
  choose,
}: {
  readonly permits: readonly Permit[];
  readonly meets: readonly string[];
  readonly choose: Choose;
}) {
  const { t } = useTranslation('staff-coverage');
  const names = useNames();
  const words = useWordsOfUse();
  if (permits.length === 0) return null;
  return (
    <>
      <p>{t('permitsNow')}</p>
      <ul role="list" className="stack close">
        {permits.map((one) => {
          const { permit, requester, purpose } = one;
          const codes = attestedCodes(one);
          const facts = { number: permit, who: names.member(requester), purpose: words.purpose(purpose) };
          return (
            <li key={permit} className="panel stack close">
              <p>
                {t('permit', facts)}{' '}
                {codes.length === 0
                  ? t('attestsNothing')
                  : t('attests', { what: codes.map(words.modifier).join('; ') })}
              </p>
              <div className="row">
                {isSame(codes, meets) ? (
                  <StateMark as="done">{t('isUnder')}</StateMark>
                ) : (
                  <Button onPress={() => choose(codes)}>{t('asUnder', { number: permit })}</Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((code) => other.includes(code));
}
