import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { figure, size } from '../words/numbers.ts';
import type { Operation } from './operations.ts';
import { type Shown, shownBody } from './shown-body.ts';
import type { Tried } from './use-send.ts';

/** What came: status, time, body, headers. Nothing of it is ever taken for a page. */
export function AnswerView({ operation, tried }: { readonly operation: Operation; readonly tried: Tried }) {
  const { t } = useTranslation('api');
  const { answer, ms } = tried;
  const { status, headers, body } = answer;
  const listed = operation.answers[status] ?? (status >= 500 ? operation.answers['5XX'] : undefined);
  return (
    <div className="stack">
      <Said as={status < 300 ? 'done' : status < 500 ? 'warn' : 'danger'} role="status">
        <p>
          <strong>{t('status', { status })}</strong>{' '}
          {t('took', { ms: figure(Math.round(ms)), size: size(body.length) })}
        </p>
        {listed === undefined ? <p>{t('unlisted')}</p> : <p lang="en">{listed}</p>}
      </Said>
      {body.length > 0 && <Body name={operation.id} shown={shownBody(answer)} bytes={body} />}
      <details>
        <summary>{t('headers', { count: Object.keys(headers).length })}</summary>
        <dl className="facts headers">
          {Object.entries(headers).map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Body({ name, shown, bytes }: { readonly name: string; readonly shown: Shown; readonly bytes: Uint8Array }) {
  const { t } = useTranslation('api');
  const save = () => saveFile(`${name}.${shown.ending}`, new Uint8Array(bytes), 'application/octet-stream');
  return (
    <div className="stack close">
      {shown.text === undefined ? (
        <p>{t('noText')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className="answered" tabIndex={0} aria-label={t('answered')}>
          <pre className="bytes">{shown.text}</pre>
        </section>
      )}
      {shown.isCut && <p>{t('cut')}</p>}
      <div className="row">
        <Button onPress={save}>
          <FileDown aria-hidden size={16} />
          {t('save', { size: size(bytes.length) })}
        </Button>
      </div>
    </div>
  );
}
