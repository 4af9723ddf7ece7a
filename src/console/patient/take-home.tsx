import type { TFunction } from 'i18next';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnData } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { ZipWriter } from '../parts/zip.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { figure, size } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import { useAct } from './asked.ts';
import { type ArchiveWords, fitsArchive, type Progress, takeHome, totalOf } from './own-download.ts';

/** Beyond this a browser that has to hold all of it may give up, in bytes. */
const MAX_HELD_BYTES = 200_000_000;

/** What File System Access has; few browsers do. */
interface SavePicker {
  showSaveFilePicker?(options: { readonly suggestedName: string }): Promise<FileSystemFileHandle>;
}

/** Where an archive goes: `end` keeps it, `drop` leaves nothing of it. */
interface Target {
  readonly name: string;
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly end: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

type Taken = { readonly name: string; readonly items: number; readonly bytes: number } | 'cancelled';

/** All of a person's data as one file: written while it is fetched where the browser can, else held until it is whole. */
export function TakeHome({ all, hospital }: { readonly all: readonly OwnData[]; readonly hospital: string }) {
  const { t } = useTranslation('patient');
  const total = totalOf(all);
  const canPick = (window as SavePicker).showSaveFilePicker !== undefined;
  const fits = fitsArchive(all) && (canPick || total.bytes <= MAX_HELD_BYTES);
  return (
    <section className="card stack">
      <h2>{t('home.title')}</h2>
      {fits ? <Taking all={all} hospital={hospital} total={total} /> : <TooLarge bytes={total.bytes} />}
    </section>
  );
}

function TooLarge({ bytes }: { readonly bytes: number }) {
  const { t } = useTranslation('patient');
  return (
    <>
      <p>{t('home.tooLarge', { size: size(bytes) })}</p>
      <ul className="items">
        <li>{t('home.byBrowser')}</li>
        <li>
          {t('home.byCommand')} <code>custos me data --out my-data --as me</code>
        </li>
        <li>{t('home.byHospital')}</li>
      </ul>
    </>
  );
}

interface TakingProps {
  readonly all: readonly OwnData[];
  readonly hospital: string;
  readonly total: Progress;
}

function Taking({ all, hospital, total }: TakingProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [progress, setProgress] = useState<Progress & { readonly ms: number }>();
  const ending = useRef<AbortController>(undefined);
  const words = archiveWords(t, hospital);
  const take = useAct(async (): Promise<Taken> => {
    ending.current = new AbortController();
    const { signal } = ending.current;
    const target = await targetOf(`${t('home.file')}.zip`);
    if (target === undefined) return 'cancelled';
    const began = performance.now();
    let [items, bytes] = [0, 0];
    const put = (part: Uint8Array<ArrayBuffer>) => {
      bytes += part.length;
      return target.write(part);
    };
    const told = (so: Progress) => {
      items = so.items;
      setProgress({ ...so, ms: performance.now() - began });
    };
    try {
      await takeHome(gateway, all, new ZipWriter(put, new Date()), { words, signal, told });
      await target.end();
      return { name: target.name, items, bytes };
    } catch (error) {
      await target.drop();
      if (signal.aborted) return 'cancelled';
      throw error;
    } finally {
      setProgress(undefined);
    }
  });
  return (
    <>
      <p>{t('home.text', { items: figure(total.items), size: size(total.bytes) })}</p>
      <p>{t('home.checked')}</p>
      {take.isPending && <Fetching progress={progress} total={total} onCancel={() => ending.current?.abort()} />}
      {take.data === 'cancelled' && <p role="status">{t('home.cancelled')}</p>}
      {take.data !== undefined && take.data !== 'cancelled' && (
        <Said as="done" role="status">
          <p>{t('home.done', { name: take.data.name, items: figure(take.data.items), size: size(take.data.bytes) })}</p>
          <p>{t('home.where')}</p>
          <p>{t('home.care')}</p>
        </Said>
      )}
      {take.data !== undefined && take.data !== 'cancelled' && take.data.items < total.items && (
        <Said as="danger" role="alert">
          <p>{t('home.fewer', { items: figure(take.data.items), all: figure(total.items) })}</p>
        </Said>
      )}
      {take.isError && <Failed error={take.error} />}
      {!take.isPending && (
        <div className="row">
          <Button look={take.data === undefined ? 'main' : 'outlined'} onPress={() => take.mutate()}>
            <Download aria-hidden size={18} />
            {t(take.data === undefined ? 'home.button' : 'home.again')}
          </Button>
        </div>
      )}
    </>
  );
}

interface FetchingProps {
  readonly progress: (Progress & { readonly ms: number }) | undefined;
  readonly total: Progress;
  readonly onCancel: () => void;
}

function Fetching({ progress = { items: 0, bytes: 0, ms: 1 }, total, onCancel }: FetchingProps) {
  const { t } = useTranslation('patient');
  const { items, bytes, ms } = progress;
  const rate = size(Math.round((bytes / Math.max(1, ms)) * 1000));
  return (
    <div className="stack close">
      <label className="stack close">
        <span>{t('home.working')} …</span>
        <progress max={total.bytes} value={bytes} />
      </label>
      <p className="figures">
        {t('home.soFar', { done: figure(items), all: figure(total.items), size: size(bytes), rate })}
      </p>
      <p className="quiet">{t('home.open')}</p>
      <div className="row">
        <Button onPress={onCancel}>{t('home.cancel')}</Button>
      </div>
    </div>
  );
}

/** Undefined where the person closed what asks where to. */
async function targetOf(suggestedName: string): Promise<Target | undefined> {
  const picker = window as SavePicker;
  if (picker.showSaveFilePicker === undefined) return heldTarget(suggestedName);
  try {
    const file = await picker.showSaveFilePicker({ suggestedName });
    const writing = await file.createWritable();
    return {
      name: file.name,
      write: (bytes) => writing.write(bytes),
      end: () => writing.close(),
      drop: () => writing.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

function heldTarget(name: string): Target {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    name,
    write: async (bytes) => void parts.push(bytes),
    end: async () => saveFile(name, new Blob(parts, { type: 'application/zip' })),
    drop: async () => void parts.splice(0),
  };
}

function archiveWords(t: TFunction<'patient'>, hospital: string): ArchiveWords {
  return {
    language: spoken(),
    readme: t('home.readme', { hospital, when: moment(Date.now()) }).replaceAll('\n', '\r\n'),
    readmeName: t('home.readmeName'),
    contentsName: t('home.contentsName'),
    columns: t('home.columns').split(','),
    originals: t('home.originals'),
    receipts: t('home.receipts'),
    title: (kind) => t('home.fileTitle', { kind, hospital }),
  };
}
