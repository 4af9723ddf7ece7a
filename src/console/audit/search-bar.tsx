import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/text-field.tsx';
import './log-words.ts';

/** Takes words and what is pasted; nothing is searched while somebody types. */
export function SearchBar({ find, onFind }: { readonly find: string; readonly onFind: (text: string) => void }) {
  const { t } = useTranslation('audit-log');
  const [text, setText] = useState(find);
  useEffect(() => setText(find), [find]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(text);
  };
  return (
    <search>
      <form className="stack close find" onSubmit={submit}>
        <TextField label={t('find')} hint={t('hint')} value={text} onChange={setText} autoComplete="off" />
        <div className="row">
          <Button type="submit" look="main">
            {t('search')}
          </Button>
        </div>
      </form>
    </search>
  );
}
