import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  type AccessRequest,
  accessRequest,
  attestedCodes,
  checkAccess,
  type Dataset,
  explainAccess,
  type GatewayClient,
  isCustosError,
  type Permit,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useOnce } from '../parts/use-once.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure, listed, size } from '../words/numbers.ts';
import { AnswerOr } from './answer-or.tsx';
import { Commands } from './commands.tsx';
import { currentJob } from './fetch/current-job.ts';
import { DownloadJob } from './fetch/download-job.ts';
import { OtherDownload } from './fetch/folder-target.ts';
import { openPlace, placesFor } from './fetch/places.ts';
import type { Place } from './fetch/target.ts';
import { keepReceipt } from './kept-receipts.ts';
import { OpenConditions, RefusedBy } from './refused-by.tsx';
import type { DownloadSearch } from './routes.tsx';
import { useUsage } from './usage.tsx';
import { factsOf } from './use-of-data.ts';
import { useWords } from './use-words.ts';

interface PreviewProps {
  readonly dataset: Dataset;
  readonly permit: Permit;
  readonly order: DownloadSearch;
}

type Looked =
  | {
      readonly request: AccessRequest;
      readonly items: number;
      readonly bytes: number;
      readonly patients: number | undefined;
      readonly withheld: number;
      /** Conditions that the permit attests and nobody declared. */
      readonly undeclared: readonly string[];
    }
  | { readonly refused: string | undefined; readonly open: readonly string[]; readonly words: readonly string[] };

/** What would come now, and the ways to have it. */
export function Preview({ dataset, permit, order }: PreviewProps) {
  const { gateway } = usePerson();
  const looked = useQuery({
    queryKey: ['research', 'preview', dataset.dataset, permit.permit, order],
    queryFn: () => lookAt(gateway, { dataset, permit, order }),
    staleTime: 0,
  });
  return <AnswerOr query={looked}>{(answer) => <Answer answer={answer} {...{ dataset, permit, order }} />}</AnswerOr>;
}

/** Both questions are the same one to the gateway, which counts different ones. */
async function lookAt(gateway: GatewayClient, { dataset, permit, order }: PreviewProps): Promise<Looked> {
  const types = (order.kinds ?? '').split(/[\s,;]+/).filter((kind) => /^[A-Za-z]{1,64}$/.test(kind));
  const wanted = { dataset: dataset.dataset, purpose: permit.purpose, permit: permit.permit, facts: factsOf(order) };
  const asked = await accessRequest(gateway, wanted);
  const request: AccessRequest = types.length === 0 ? asked : { ...asked, select: { types } };
  const { outcome, reason, patients, undeclared = [], words } = await explainAccess(gateway, request);
  if (outcome === 'refused') return { refused: reason, open: undeclared, words };
  try {
    const { count, bytes, withheld } = await checkAccess(gateway, request);
    return { request, items: count, bytes, patients, undeclared, withheld: withheld['not-consented'] ?? 0 };
  } catch (error) {
    // What was allowed a moment ago may be so no more.
    if (isCustosError(error, 'ACCESS_REFUSED')) return { refused: undefined, open: [], words: [error.message] };
    throw error;
  }
}

function Answer({ answer, dataset, permit, order }: PreviewProps & { readonly answer: Looked }) {
  const { t } = useTranslation('research-download');
  const words = useWords();
  if ('refused' in answer) {
    return (
      <Said as="warn">
        <p>
          <strong>{t('refused', { why: words.refusal(answer.refused) })}</strong>
        </p>
        <RefusedBy open={answer.open} words={answer.words} />
        {DECLARABLE.includes(answer.refused ?? '') && <Attested permit={permit} />}
      </Said>
    );
  }
  return (
    <>
      <section className="card stack" role="status">
        <h2>{t('would')}</h2>
        <dl className="figures">
          <div>
            <dt>{t('items')}</dt>
            <dd>{figure(answer.items)}</dd>
          </div>
          <div>
            <dt>{t('bytes')}</dt>
            <dd>{size(answer.bytes)}</dd>
          </div>
          {answer.patients !== undefined && (
            <div>
              <dt>{t('patients')}</dt>
              <dd>{t(patientsIn(answer, dataset), { count: answer.patients })}</dd>
            </div>
          )}
        </dl>
        {isOfNobody(answer, dataset) && <p>{t('ofNobody', { count: answer.items })}</p>}
        {answer.withheld > 0 && <Withheld answer={answer} permit={permit} />}
        <Places answer={answer} name={words.dataset(dataset)} permit={permit} />
        <p className="quiet">{t('checked')}</p>
      </section>
      <Commands dataset={dataset} permit={permit} order={order} />
    </>
  );
}

