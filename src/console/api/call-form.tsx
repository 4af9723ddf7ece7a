import { RotateCcw, Send } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePresence } from '../session/use-presence.ts';
import { AnswerView } from './answer.tsx';
import { AskOnce } from './ask-once.tsx';
import { BodyField } from './body-field.tsx';
import { changes, type Operation, type Parameter, takesJson } from './operations.ts';
import { ParameterField } from './parameter-field.tsx';
import { bodyFault, exampleOf, keyOf, type Typed, valueFault } from './plain-call.ts';
import { useSend } from './use-send.ts';
import { Doors } from './who-calls.tsx';

/** What an operation takes, filled in with its example; and what it answered. */
export function CallForm({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('api');
  const [typed, type] = useDraft<Typed>(`try ${operation.id}`, exampleOf(operation));
  const [file, setFile] = useState<File>();
  const [isJudged, setJudged] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const bodyElement = useRef<HTMLTextAreaElement>(null);
  const presence = usePresence();
  const send = useSend(operation);
  const wrong = bodyFault(operation, typed);
  const mayBe = operation.roles === undefined || presence.state === 'in';
  const go = () => send.mutate({ typed, file });
  const judge = () => {
    setJudged(true);
    if (operation.parameters.some((one) => valueFault(one, typed) !== undefined)) return;
    if (wrong === undefined) return changes(operation) ? setAsking(true) : go();
    bodyElement.current?.focus();
    bodyElement.current?.setSelectionRange(wrong.offset, wrong.offset + 1);
  };
  const headers = operation.parameters.filter(({ where }) => where === 'header');
  const inAddress = operation.parameters.filter((one) => !headers.includes(one));
  const fieldOf = (one: Parameter) => (
    <ParameterField
      key={keyOf(one)}
      parameter={one}
      value={typed.values[keyOf(one)] ?? ''}
      onChange={(value) => type({ values: { ...typed.values, [keyOf(one)]: value } })}
      fault={isJudged ? valueFault(one, typed) : undefined}
    />
  );
  return (
    <div className="call">
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          judge();
        }}
      >
        {inAddress.map(fieldOf)}
        {takesJson(operation) && (
          <BodyField ref={bodyElement} value={typed.body} onChange={(body) => type({ body })} fault={wrong} />
        )}
        {operation.body && !takesJson(operation) && (
          <div className="field">
            <label htmlFor="body-file">{t('file', { type: operation.body.type })}</label>
            <input id="body-file" type="file" onChange={({ target }) => setFile(target.files?.[0])} />
          </div>
        )}
        {headers.map(fieldOf)}
        {presence.state === 'nobody' && operation.roles && <Doors roles={operation.roles} />}
        <div className="row">
          {mayBe && (
            <Button type="submit" look="main" isPending={send.isPending}>
              <Send aria-hidden size={16} />
              {t(send.isPending ? 'sending' : 'send')}
            </Button>
          )}
          <Button look="plain" onPress={() => type(exampleOf(operation))}>
            <RotateCcw aria-hidden size={16} />
            {t('example')}
          </Button>
        </div>
      </form>
      <section className="stack came" aria-label={t('answer')} aria-busy={send.isPending}>
        <h2>{t('answer')}</h2>
        {send.isIdle && <p className="quiet">{t('none')}</p>}
        {send.isPending && <p role="status">{t('waits')}</p>}
        {send.isError && <Trouble error={send.error} />}
        {send.isSuccess && <AnswerView key={send.submittedAt} operation={operation} tried={send.data} />}
      </section>
      <AskOnce
        operation={operation}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onSend={() => {
          setAsking(false);
          go();
        }}
      />
    </div>
  );
}
