import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Of what cannot be taken back: it does not go away by a press beside it. */
  readonly isGrave?: boolean;
  readonly children: ReactNode;
}

/** Something that is asked or shown over the page. */
export function Sheet({ title, isOpen, onClose, isGrave = false, children }: SheetProps) {
  return (
    <ModalOverlay className="veil" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={!isGrave}>
      <Modal className="sheet">
        <Dialog role={isGrave ? 'alertdialog' : 'dialog'}>
          <div className="stack">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
