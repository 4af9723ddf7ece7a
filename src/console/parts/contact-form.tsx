import type { UseMutationResult } from '@tanstack/react-query';
import { type ComponentType, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Contact, isCustosError } from '../../client/index.ts';
import { spoken } from '../words/language.ts';
import { Button } from './button.tsx';
import { OneOf } from './choices.tsx';
import './contact-words.ts';
import { Said } from './said.tsx';
import { TextField } from './text-field.tsx';

const DIGESTS = ['off', 'daily', 'weekly', 'monthly'] as const;

/** What is to be on file, and what was there where it was begun. */
export interface ChangedContact {
  readonly contact: Contact;
  readonly shown: { readonly contact: Contact | undefined };
}

interface ContactFormProps {
  readonly known: Contact | undefined;
  /** Who speaks of whom: its `messages` have the sentences that differ. */
  readonly part: string;
  readonly saving: UseMutationResult<Contact | undefined, Error, ChangedContact>;
  readonly Failure: ComponentType<{ readonly error: unknown }>;
}

/** How somebody is told what happens with its data: for the patient itself, or for staff. What is typed stays where it is refused, but for
 *  what was changed elsewhere meanwhile: then the form begins anew with that. */
export function ContactForm({ known, ...props }: ContactFormProps) {
  const [begun, setBegun] = useState(known);
  const { error } = props.saving;
  const isChanged = isCustosError(error) && error.details['changedSince'] === true;
  if (isChanged && begun !== known) setBegun(known);
  return <Fields key={JSON.stringify(begun ?? null)} known={begun} {...props} />;
}

function Fields({ known: first, part, saving, Failure }: ContactFormProps) {
  const [known, setKnown] = useState(first);
  const { t } = useTranslation('contact');
  const { t: own } = useTranslation(part);
  const isFaulty = isCustosError(saving.error, 'INPUT_INVALID');
  const [language, setLanguage] = useState<Contact['language']>(known?.language ?? spoken());
  const [email, setEmail] = useState(known?.email ?? '');
  const [post, setPost] = useState(known?.post?.join('\n') ?? '');
  const [channel, setChannel] = useState<string | undefined>(known?.channel ?? 'email');
  const [digest, setDigest] = useState(known && digestOf(known));
  const save = () => {
    const contact = contactOf({ language, email, post, channel, digest }, known);
    saving.mutate({ contact, shown: { contact: known } }, { onSuccess: setKnown });
  };
  const hasBoth = email.trim() !== '' && post.trim() !== '';
  return (
    <div className="stack">
      {known?.email === undefined && known?.post === undefined && (
        <Said as="warn">
          <p>{own('messages.none')}</p>
        </Said>
      )}
      <TextField
        label={t('email')}
        hint={own('messages.emailHint')}
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        fault={isFaulty ? t('fault') : undefined}
      />
      <PostField part={part} value={post} onChange={setPost} />
      {hasBoth && (
        <OneOf
          label={t('channel')}
          value={channel}
          onChange={setChannel}
          options={(['email', 'post'] as const).map((value) => ({ value, label: t(`channels.${value}`) }))}
        />
      )}
      <OneOf
        label={own('messages.digest')}
        value={digest}
        onChange={setDigest}
        options={DIGESTS.map((value) => ({ value, label: t(`digests.${value}`) }))}
      />
      <OneOf
        label={t('language')}
        value={language}
        onChange={(value) => setLanguage(value as Contact['language'])}
        options={(['en', 'pt'] as const).map((value) => ({ value, label: t(`languages.${value}`) }))}
      />
      {digest === undefined && <p className="quiet">{t('open', { what: own('messages.digest') })}</p>}
      <div className="row">
        <Button look="main" isDisabled={digest === undefined} isPending={saving.isPending} onPress={save}>
          {t('save')}
        </Button>
      </div>
      {saving.isSuccess && (
        <Said as="done" role="status">
          <p>{t('saved')}</p>
        </Said>
      )}
      {saving.isError && !isFaulty && <Failure error={saving.error} />}
    </div>
  );
}

interface PostFieldProps {
  readonly part: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function PostField({ part, value, onChange }: PostFieldProps) {
  const { t } = useTranslation('contact');
  const { t: own } = useTranslation(part);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('post')}</label>
      <span className="hint" id={`${id}-hint`}>
        {own('messages.postHint')}
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
