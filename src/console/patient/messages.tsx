import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { putContact, readContact } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { type ChangedContact, ContactForm } from '../parts/contact-form.tsx';
import { Failed } from '../parts/failed.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { useAct } from './asked.ts';
import './words/more.ts';

/** Where the person is told what happens with its data, and how often. */
export function Messages() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const contact = useQuery({
    queryKey: ['patient', 'contact'],
    queryFn: async () => ({ contact: await readContact(gateway) }),
    // What is typed is not to be written over.
    refetchOnWindowFocus: false,
  });
  const saving = useAct(({ contact: wanted, shown }: ChangedContact) => putContact(gateway, wanted, undefined, shown));
  return (
    <Page title={t('messages.title')}>
      <Asked query={contact}>
        {({ contact: known }) => (
          <>
            <ContactForm known={known} part="patient" saving={saving} Failure={Failed} />
            <Said>
              <p>{t(known?.email || known?.post ? 'messages.always' : 'messages.once')}</p>
            </Said>
          </>
        )}
      </Asked>
      <Link to="/patient/more">{t('more.back')}</Link>
    </Page>
  );
}
