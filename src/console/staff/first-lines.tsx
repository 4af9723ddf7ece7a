import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';
import type { Chosen } from './import-chosen.ts';
import './imports-words.ts';

const BYTES = 4096;
const LINES = 5;
const LONGEST = 160;
const FILES = 10;

interface Beginning {
  readonly name: string;
  /** Undefined for what is no text. */
  readonly lines: readonly string[] | undefined;
}

/** How the files begin that everybody would get, for somebody to look at before they are sent. */
export function FirstLines({ files, map }: { readonly files: Chosen['files']; readonly map: File | undefined }) {
  const { t } = useTranslation('staff-imports');
  const looked = useQuery({
    queryKey: ['staff', 'beginnings', files.map(({ name, content }) => [name, content.size]), map?.name, map?.size],
    queryFn: () => beginningsOf(files, map),
    enabled: files.length > 0,
    networkMode: 'always',
    staleTime: 0,
  });
  if (looked.data === undefined) return null;
  const { beginnings, count } = looked.data;
  if (count === 0) return null;
  return (
    <Said as="warn">
      <p>
        <strong>{t('nobodys.title', { count, figure: figure(count) })}</strong>
      </p>
      <p>{t('nobodys.says')}</p>
      {beginnings.map(({ name, lines }) => (
        <figure key={name} className="stack close">
          <figcaption>
            <strong>{name}</strong>
          </figcaption>
          {lines === undefined ? <p>{t('nobodys.noText')}</p> : <pre className="bytes answer">{lines.join('\n')}</pre>}
        </figure>
      ))}
      {count > beginnings.length && (
        <p>{t('nobodys.more', { count: count - beginnings.length, figure: figure(count - beginnings.length) })}</p>
      )}
    </Said>
  );
}

async function beginningsOf(files: Chosen['files'], map: File | undefined) {
  const named = (await map?.text()) ?? '';
  const nobodys = files.filter(({ name }) => !named.includes(name));
  const beginnings: Beginning[] = [];
  for (const { name, content } of nobodys.slice(0, FILES)) {
    beginnings.push({ name, lines: linesOf(new Uint8Array(await content.slice(0, BYTES).arrayBuffer())) });
  }
  return { beginnings, count: nobodys.length };
}

function linesOf(head: Uint8Array): readonly string[] | undefined {
  const isWide = head[0] === 0xff && head[1] === 0xfe;
  if (!isWide && head.includes(0)) return undefined;
  const text = new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(head);
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES)
    .map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
}
