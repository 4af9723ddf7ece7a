import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { TextField } from '../parts/text-field.tsx';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { stayThere } from './stay-there.ts';

/** Of the reasons that gateways take, the longest. */
const MOST = 2000;

interface ConfirmProps {
  /** The verb, on the button that opens it and on the one that does it. */
  readonly verb: string;
  readonly title: string;
  /** What it will do. */
  readonly children: ReactNode;
  /** What the reason, or the reference of a form or call, is called; none is asked for where it is left out. */
  readonly reason?: { readonly label: string; readonly hint?: string; readonly first?: string; readonly most?: number };
  readonly look?: 'outlined' | 'danger' | 'main' | 'plain';
  readonly isDisabled?: boolean;
  readonly act: (reason: string) => Promise<unknown>;
  readonly onDone?: () => void;
}

/** Something that is asked for once more, with what it will do. */
export function Confirm({
  verb,
  title,
  children,
  reason,
  look = 'danger',
  isDisabled = false,
  act,
  onDone,
}: ConfirmProps) {
  const { t } = useTranslation('staff');
  const { t: common } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<Element>(null);
  const [text, setText] = useState(reason?.first ?? '');
  const [isAsked, setAsked] = useState(false);
  const most = reason?.most ?? MOST;
  const isMissing = reason !== undefined && text.trim() === '';
  const doing = useStaffAct(() => act(text.trim()));
  const open = () => {
    opener.current = document.activeElement;
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    setText(reason?.first ?? '');
    setAsked(false);
    doing.reset();
  };
  const confirm = () => {
    setAsked(true);
    if (isMissing || text.length > most) return;
    doing.mutate(undefined, {
      onSuccess: () => {
        if (opener.current !== null) stayThere(opener.current);
        close();
        onDone?.();
      },
    });
  };
  return (
    <>
      <Button look={look} isDisabled={isDisabled} onPress={open}>
        {verb}
      </Button>
      <Sheet title={title} isOpen={isOpen} onClose={close} isGrave>
        <div data-house="work" className="stack">
          {children}
          {reason && (
            <TextField
              label={reason.label}
              hint={reason.hint ?? t('reasonHint')}
              value={text}
              onChange={setText}
              fault={isAsked && isMissing ? t('reasonMissing') : undefined}
              isRequired
              most={most}
            />
          )}
          {doing.isError && <Refusal error={doing.error} />}
          <div className="row">
            <Button look={look === 'danger' ? 'danger main' : 'main'} isPending={doing.isPending} onPress={confirm}>
              {verb}
            </Button>
            <Button look="plain" onPress={close}>
              {common('cancel')}
            </Button>
          </div>
        </div>
      </Sheet>
    </>
  );
}
