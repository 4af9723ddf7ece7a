import { addWords } from '../words/language.ts';

const en = {
  title: 'Who would be released, and for what',
  assumesNothing:
    'The bars are of a request that declares nothing, under a permit that attests nothing: whoever consented on a condition, such as “not for commercial use”, stands under “Needs review”, and is released once a request declares it and its permit attests it.',
  assumesMet:
    'The bars are of a request that meets this, under a permit that attests it: {{what}}. Consents that ask for something else stand under “Needs review”.',
  meets: 'Count for a request that meets conditions',
  meetsWhich: 'The request meets, and its permit attests:',
  asUnder: 'Count as under permit {{number}}',
  permitsNow: 'Permits that count today, and what they attest:',
  permit: 'Permit {{number}} of {{who}}, for {{purpose}}.',
  attests: 'It attests: {{what}}.',
  attestsNothing: 'It attests nothing.',
  says: 'What would be decided now about each patient of version {{version}}, for each purpose that a permit can name. Looking releases nothing.',
  asOf: 'As of {{when}}, block {{height}} of the ledger, and of all that was withdrawn since.',
  ended: 'Nothing of this dataset is released, so nobody would be.',
  empty: 'Version {{version}} holds nothing of any patient.',
  assumed: 'What is assumed of the request',
  assume: {
    requester:
      'An approved organisation asks that no consent names: what patients allow to certain organisations alone does not count.',
    basis: 'Its permit rests on the consent of each patient.',
    facts:
      'It declares nothing of itself, and its permit attests nothing. Whoever asks for such a thing is counted under “needs review”.',
    delivery: 'It downloads.',
    identifiable: 'Its permit allows data that identifies people, since this version does.',
    deidentified: 'Its permit allows no data that identifies people; this version holds none.',
  },
  fullTens:
    'Numbers are in full tens, and none below ten is shown: a few people could be found out. Data managers see exact numbers.',
  chart: 'Patients for each purpose, of {{all}}',
  released: 'Released',
  review: 'Needs review',
  withheld: 'Withheld',
  partly: 'Of those released, with something left out: {{patients}}.',
  orMore: '{{patients}} or more',
  fewerThan: 'fewer than {{patients}}, or none',
  why: 'Why, for {{purpose}}',
  whyReview:
    'Needs review: {{patients}}. Their consents, or the dataset itself, ask for something that the request must declare and the permit attest, such as that the use is not commercial.',
  whyWithheld: 'Withheld: {{patients}}.',
  notAll: 'Reasons that few people have are not shown.',
  all: 'Nothing is withheld, and nothing needs review.',
  refused: {
    'purpose-not-permitted': 'The dataset itself does not allow this purpose, whatever patients allow.',
    'purpose-needs-review':
      'The dataset itself sets conditions. A request must meet them before anybody’s consent is looked at.',
    other: 'Every such request is refused, whatever patients allow.',
  },
  reason: {
    'no-grant': 'No consent',
    revoked: 'A consent that was withdrawn',
    'epoch-over': 'All consents withdrawn',
    'terms-unknown': 'A consent whose terms are not known here',
    'not-yet-valid': 'A consent that has not begun',
    expired: 'A consent that is over',
    grantee: 'A consent for certain organisations alone',
    scope: 'A consent for other data',
    purpose: 'A consent that does not allow the purpose',
    notice: 'A consent to a text that was not published then',
    identifiable: 'A consent that leaves out what identifies people',
    category: 'Every kind of data that there is of them left out',
    'unknown-subject': 'Not enrolled by this hospital',
    erased: 'Erased',
    'opted-out': 'Opted out',
    paused: 'Paused',
    other: 'Another reason',
  },
  table: 'The same numbers as a table',
  purpose: 'Purpose',
  inPart: 'Of those, in part',
};

type CoverageWords = typeof en;

