import { Command, InvalidArgumentError } from 'commander';
import { accessRequest } from '../client/access.ts';
import { decisionDigest } from '../client/digests.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError } from '../core/errors.ts';
import { researchPurpose } from '../core/purpose-names.ts';
import { mondoNumber } from '../core/purposes.ts';
import type { AccessRequest, Facts } from '../core/request.ts';
import { datasetId } from './find-dataset.ts';
import { given } from './option-names.ts';
import { shellWord } from './own-command.ts';
import { endSeconds } from './time.ts';
import { PURPOSE_FORMS } from './typed-use.ts';

export interface RequestOptions {
  readonly purpose: string;
  readonly datasetVersion?: number;
  readonly permit?: number;
  readonly delivery: 'download' | 'environment';
  readonly commercial?: boolean;
  readonly notForProfit?: boolean;
  readonly ethicsApproval?: string;
  readonly aiTraining?: boolean;
  readonly publishes?: boolean;
  readonly country?: string;
  readonly disease?: string;
  readonly usesUntil?: string;
}

/** A fact that is not declared meets no modifier, so both answers of one can be given. */
export function addRequestOptions(command: Command): Command {
  return command
    .requiredOption('--purpose <purpose>', PURPOSE_FORMS)
    .option('--dataset-version <n>', 'version of the dataset; the newest unless said', number)
    .option('--permit <n>', 'the permit to use; the one that fits unless said', number)
    .option('--delivery <delivery>', 'download or environment', 'download')
    .option('--commercial', 'declare commercial use')
    .option('--no-commercial', 'declare that the use is not commercial')
    .option('--not-for-profit', 'declare that the organisation is not for profit')
    .option('--ethics-approval <reference>', 'declare an ethics approval; its digest is sent')
    .option('--ai-training', 'declare the training of AI models')
    .option('--no-ai-training', 'declare that no AI model is trained')
    .option('--publishes', 'declare that results are published')
    .option('--country <code>', 'declare where the data is used, ISO 3166-1 alpha-2')
    .option('--disease <id>', 'declare the disease studied, such as MONDO:0005015')
    .option('--uses-until <date>', 'declare when the use ends, YYYY-MM-DD or a period such as 90d');
}

/** The options of a request as a shell takes them again. */
export function requestWords(options: RequestOptions): string {
  const said = new Map(Object.entries(options));
  const words = addRequestOptions(new Command()).options.flatMap((option) => {
    const value: unknown = said.get(option.attributeName());
    if (value === undefined || value === option.defaultValue) return [];
    if (typeof value === 'boolean') return value === option.negate ? [] : [option.long];
    return [`${option.long} ${shellWord(String(value))}`];
  });
  return words.join(' ');
}

/** The request as it will be signed. Dataset by id or by its name; what is not said is looked up at the gateway. */
export async function requestOf(
  client: GatewayClient,
  wanted: string,
  options: RequestOptions,
): Promise<AccessRequest> {
  if (!['download', 'environment'].includes(options.delivery)) {
    throw new CustosError('INPUT_INVALID', '--delivery is download or environment.');
  }
  const purpose = given('--purpose', () => researchPurpose(options.purpose));
  const facts = factsOf(options);
  return accessRequest(client, {
    dataset: await datasetId(client, wanted),
    purpose,
    facts,
    ...(options.datasetVersion === undefined ? {} : { version: options.datasetVersion }),
    ...(options.permit === undefined ? {} : { permit: options.permit }),
    delivery: options.delivery,
  });
}

function factsOf(options: RequestOptions): Facts {
  const approval = options.ethicsApproval;
  const facts = {
    commercial: options.commercial,
    notForProfitOrganisation: options.notForProfit,
    ethicsApproval: approval === undefined ? undefined : decisionDigest(approval),
    aiTraining: options.aiTraining,
    publishes: options.publishes,
    country: options.country === undefined ? undefined : countryTyped(options.country, '--country'),
    disease: options.disease === undefined ? undefined : diseaseOf(options.disease),
    usesUntil: options.usesUntil === undefined ? undefined : usesUntilOf(options.usesUntil),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts;
}

/** INPUT_INVALID, which names the option, for what is no code of a country. */
export function countryTyped(text: string, option: string): string {
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  throw new CustosError('INPUT_INVALID', `${option} takes a code of two letters (ISO 3166-1), such as DE.`);
}

function usesUntilOf(text: string): number {
  return given('--uses-until', () => endSeconds(text)) * 1000;
}

function diseaseOf(text: string): string {
  given('--disease', () => mondoNumber(text));
  return text;
}

function number(text: string): number {
  const value = Number(text);
  if (/^[1-9]\d{0,9}$/.test(text) && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError('It must be a number from 1.');
}
