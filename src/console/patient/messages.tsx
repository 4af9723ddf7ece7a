import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Contact, isCustosError, putContact, readContact } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { useAct } from './asked.ts';
import './words/more.ts';

const DIGESTS = ['off', 'daily', 'weekly', 'monthly'] as const;

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
  return (
    <Page title={t('messages.title')}>
      <Asked query={contact}>{({ contact: known }) => <ContactForm known={known} />}</Asked>
      <Said>
        <p>{t('messages.always')}</p>
      </Said>
      <Link to="/patient/more">{t('more.back')}</Link>
    </Page>
  );
}

function ContactForm({ known }: { readonly known: Contact | undefined }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [language, setLanguage] = useState<Contact['language']>(known?.language ?? spoken());
  const [email, setEmail] = useState(known?.email ?? '');
  const [post, setPost] = useState(known?.post?.join('\n') ?? '');
  const [channel, setChannel] = useState<string | undefined>(known?.channel ?? 'email');
  const [digest, setDigest] = useState(known && digestOf(known));
  const save = useAct(() => putContact(gateway, contactOf({ language, email, post, channel, digest }, known)));
  const isFaulty = isCustosError(save.error, 'INPUT_INVALID');
  const hasBoth = email.trim() !== '' && post.trim() !== '';
  return (
    <div className="stack">
      {known?.email === undefined && known?.post === undefined && (
        <Said as="warn">
          <p>{t('messages.none')}</p>
        </Said>
      )}
      <TextField
        label={t('messages.email')}
        hint={t('messages.emailHint')}
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        fault={isFaulty ? t('messages.fault') : undefined}
      />
      <PostField value={post} onChange={setPost} />
      {hasBoth && (
        <OneOf
          label={t('messages.channel')}
          value={channel}
          onChange={setChannel}
          options={(['email', 'post'] as const).map((value) => ({ value, label: t(`messages.channels.${value}`) }))}
        />
      )}
      <OneOf
        label={t('messages.digest')}
        value={digest}
        onChange={setDigest}
        options={DIGESTS.map((value) => ({ value, label: t(`messages.digests.${value}`) }))}
      />
      <OneOf
        label={t('messages.language')}
        value={language}
        onChange={(value) => setLanguage(value as Contact['language'])}
        options={(['en', 'pt'] as const).map((value) => ({ value, label: t(`messages.languages.${value}`) }))}
      />
      <div className="row">
        <Button look="main" isDisabled={digest === undefined} isPending={save.isPending} onPress={() => save.mutate()}>
          {t('messages.save')}
        </Button>
      </div>
      {save.isSuccess && (
        <Said as="done" role="status">
          <p>{t('messages.saved')}</p>
        </Said>
      )}
      {save.isError && !isFaulty && <Failed error={save.error} />}
    </div>
  );
}

function PostField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation('patient');
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('messages.post')}</label>
      <span className="hint" id={`${id}-hint`}>
        {t('messages.postHint')}
      </span>
      <textarea
        id={id}
        rows={4}
        aria-describedby={`${id}-hint`}
        autoComplete="street-address"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

function digestOf({ digest, kinds }: Contact): string {
  const each = kinds?.['each-use'];
  return digest ?? (each === undefined || each === 'off' ? 'off' : 'daily');
}

interface Typed {
  readonly language: Contact['language'];
  readonly email: string;
  readonly post: string;
  readonly channel: string | undefined;
  readonly digest: string | undefined;
}

/** What the page does not ask about stays as it was, as far as there is an address for it. */
function contactOf({ language, email, post, channel, digest }: Typed, known: Contact | undefined): Contact {
  const lines = post.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const has = { email: email.trim() !== '', post: lines.length > 0, off: true };
  const others = Object.entries(known?.kinds ?? {}).filter(([kind, by]) => kind !== 'each-use' && has[by]);
  return {
    language,
    ...(has.email ? { email: email.trim() } : {}),
    ...(has.post ? { post: lines } : {}),
    ...(has.email && has.post ? { channel: channel as Contact['channel'] } : {}),
    ...(digest === undefined || digest === 'off' ? {} : { digest: digest as Contact['digest'] }),
    ...(others.length > 0 ? { kinds: Object.fromEntries(others) } : {}),
  };
}
