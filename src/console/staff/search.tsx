import { useLocation, useNavigate } from '@tanstack/react-router';
import { Search as SearchIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import './search-words.ts';
import './staff.css';

/** Finds anything the holder has; Ctrl K or ⌘ K from everywhere in the house. */
export function Search() {
  const { t } = useTranslation('staff-search');
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const isFinding = useLocation({ select: ({ pathname }) => pathname === '/staff/search' });
  useEffect(() => {
    // What was looked for is over once another page is looked at.
    if (!isFinding) setText('');
  }, [isFinding]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <search className="no-print">
      <form
        className="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void navigate({ to: '/staff/search', state: { searched: text } });
        }}
      >
        <input
          ref={field}
          type="search"
          aria-label={t('label')}
          placeholder={t('label')}
          aria-keyshortcuts="Control+K Meta+K"
          value={text}
          onChange={({ target }) => setText(target.value)}
          // A receipt has several lines, and a field of one line would lose them.
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            if (!pasted.includes('\n')) return;
            event.preventDefault();
            setText(pasted.split('\n', 1)[0] ?? '');
            void navigate({ to: '/staff/search', state: { searched: pasted } });
          }}
        />
        <kbd className="quiet" aria-hidden>
          Ctrl K
        </kbd>
        <Button type="submit">
          <SearchIcon aria-hidden size={18} />
          <span className="word">{t('go')}</span>
        </Button>
      </form>
    </search>
  );
}
