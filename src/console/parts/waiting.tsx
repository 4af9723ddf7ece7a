import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const SOON_MS = 200;

/** The page's own shape in quiet lines; nothing for an answer that comes at once. */
export function Waiting() {
  const { t } = useTranslation();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className="waiting" role="status">
      <span />
      <span />
      <span />
      <p className="unseen">{t('loading')}</p>
    </div>
  );
}
