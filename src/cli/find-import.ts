import type { GatewayClient } from '../client/gateway-client.ts';
import { type Draft, listDrafts } from '../client/imports.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const IMPORT: Kind<Draft> = {
  one: 'draft',
  id: (one) => one.import,
  look: `${ownCommand('dataset drafts')} shows what there is.`,
};

/** The import that goes by an id, or by the beginning of the id of one that is not published. */
export async function importNamed(gateway: GatewayClient, wanted: string): Promise<string> {
  if (ID.test(wanted)) return wanted;
  return pick(wanted, await listDrafts(gateway), IMPORT).import;
}

/** The import that goes by an id or by the beginning of one, also of one that is published. */
export async function importToPublish(gateway: GatewayClient, wanted: string): Promise<string> {
  if (ID.test(wanted)) return wanted;
  return pick(wanted, await listDrafts(gateway, { published: true }), IMPORT).import;
}
