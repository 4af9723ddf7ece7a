import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../parts/duty-words.ts';
import { DUTIES, type Duty, inviteStaff, type StaffCode } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf } from '../parts/choices.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { KeepCode } from './keep-code.tsx';
import { Landed } from './landed.tsx';

/** Takes a person in; the code is shown once. */
export function InvitePerson() {
  const { t } = useTranslation('staff-people');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [name, setName] = useState('');
  const [duties, setDuties] = useState<readonly string[]>([]);
  const invite = useStaffAct(() => inviteStaff(gateway, { name, duties: duties as Duty[] }));
  if (invite.data !== undefined) return <PersonCode name={invite.data.name} code={invite.data} />;
  return (
    <details className="folded">
      <summary>{t('invite')}</summary>
      <form
        className="stack panel"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <TextField label={t('inviteName')} value={name} onChange={setName} isRequired most={200} autoComplete="off" />
        <PickDuties duties={duties} onChange={setDuties} />
        {duties.length === 0 && <p className="quiet">{staff('stillOpen', { what: t('inviteDuties') })}</p>}
        {invite.isError && <Refusal error={invite.error} />}
        <div className="row">
          <Button look="main" type="submit" isDisabled={duties.length === 0} isPending={invite.isPending}>
            {t('inviteDo')}
          </Button>
        </div>
      </form>
    </details>
  );
}

export function PickDuties({
  duties,
  onChange,
}: {
  readonly duties: readonly string[];
  readonly onChange: (duties: readonly string[]) => void;
}) {
  const { t } = useTranslation('staff-people');
  const { t: of } = useTranslation('duty');
  return (
    <AnyOf
      label={t('inviteDuties')}
      value={duties}
      onChange={onChange}
      options={DUTIES.map((duty) => ({ value: duty, label: of(`name.${duty}`), hint: t(`does.${duty}`) }))}
    />
  );
}

export function PersonCode({ name, code: { code, expires } }: { readonly name: string; readonly code: StaffCode }) {
  const { t } = useTranslation('staff-people');
  const [isCopied, setCopied] = useState(false);
  const shown = code.match(/.{1,4}/g)?.join(' ') ?? code;
  return (
    <Landed>
      <Said as="warn" role="status">
        <KeepCode isKept={isCopied} />
        <p>
          <strong>{t('codeFor', { name })}</strong>
        </p>
        <p className="code">{shown}</p>
        <p>{t('codeSays', { when: moment(expires), where: `${location.origin}/enter/staff` })}</p>
        <div className="row no-print">
          <Button onPress={() => void navigator.clipboard.writeText(shown).then(() => setCopied(true))}>
            <Copy aria-hidden size={16} />
            {t(isCopied ? 'copied' : 'copy')}
          </Button>
        </div>
      </Said>
    </Landed>
  );
}
