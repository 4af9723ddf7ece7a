import { addWords } from '../words/language.ts';

const en = {
  title: 'Members and groups',
  members: 'Members of the consortium',
  name: 'Name',
  roles: 'Is a',
  role: {
    holder: 'hospital',
    requester: 'requester',
    auditor: 'auditor',
    authority: 'authority',
    gateway: 'gateway',
    administrator: 'administrator',
  },
  status: 'State',
  statuses: { active: 'Active', suspended: 'Suspended', removed: 'Removed' },
  since: 'Since',
  none: 'There are no members.',
  unnamed: 'name not known here',
  ownNode: 'this hospital’s own node',
  nodeOf: 'the node of {{name}}',
  admin:
    'Members are added, and their roles changed, by the consortium’s administrator. Ask it; who runs its node types “custos member add” or “custos member roles” there.',
  groups: 'Groups',
  groupsSays:
    'Members that a consent can name together. Who joins later is covered only by consents that say so; who leaves is covered by none any more.',
  groupsNone: 'There is no group yet.',
  inIt_one: '{{count}} member',
  inIt_other: '{{count}} members',
  inItNone: 'Nobody is in it.',
  keptBy: 'Kept by {{name}}',
  unnamedGroup: 'A group whose name is not known here',
  create: 'Make a group',
  createName: 'What it is called',
  createHint: 'Patients read it. It does not stand on the ledger in clear.',
  join: 'Let in',
  joinWhom: 'Whom?',
  leave: 'Take {{name}} out',
  leaveTitle: 'Take {{name}} out of the group?',
  leaveSays: 'No consent for the group covers it any more, and none of before would if it joined again.',
};

type MemberWords = typeof en;

const pt: MemberWords = {
  title: 'Membros e grupos',
  members: 'Membros do consórcio',
  name: 'Nome',
  roles: 'É',
  role: {
    holder: 'hospital',
    requester: 'requerente',
    auditor: 'auditor',
    authority: 'autoridade',
    gateway: 'gateway',
    administrator: 'administrador',
  },
  status: 'Estado',
  statuses: { active: 'Ativo', suspended: 'Suspenso', removed: 'Retirado' },
  since: 'Desde',
  none: 'Não há membros.',
  unnamed: 'nome aqui desconhecido',
  ownNode: 'o nó deste hospital',
  nodeOf: 'o nó de {{name}}',
  admin:
    'Os membros são admitidos, e os seus papéis mudados, pelo administrador do consórcio. Peça-lhe; quem gere o nó dele escreve lá “custos member add” ou “custos member roles”.',
  groups: 'Grupos',
  groupsSays:
    'Membros que um consentimento pode nomear em conjunto. Quem entra depois só é abrangido por consentimentos que o digam; quem sai já não é abrangido por nenhum.',
  groupsNone: 'Ainda não há grupos.',
  inIt_one: '{{count}} membro',
  inIt_other: '{{count}} membros',
  inItNone: 'Ninguém está nele.',
  keptBy: 'Mantido por {{name}}',
  unnamedGroup: 'Um grupo cujo nome aqui não é conhecido',
  create: 'Fazer um grupo',
  createName: 'Como se chama',
  createHint: 'Os doentes leem-no. Não está às claras no livro-razão.',
  join: 'Admitir',
  joinWhom: 'Quem?',
  leave: 'Tirar {{name}}',
  leaveTitle: 'Tirar {{name}} do grupo?',
  leaveSays: 'Nenhum consentimento para o grupo o abrange mais, nem os de antes se voltar a entrar.',
};

addWords('staff-members', { en, pt });
