import { FileText, FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { size } from '../words/numbers.ts';
import { type Chosen, chosenOf, droppedOf } from './import-chosen.ts';
import './import.css';
import { MapColumns } from './import-map.tsx';

/** Where a folder or files are dropped, or chosen by the two buttons within it. */
export function ChooseFiles({
  chosen,
  onChoose,
}: {
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation('staff-imports');
  const [isUnread, setUnread] = useState(false);
  const take = (found: Chosen | undefined) => {
    setUnread(found === undefined);
    if (found !== undefined) onChoose(found);
  };
  return (
    <DropZone
      className="dropzone stack close"
      aria-label={t('send.drop')}
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => void droppedOf(items).then(take, () => setUnread(true))}
    >
      <Text slot="label" className="label">
        <strong>{t('send.drop')}</strong>
      </Text>
      <p className="quiet">{t('send.dropSays')}</p>
      <div className="row">
        <FileTrigger acceptDirectory onSelect={(list) => take(chosenOf(list))}>
          <Button>
            <FolderOpen aria-hidden size={18} />
            {t('send.folder')}
          </Button>
        </FileTrigger>
        <FileTrigger allowsMultiple onSelect={(list) => take(chosenOf(list))}>
          <Button>
            <FileText aria-hidden size={18} />
            {t('send.files')}
          </Button>
        </FileTrigger>
      </div>
      <p role="status" className={chosen ? 'chosen' : 'quiet'}>
        {isUnread ? t('send.unread') : chosen ? <ChosenWords chosen={chosen} /> : t('send.nothing')}
      </p>
    </DropZone>
  );
}

function ChosenWords({ chosen: { name, files } }: { readonly chosen: Chosen }) {
  const { t } = useTranslation('staff-imports');
  const bytes = files.reduce((all, { content }) => all + content.size, 0);
  const facts = { count: files.length, size: size(bytes), name };
  return name === '' ? t('send.chosen', facts) : t('send.chosenOf', facts);
}

/** The file that says whose each of the others is. */
export function ChooseMap({
  map,
  files,
  onChoose,
}: {
  readonly map: File | undefined;
  /** Of which it is to say whose they are. */
  readonly files: Chosen['files'];
  readonly onChoose: (map: File | undefined) => void;
}) {
  const { t } = useTranslation('staff-imports');
  return (
    <div className="stack close">
      <p className="label">
        <strong>{t('map')}</strong>
      </p>
      <p className="quiet">{t('send.mapHint')}</p>
      <MapColumns files={files} />
      <div className="row">
        <FileTrigger
          acceptedFileTypes={['.csv', '.json']}
          onSelect={(list) => {
            const [first] = list ?? [];
            if (first) onChoose(first);
          }}
        >
          <Button>{t(map ? 'send.otherMap' : 'send.chooseMap')}</Button>
        </FileTrigger>
        {map && (
          <>
            <span role="status">{map.name}</span>
            <Button look="plain" onPress={() => onChoose(undefined)}>
              {t('send.noMap')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
