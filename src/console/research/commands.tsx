import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset, Permit } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { usePerson } from '../session/use-presence.ts';
import { COMMANDS, commandLines } from './fetch/commands.ts';
import type { DownloadSearch } from './routes.tsx';

/** The download as it is typed elsewhere. */
export function Commands({
  dataset,
  permit,
  order,
}: {
  readonly dataset: Dataset;
  readonly permit: Permit;
  readonly order: DownloadSearch;
}) {
  const { t } = useTranslation('research-download');
  const { gateway } = usePerson();
  const [shown, setShown] = useState<(typeof COMMANDS)[number]>('custos');
  const identity = useQuery({ queryKey: ['research', 'identity'], queryFn: () => gateway.identity() });
  const node = useQuery({
    queryKey: ['research', 'node'],
    queryFn: async () => (await gateway.json<{ rpc?: string }>('GET', '/v1/ledger')).rpc ?? '',
  });
  const lines = commandLines({
    rpc: node.data || 'RPC',
    endpoint: gateway.endpoint,
    dataset: dataset.name || dataset.dataset,
    purpose: permit.purpose,
    permit: permit.permit,
    use: order,
    ledger: identity.data?.ledger.replace(/^eip155:/, '') ?? 'LEDGER',
  });
  return (
    <section className="card stack">
      <h2>{t('command.title')}</h2>
      <Select
        label={t('command.with')}
        value={shown}
        options={COMMANDS.map((value) => ({ value, label: t(`command.tab.${value}`) }))}
        onChange={(value) => setShown(COMMANDS.find((one) => one === value) ?? 'custos')}
      />
      <CommandLines text={lines[shown]} />
      <p className="quiet">{t('command.text')}</p>
      {shown !== 'python' && <p className="quiet">{t('command.custos')}</p>}
      {shown === 'python' && !node.data && <p className="quiet">{t('command.rpc')}</p>}
      {shown === 'python' && <p className="quiet">{t('command.pythonFacts')}</p>}
      {order.kinds && <p className="quiet">{t('command.kinds')}</p>}
    </section>
  );
}

/** Lines for a shell, to copy. */
export function CommandLines({ text }: { readonly text: string }) {
  const { t } = useTranslation('research-download');
  const [copied, setCopied] = useState('');
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(text));
  return (
    <>
      <pre className="command">{text}</pre>
      <div className="row">
        <Button onPress={copy}>
          <Copy aria-hidden size={16} />
          {t(copied === text ? 'command.copied' : 'command.copy')}
        </Button>
      </div>
    </>
  );
}
