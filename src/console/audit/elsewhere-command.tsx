import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditReport } from '../../audit/report.ts';
import { Button } from '../parts/button.tsx';

/** The same audit by the command, with a node that the auditor trusts. */
export function ElsewhereCommand({
  ledger,
}: {
  readonly ledger: Pick<AuditReport['ledger'], 'chainId' | 'membership'>;
}) {
  const { t } = useTranslation('audit-verdict');
  const [isCopied, setCopied] = useState(false);
  const { chainId, membership } = ledger;
  const command = `custos audit --ledger ${chainId}:${membership} --rpc URL --log ${location.origin} --as auditor`;
  const copy = () => void navigator.clipboard.writeText(command).then(() => setCopied(true));
  return (
    <>
      <p className="bytes">{command}</p>
      <p className="quiet">URL: {t('trust.node')}</p>
      <div className="row no-print">
        <Button look="plain" onPress={copy}>
          <Copy aria-hidden size={16} />
          {t(isCopied ? 'trust.copied' : 'trust.copy')}
        </Button>
      </div>
    </>
  );
}
