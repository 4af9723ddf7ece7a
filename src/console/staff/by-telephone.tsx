import { Download } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Digest, formDigest, type Withdrawal } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { moment } from '../words/times.ts';
import { Confirm } from './confirm.tsx';
import { Landed } from './landed.tsx';

/** Something that a patient said on the telephone or in a letter, and that narrows: it counts once the receipt of the log is checked,
 *  which `onDone` is given. The reference is there already, so that it is one step. */
export function ByTelephone({
  verb,
  title,
  children,
  isDisabled,
  act,
  onDone,
}: {
  readonly verb: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly isDisabled?: boolean;
  readonly act: (form: Digest) => Promise<Withdrawal>;
  readonly onDone: (done: Withdrawal) => void;
}) {
  const { t } = useTranslation('staff-patients');
  const first = t('callFirst', { when: moment(Date.now()) });
  const done = useRef<Withdrawal>(undefined);
  return (
    <Confirm
      verb={verb}
      title={title}
      reason={{ label: t('call'), hint: t('callHint'), first }}
      {...(isDisabled === undefined ? {} : { isDisabled })}
      act={async (reference) => {
        done.current = await act(formDigest(reference));
      }}
      onDone={() => done.current && onDone(done.current)}
    >
      {children}
    </Confirm>
  );
}

/** That it counts, with the receipt to keep. */
export function Receipt({ done }: { readonly done: Withdrawal }) {
  const { t } = useTranslation('staff-patients');
  return (
    <Landed>
      <Said as="done" role="status">
        <p>{t('withdrawn', { when: moment(done.entry.time) })}</p>
        <div className="row">
          <Button onPress={() => saveFile(`receipt-${done.seq}.txt`, done.receipt)}>
            <Download aria-hidden size={18} />
            {t('keepReceipt')}
          </Button>
        </div>
      </Said>
    </Landed>
  );
}
