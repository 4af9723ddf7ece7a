import { FileKey } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { isEncryptedKey, openKeyFile } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useOnce } from '../parts/use-once.ts';
import { session } from '../session/session.ts';

/** The file of an account's key, which is read into the page's memory and goes with it. */
export function KeyFileDoor() {
  const { t } = useTranslation('doors');
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>();
  const [passphrase, setPassphrase] = useState('');
  const enter = useOnce({
    mutationFn: async ({ text, secret }: { readonly text: string; readonly secret?: string }) =>
      session.enter(await openKeyFile(text, secret), { renews: true }),
  });
  const read = async (chosen: File) => {
    const text = await chosen.text();
    setFile({ name: chosen.name, text });
    enter.reset();
    if (!isEncryptedKey(text)) enter.mutate({ text });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== undefined) enter.mutate({ text: file.text, secret: passphrase });
      }}
    >
      <div className="row">
        <FileTrigger onSelect={(files) => files?.[0] && void read(files[0])}>
          <Button isPending={enter.isPending}>
            <FileKey aria-hidden size={20} />
            {t('member.keyFile')}
          </Button>
        </FileTrigger>
        {file && <span>{file.name}</span>}
      </div>
      {file && isEncryptedKey(file.text) && (
        <>
          <TextField
            label={t('member.passphrase')}
            type="password"
            autoComplete="off"
            value={passphrase}
            onChange={setPassphrase}
          />
          <div className="row">
            <Button type="submit" look="main" isPending={enter.isPending}>
              {t('member.open')}
            </Button>
          </div>
        </>
      )}
      {enter.isPending && (
        <Said role="status">
          <p>{t('member.opening')}</p>
        </Said>
      )}
      {enter.isError && <Failed error={enter.error} />}
    </form>
  );
}
