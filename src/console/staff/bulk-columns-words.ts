import { addWords } from '../words/language.ts';

const en = {
  title: 'The columns, and what each may hold',
  column: 'Column',
  must: 'Must be there',
  needed: 'yes',
  possible: 'no',
  holds: 'What a cell may hold',
  example: 'Example',
  template: 'Save an empty file with these columns and an example row',
  cells: {
    identifier:
      'The patient’s number with the system that gave it, parted by |. A number alone where nobody else has the same.',
    'accept-alike':
      'yes where another patient has a number that is only spelled apart, and it is somebody else; else no.',
    'identified-by': 'How you know who the patient is. Without the column, what is said above counts for all.',
    form: 'By what you find the form again, such as folder and sheet.',
    permission: 'What the consent allows: {{codes}}.',
    until: 'Last day on which it counts, as YYYY-MM-DD.',
    'ai-training': 'Whether AI models may be trained: yes or no.',
    commercial: 'Whether companies may use it for profit: yes or no.',
    'transfer-abroad': 'Whether it may be taken to other countries: yes or no.',
    identifiable: 'Whether what identifies the patient may leave: yes or no.',
    notice:
      'First line of the information text that the patient was given. Without the column, the one chosen below counts for all.',
    excluded:
      'What is left out, by code or words, parted by semicolons: {{codes}}. none where nothing is. Without the column nothing is left out.',
    modifiers: 'Conditions by their codes, parted by semicolons: {{codes}}. none where there is none.',
    from: 'First day on which it counts, as YYYY-MM-DD. Without the column, from now on.',
    grantee: 'Name of the one member that may use it, or any.',
    dataset: 'Name of the one dataset that it is for, or all.',
    signed:
      'Whether the form is signed: yes or no. With this column or one of the next two, forms may be incomplete, and are kept as that.',
    'signed-on': 'Day of the signature, as YYYY-MM-DD.',
    'explained-by': 'Who explained it to the patient.',
  },
};

type BulkColumnsWords = typeof en;

const pt: BulkColumnsWords = {
  title: 'As colunas, e o que cada uma pode conter',
  column: 'Coluna',
  must: 'Tem de existir',
  needed: 'sim',
  possible: 'não',
  holds: 'O que pode conter uma célula',
  example: 'Exemplo',
  template: 'Guardar um ficheiro vazio com estas colunas e uma linha de exemplo',
  cells: {
    identifier:
      'O número do doente com o sistema que o deu, separados por |. Só o número, onde mais ninguém tem o mesmo.',
    'accept-alike': 'yes onde outro doente tem um número que só se escreve de outra forma, e é outra pessoa; senão no.',
    'identified-by': 'Como sabe quem é o doente. Sem a coluna, vale para todos o que se diz acima.',
    form: 'Aquilo por que volta a encontrar o formulário, como pasta e folha.',
    permission: 'O que o consentimento permite: {{codes}}.',
    until: 'Último dia em que conta, como AAAA-MM-DD.',
    'ai-training': 'Se podem ser treinados modelos de IA: yes ou no (sim ou não).',
    commercial: 'Se as empresas o podem usar com fins lucrativos: yes ou no.',
    'transfer-abroad': 'Se pode sair para outros países: yes ou no.',
    identifiable: 'Se pode sair o que identifica o doente: yes ou no.',
    notice:
      'Primeira linha do texto informativo que o doente recebeu. Sem a coluna, vale para todos o que se escolhe abaixo.',
    excluded:
      'O que fica de fora, por código ou palavras, separado por ponto e vírgula: {{codes}}. none onde não fica nada. Sem a coluna, nada fica de fora.',
    modifiers: 'Condições pelos seus códigos, separadas por ponto e vírgula: {{codes}}. none onde não há.',
    from: 'Primeiro dia em que conta, como AAAA-MM-DD. Sem a coluna, a partir de agora.',
    grantee: 'Nome do único membro que o pode usar, ou any.',
    dataset: 'Nome do único conjunto de dados para que é, ou all.',
    signed:
      'Se o formulário está assinado: yes ou no. Com esta coluna ou uma das duas seguintes, os formulários podem estar incompletos, e guardam-se assim.',
    'signed-on': 'Dia da assinatura, como AAAA-MM-DD.',
    'explained-by': 'Quem o explicou ao doente.',
  },
};

addWords('staff-bulk-columns', { en, pt });
