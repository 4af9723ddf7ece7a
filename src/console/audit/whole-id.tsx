import { Link } from '@tanstack/react-router';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { shortened } from './names.ts';
import './id-words.ts';

interface WholeIdProps {
  readonly id: string;
  readonly of?: 'id' | 'patient' | 'person';
  /** Leads to what there is of the patient. */
  readonly isLinked?: boolean;
}

/** How an id begins; the whole of it is copied by a press. */
export function WholeId({ id, of = 'id', isLinked = false }: WholeIdProps) {
  const { t } = useTranslation('audit-id');
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(id).then(() => setCopied(true));
  const Icon = isCopied ? Check : Copy;
  const code = <code title={id}>{shortened(id)}</code>;
  return (
    <span className="whole-id">
      {isLinked ? (
        <Link to="/audit/log" search={{ find: `patient:${id}` }}>
          {code}
        </Link>
      ) : (
        code
      )}
      <Button look="plain" label={t(`${isCopied ? 'copied' : 'copy'}.${of}`, { id: shortened(id) })} onPress={copy}>
        <Icon aria-hidden size={16} />
      </Button>
      <span role="status" className="unseen">
        {isCopied && t('done')}
      </span>
    </span>
  );
}
