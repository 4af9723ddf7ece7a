import { addWords } from '../words/language.ts';

const en = {
  title: 'Others of your organisation do this',
  says: 'This page is for {{wanted}}. You are {{own}} here.',
  ask: 'If it should be yours as well, ask a staff administrator of your organisation.',
  /** Somebody of a duty. */
  a: {
    administrator: 'a staff administrator',
    'data-manager': 'a data manager',
    reviewer: 'a reviewer',
    auditor: 'an internal auditor',
    researcher: 'a researcher',
  },
  /** What somebody of a duty does, after its name. */
  does: {
    administrator: 'takes people in, gives them what they do here, and ends it',
    'data-manager': 'imports and publishes data, and enrols, invites and records for patients',
    reviewer: 'issues and revokes permits, and keeps the groups that consents can name',
    auditor: 'reads what happened and checks it, and changes nothing',
    researcher: 'sees the organisation’s permits, and asks for data under them',
  },
  name: {
    administrator: 'staff administrator',
    'data-manager': 'data manager',
    reviewer: 'reviewer',
    auditor: 'internal auditor',
    researcher: 'researcher',
  },
};

type DutyWords = typeof en;

const pt: DutyWords = {
  title: 'Isto é feito por outras pessoas da sua organização',
  says: 'Esta página é para {{wanted}}. Aqui, a sua função é: {{own}}.',
  ask: 'Se também devia ser sua, peça a quem administra o pessoal da sua organização.',
  a: {
    administrator: 'quem administra o pessoal',
    'data-manager': 'quem gere os dados',
    reviewer: 'quem avalia os pedidos',
    auditor: 'quem faz a auditoria interna',
    researcher: 'quem investiga',
  },
  does: {
    administrator: 'admite pessoas, dá-lhes o que fazem aqui, e termina-o',
    'data-manager': 'importa e publica dados, e inscreve, convida e regista por doentes',
    reviewer: 'emite e revoga autorizações, e cuida dos grupos que os consentimentos podem nomear',
    auditor: 'lê o que aconteceu e verifica-o, e nada muda',
    researcher: 'vê as autorizações da organização, e pede dados com elas',
  },
  name: {
    administrator: 'administrador do pessoal',
    'data-manager': 'gestor de dados',
    reviewer: 'revisor',
    auditor: 'auditor interno',
    researcher: 'investigador',
  },
};

addWords('duty', { en, pt });