const pt: CoverageWords = {
  title: 'Os dados de quem seriam entregues, e para quê',
  assumesNothing:
    'As barras são de um pedido que nada declara, com uma autorização que nada atesta: quem consentiu com uma condição, como “não para uso comercial”, está em “A rever”, e é entregue quando o pedido a declara e a autorização a atesta.',
  assumesMet:
    'As barras são de um pedido que cumpre isto, com uma autorização que o atesta: {{what}}. Os consentimentos que exigem outra coisa estão em “A rever”.',
  meets: 'Contar para um pedido que cumpre condições',
  meetsWhich: 'O pedido cumpre, e a sua autorização atesta:',
  asUnder: 'Contar como com a autorização {{number}}',
  permitsNow: 'As autorizações que hoje contam, e o que atestam:',
  permit: 'Autorização {{number}} de {{who}}, para {{purpose}}.',
  attests: 'Atesta: {{what}}.',
  attestsNothing: 'Nada atesta.',
  says: 'O que se decidiria agora sobre cada doente da versão {{version}}, para cada finalidade que uma autorização pode indicar. Consultar não entrega nada.',
  asOf: 'À data de {{when}}, bloco {{height}} do livro-razão, e de tudo o que foi retirado desde então.',
  ended: 'Nada deste conjunto de dados é entregue, por isso não o seriam os dados de ninguém.',
  empty: 'A versão {{version}} não contém nada de nenhum doente.',
  assumed: 'O que se supõe do pedido',
  assume: {
    requester:
      'Pede uma organização aprovada que nenhum consentimento nomeia: o que os doentes permitem só a certas organizações não conta.',
    basis: 'A sua autorização assenta no consentimento de cada doente.',
    facts: 'Nada declara de si, e a sua autorização nada atesta. Quem exige algo assim conta em “a rever”.',
    delivery: 'Descarrega os dados.',
    identifiable: 'A sua autorização permite dados que identificam pessoas, porque esta versão os contém.',
    deidentified: 'A sua autorização não permite dados que identificam pessoas; esta versão não os contém.',
  },
  fullTens:
    'Os números estão em dezenas completas, e nenhum abaixo de dez é mostrado: poderia descobrir-se de quem se trata. Os gestores de dados veem números exatos.',
  chart: 'Doentes para cada finalidade, de {{all}}',
  released: 'Entregues',
  review: 'A rever',
  withheld: 'Retidos',
  partly: 'Dos entregues, com algo que fica de fora: {{patients}}.',
  orMore: '{{patients}} ou mais',
  fewerThan: 'menos de {{patients}}, ou nenhum',
  why: 'Porquê, para {{purpose}}',
  whyReview:
    'A rever: {{patients}}. Os seus consentimentos, ou o próprio conjunto de dados, exigem algo que o pedido tem de declarar e a autorização de atestar, como não ser para uso comercial.',
  whyWithheld: 'Retidos: {{patients}}.',
  notAll: 'As razões de poucas pessoas não são mostradas.',
  all: 'Nada fica retido, e nada há a rever.',
  refused: {
    'purpose-not-permitted':
      'O próprio conjunto de dados não permite esta finalidade, seja o que for que os doentes permitam.',
    'purpose-needs-review':
      'O próprio conjunto de dados põe condições. Um pedido tem de as cumprir antes de se olhar para o consentimento de alguém.',
    other: 'Qualquer pedido destes é recusado, seja o que for que os doentes permitam.',
  },
  reason: {
    'no-grant': 'Sem consentimento',
    revoked: 'Um consentimento que foi retirado',
    'epoch-over': 'Todos os consentimentos retirados',
    'terms-unknown': 'Um consentimento cujos termos aqui não se conhecem',
    'not-yet-valid': 'Um consentimento que ainda não começou',
    expired: 'Um consentimento que já terminou',
    grantee: 'Um consentimento só para certas organizações',
    scope: 'Um consentimento para outros dados',
    purpose: 'Um consentimento que não permite a finalidade',
    notice: 'Um consentimento a um texto que então não estava publicado',
    identifiable: 'Um consentimento que exclui o que identifica pessoas',
    category: 'Todos os tipos de dados que há deles deixados de fora',
    'unknown-subject': 'Sem inscrição neste hospital',
    erased: 'Apagados',
    'opted-out': 'Oposição a tudo',
    paused: 'Em pausa',
    other: 'Outra razão',
  },
  table: 'Os mesmos números numa tabela',
  purpose: 'Finalidade',
  inPart: 'Destes, em parte',
};

addWords('staff-coverage', { en, pt });
