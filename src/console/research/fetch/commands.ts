import { purposeLabel } from '../../../client/index.ts';
import type { UseOfData } from '../use-of-data.ts';

export interface CommandOf {
  readonly endpoint: string;
  /** Name of the dataset, or its id where it has none. */
  readonly dataset: string;
  readonly purpose: number;
  readonly permit: number;
  readonly use: UseOfData;
  /** As the gateway names it. */
  readonly ledger: string;
  /** JSON-RPC of a node of it, if the gateway names one. */
  readonly rpc: string;
}

export const COMMANDS = ['custos', 'python', 'r', 'curl'] as const;

/** The download as lines of a shell or a program, as a person would type them. */
export function commandLines(one: CommandOf): Readonly<Record<(typeof COMMANDS)[number], string>> {
  const { endpoint, dataset, permit } = one;
  const asked = `${word(dataset)} --purpose ${word(purposeLabel(one.purpose))} --permit ${permit}${declared(one.use)}`;
  return {
    custos: `export CUSTOS_GATEWAY=${word(endpoint)}\ncustos get ${asked} --out data --as NAME`,
    python: [
      'python3 -m pip install cryptography==50.0.2 eth-account==0.14.0 requests==2.34.2',
      `python3 download.py --gateway ${word(endpoint)} --rpc ${word(one.rpc)} --ledger ${word(one.ledger)} --key NAME.key --dataset ${word(dataset)} --purpose ${word(purposeLabel(one.purpose))} --permit ${permit}${pythonFacts(one.use)} --out data`,
    ].join('\n'),
    r: [
      `Sys.setenv(CUSTOS_GATEWAY = ${JSON.stringify(endpoint)})`,
      `system(${JSON.stringify(`custos get ${asked} --out data --as NAME`)})`,
      'files <- list.files("data", "ndjson$", full.names = TRUE)',
      'data <- lapply(setdiff(files, "data/items.ndjson"), function(file) jsonlite::stream_in(file(file)))',
    ].join('\n'),
    curl: [
      `export CUSTOS_GATEWAY=${word(endpoint)}`,
      `custos proxy ${asked} --port 8350 --as NAME &`,
      'curl -fsS http://127.0.0.1:8350/items.tar | tar -x',
    ].join('\n'),
  };
}

function declared({ commercial, nonprofit, ai, publishes, ethics, country, disease, ends }: UseOfData): string {
  return [
    commercial === undefined ? '' : commercial === 'no' ? ' --no-commercial' : ' --commercial',
    nonprofit === 'yes' ? ' --not-for-profit' : '',
    ai === undefined ? '' : ai === 'no' ? ' --no-ai-training' : ' --ai-training',
    publishes === 'yes' ? ' --publishes' : '',
    ethics === undefined ? '' : ` --ethics-approval ${word(ethics)}`,
    country === undefined ? '' : ` --country ${word(country)}`,
    disease === undefined ? '' : ` --disease ${word(disease)}`,
    ends === undefined ? '' : ` --uses-until ${word(ends)}`,
  ].join('');
}

/** The example declares that the use is not commercial unless it is told otherwise, and nothing else. */
function pythonFacts(use: UseOfData): string {
  return use.commercial === 'yes' ? ' --commercial' : '';
}

/** As a shell takes it for one word. */
function word(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
