import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Languages, LogOut, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { OF_PATIENTS } from '../houses.ts';
import { session } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { type Language, speak, spoken } from '../words/language.ts';
import { Button } from './button.tsx';
import { QuickExit } from './quick-exit.tsx';
import { SessionGuard } from './session-guard.tsx';
import { useIsOnline } from './use-is-online.ts';

/** What stands around each page. */
export function Frame() {
  const { t } = useTranslation();
  const presence = usePresence();
  const isIn = presence.state === 'in';
  const isPatients = useLocation({ select: ({ pathname }) => OF_PATIENTS.test(pathname) });
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
            <span>{t('title')}</span>
          </Link>
          <div className="row">
            <LanguageSwitch />
            {isIn && (
              <Button look="plain" onPress={() => void session.leave('signed-out')}>
                <LogOut aria-hidden size={18} />
                <span>{t('signOut')}</span>
              </Button>
            )}
            {isPatients && <QuickExit />}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {isIn && <SessionGuard />}
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
