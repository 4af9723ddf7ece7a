import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type OwnAccess, openReceipt, type ReceiptPath, receiptPath } from '../../client/index.ts';
import { MerklePicture, shortSum } from '../parts/merkle-picture.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import { KeepReceipt, ReceiptProof } from './kept-receipt.tsx';

interface AccessProofProps {
  readonly access: OwnAccess;
  /** What happened, in sentences. */
  readonly said: readonly string[];
}

/** Of one release: what is proved in a sentence, the receipt to keep, how it is proved, and the bytes last. */
export function AccessProof({ access: { seq, time, entry, receipt }, said }: AccessProofProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const proof = useQuery({
    queryKey: ['patient', 'proof', seq],
    queryFn: async () => receiptPath(openReceipt(receipt, await gateway.identity())),
    retry: false,
  });
  return (
    <div className="stack close">
      {proof.isPending && <p role="status">{t('proof.checking')}</p>}
      {proof.isError && (
        <Said as="danger">
          <p>{t('proof.unverified')}</p>
        </Said>
      )}
      {proof.data && (
        <Said as="done">
          <p>{t('proof.verified', { when: moment(time) })}</p>
        </Said>
      )}
      <div className="row">
        <KeepReceipt name="access" said={said} entry={entry} receipt={receipt} />
        <span className="quiet">{t('proof.keepHint')}</span>
      </div>
      {proof.data && (
        <details>
          <summary>{t('proof.how')}</summary>
          <HowProved path={proof.data} />
        </details>
      )}
      <ReceiptProof name="access" entry={entry} receipt={receipt} />
    </div>
  );
}

function HowProved({ path }: { readonly path: ReceiptPath }) {
  const { t } = useTranslation('patient');
  const { index, size, leaf, steps } = path;
  return (
    <div className="stack close">
      <p>{t('proof.intro')}</p>
      {steps.length === 0 ? (
        <p>{t('proof.alone')}</p>
      ) : (
        <MerklePicture label={t('proof.picture', { steps: steps.length })} path={path} />
      )}
      <ol className="items">
        <li>
          {t('proof.line', { number: figure(index), size: figure(size) })}: <code>{shortSum(leaf)}</code>
        </li>
        {steps.map(({ sibling, side, sum }, i) => (
          <li key={sum}>
            {t(`proof.${side}`)} <code>{shortSum(sibling)}</code> {t('proof.comesTo')} <code>{shortSum(sum)}</code>
            {i === steps.length - 1 && `, ${t('proof.root')}`}
          </li>
        ))}
      </ol>
    </div>
  );
}
