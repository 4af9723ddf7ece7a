import { Link, Outlet } from '@tanstack/react-router';
import { Languages, LogOut, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { session } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { type Language, speak, spoken } from '../words/language.ts';
import { Button } from './button.tsx';
import { IdleGuard } from './idle-guard.tsx';
import { QuickExit } from './quick-exit.tsx';
import { useIsOnline } from './use-is-online.ts';

/** What stands around each page. */
export function Frame() {
  const { t } = useTranslation();
  const presence = usePresence();
  const isIn = presence.state === 'in';
  return (
    <>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      {!useIsOnline() && (
        <div className="band" role="status">
          <p>{t('offline')}</p>
        </div>
      )}
      <header className="top no-print">
        <div className="row">
          <Link to="/" className="name">
            <ShieldCheck aria-hidden size={24} />
            {t('title')}
          </Link>
          <div className="row">
            <LanguageSwitch />
            {isIn && (
              <Button look="plain" onPress={() => void session.leave('signed-out')}>
                <LogOut aria-hidden size={18} />
                {t('signOut')}
              </Button>
            )}
            {isIn && presence.person.standing.subject !== undefined && <QuickExit />}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {isIn && <IdleGuard />}
    </>
  );
}

/** The other language, in its own word: there are two. */
function LanguageSwitch() {
  const { t } = useTranslation();
  const other: Language = spoken() === 'pt' ? 'en' : 'pt';
  return (
    <Button look="plain" onPress={() => void speak(other)}>
      <Languages aria-hidden size={18} />
      <span lang={other}>{t(other === 'pt' ? 'portuguese' : 'english')}</span>
    </Button>
  );
}