/** Reasons that somebody can do away with by what is declared and attested. */
const DECLARABLE = ['purpose-needs-review', 'nothing-covered'];

type Coming = Exclude<Looked, { refused: unknown }>;

/** Whether all that comes is what belongs to no patient: as the figures that are shown say. */
function isOfNobody({ request, items }: Coming, { versions }: Dataset): boolean {
  const shared = versions.find(({ version }) => version === request.version)?.sharedCount;
  return items > 0 && request.select === undefined && items === shared;
}

/** Items are known to the last one here: where some come that are of patients, it is not left open whether there is one. */
function patientsIn(answer: Coming, dataset: Dataset): 'patientsAbout' | 'patientsFew' | 'patientsNone' {
  if (answer.items === 0 || isOfNobody(answer, dataset)) return 'patientsNone';
  return answer.patients === 0 ? 'patientsFew' : 'patientsAbout';
}

/** Why so much is left out, and what can be done: first what is declared, then what the hospital attests. */
function Withheld({ answer, permit }: { readonly answer: Coming; readonly permit: Permit }) {
  const { t } = useTranslation('research-download');
  return (
    <div className="stack close">
      <p>{t('withheld', { count: answer.withheld, shown: figure(answer.withheld) })}</p>
      {answer.undeclared.length > 0 && (
        <OpenConditions title={t('more', { ns: 'research-estimate' })} codes={answer.undeclared} />
      )}
      <Attested permit={permit} />
    </div>
  );
}

/** Where the hospital does not attest what a consent asks for, no declaration helps. */
function Attested({ permit }: { readonly permit: Permit }) {
  const { t } = useTranslation('research-download');
  const { condition } = useWords();
  const attested = attestedCodes(permit).map(condition);
  return (
    <>
      <p>
        {attested.length === 0
          ? t('attestsNothing', { permit: permit.permit })
          : t('attests', { permit: permit.permit, attested: listed(attested) })}
      </p>
      <p>{t('attest')}</p>
    </>
  );
}

function Places({ answer, name, permit }: { readonly answer: Coming; readonly name: string; readonly permit: Permit }) {
  const { t } = useTranslation('research-download');
  const { gateway, owner } = usePerson();
  const usage = useUsage();
  const places = placesFor(answer);
  const readMe = (list: string) =>
    [t('readMe', { name, endpoint: gateway.endpoint, list }), ...usage(permit), ''].join('\n');
  const begin = useOnce({
    mutationFn: async (place: Place) => {
      const target = await openPlace(place, answer.request, {
        name,
        readMe,
      });
      const order = { gateway, request: answer.request, name, target, keepReceipt };
      currentJob.begin(owner, () => new DownloadJob(order));
    },
  });
  if (answer.items === 0) return <p>{t('nothing')}</p>;
  if (places.length === 0) return <Said as="warn">{t('place.none')}</Said>;
  return (
    <div className="stack">
      {places.map((place, i) => (
        <div key={place} className="stack close">
          <div className="row">
            <Button look={i === 0 ? 'main' : 'outlined'} onPress={() => begin.mutate(place)}>
              {t(`place.${place}`)}
            </Button>
          </div>
          <p className="quiet">{t(`place.${place}Text`)}</p>
        </div>
      ))}
      {!places.includes('folder') && <p className="quiet">{t('place.zipOnly')}</p>}
      {!places.includes('zip') && <p className="quiet">{t('place.tooLarge')}</p>}
      {begin.isError && <NoPlace error={begin.error} />}
    </div>
  );
}

function NoPlace({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('research-download');
  // Who leaves the browser’s question did not fail.
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  if (error instanceof OtherDownload) return <Said as="warn">{t('folder.other')}</Said>;
  if (error instanceof DOMException) return <Said as="warn">{t('folder.refused')}</Said>;
  return <Trouble error={error} />;
}
