import { useTranslation } from 'react-i18next';
import './words.ts';

/** How who runs a node does the same there: behind a fold, since whoever reads the page types no commands. */
export function ByCommand({ commands }: { readonly commands: readonly string[] }) {
  const { t } = useTranslation('staff');
  return (
    <details className="folded">
      <summary>{t('byCommand')}</summary>
      <ul className="items">
        {commands.map((command) => (
          <li key={command}>
            <code>{command}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
