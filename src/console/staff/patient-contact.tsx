import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Pseudonym, putContact, readContact } from '../../client/index.ts';
import { type ChangedContact, ContactForm } from '../parts/contact-form.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Answer, Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import './contact-words.ts';

/** Where the patient is told what happens with its data: what it says at the desk or by telephone. */
export function PatientContact({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-contact');
  const { gateway } = usePerson();
  const [isOpen, setOpen] = useState(false);
  const contact = useQuery({
    queryKey: ['staff', 'contact', subject],
    queryFn: async () => ({ contact: await readContact(gateway, subject) }),
    // An address is looked at where somebody asks for it, and no other time.
    enabled: isOpen,
  });
  const saving = useStaffAct(({ contact: wanted, shown }: ChangedContact) =>
    putContact(gateway, wanted, subject, shown),
  );
  return (
    <section className="stack">
      <h2>{t('messages.title')}</h2>
      <details className="folded" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('messages.show')}</summary>
        {isOpen && (
          <div className="panel stack">
            <Answer query={contact}>
              {({ contact: known }) => (
                <ContactForm known={known} part="staff-contact" saving={saving} Failure={Refusal} />
              )}
            </Answer>
            <p className="quiet">{t('messages.always')}</p>
          </div>
        )}
      </details>
    </section>
  );
}
