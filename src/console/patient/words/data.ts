import { addWords } from '../../words/language.ts';

const en = {
  data: {
    title: 'Your data here',
    covers:
      'This is what {{hospital}} keeps here so that it can be asked for in research. Your record for treatment is more than this, and lies elsewhere.',
    hospital: 'this hospital',
    none: 'Nothing of yours is kept here.',
    noneNext: 'If you think that there should be something, ask the hospital.',
    as: 'As it was {{when}}',
    at: 'Kept at {{hospital}}',
    kind: 'What',
    count: 'Records',
    sum: 'In all',
    sensitive: 'Sensitive among it',
    nothingSensitive: 'Nothing is marked as sensitive.',
    sensitiveHint: 'When you allow the use of your data, you are asked which of these nobody shall get.',
    several: 'A record can hold several results: three measurements of one kind lie in one record.',
    who: 'See who may use it',
  },
  home: {
    title: 'Take my data home',
    text: 'You get all of it as one ZIP file: {{items}} records, {{size}} at the hospital. The file is larger than that: each record is in it as it came and once more as text that you can read, with a list of contents.',
    checked:
      'This page checks each record against what the hospital has committed itself to. That you took your data is written down like every other use.',
    button: 'Take my data home',
    working: 'Fetching and checking',
    open: 'Keep this page open until it is done.',
    soFar: '{{done}} of {{all}} records, {{size}}, {{rate}} a second',
    cancel: 'Stop fetching',
    done: 'Your data is in the file {{name}} ({{size}}): {{items}} records, each checked.',
    fewer:
      'The hospital said that there are {{all}} records, and gave {{items}}. Try again. If it stays so, ask the hospital why.',
    where: 'It is where your browser keeps downloads, unless you chose another place.',
    care: 'Whoever has this file can read it. Keep it where nobody else comes.',
    again: 'Fetch it again',
    cancelled: 'Fetching was stopped. There is no file.',
    tooLarge: 'Your data is {{size}}, which is more than this browser can put into one file. Two ways work instead:',
    byBrowser: 'Open this page on a computer in a browser that writes while it fetches, such as Chrome or Edge.',
    byCommand: 'Or use the custos command with a key of yours, in a terminal:',
    byHospital: 'Or ask the hospital for a copy.',
    file: 'my-health-data',
    readmeName: 'README.txt',
    contentsName: 'contents.csv',
    columns: 'File,What it is,Collection,Bytes',
    originals: 'for another computer',
    receipts: 'receipts',
    fileTitle: '{{kind}}, from {{hospital}}',
    readme: `YOUR HEALTH DATA
From {{hospital}}, fetched on {{when}}.

What this is
All that {{hospital}} keeps of you for research, as it was when you fetched it. Your record for treatment is more than this: ask
the hospital for it.

How the folders are made
- For each collection of the hospital there is a folder with its name.
- In it there is a folder for each kind of record. Each .txt file says what stands in one record, and opens on any telephone or
  computer. Letters are in it word for word; scanned letters and pictures are files of their own beside it.
- “for another computer” holds the same records exactly as the hospital keeps them. Another hospital or program can read those.
- “receipts” holds what the hospital’s record says about this download. You need them only if you want to prove it later.
- contents.csv lists every file. It opens in a spreadsheet.

The words
Names of illnesses, medicines and measurements are those that the hospital wrote, in the language in which it wrote them. Times are
those of the clock where it happened. Where something is unclear, ask your doctor.

What was checked
Each record was compared with the sum to which the hospital committed itself in the record that hospitals share. One that did not
match would not be here.

Keep it safe
Whoever has these files can read them. Do not leave them on a computer that others use, and do not send them by ordinary e-mail.
`,
  },
};

const pt: typeof en = {
  data: {
    title: 'Os seus dados aqui',
    covers:
      'Isto é o que {{hospital}} guarda aqui para poder ser pedido em investigação. O seu processo clínico é mais do que isto, e está noutro lugar.',
    hospital: 'este hospital',
    none: 'Não há aqui dados seus.',
    noneNext: 'Se acha que devia haver alguma coisa, pergunte ao hospital.',
    as: 'Tal como estava {{when}}',
    at: 'Guardado em {{hospital}}',
    kind: 'O quê',
    count: 'Registos',
    sum: 'Ao todo',
    sensitive: 'O que há de sensível',
    nothingSensitive: 'Nada está marcado como sensível.',
    sensitiveHint:
      'Quando permitir o uso dos seus dados, ser-lhe-á perguntado quais destas coisas ninguém deve receber.',
    several: 'Um registo pode ter vários resultados: três medições do mesmo tipo ficam num só registo.',
    who: 'Ver quem os pode usar',
  },
  home: {
    title: 'Levar os meus dados para casa',
    text: 'Recebe tudo num só ficheiro ZIP: {{items}} registos, {{size}} no hospital. O ficheiro é maior: cada registo está lá tal como veio e outra vez como texto que se lê, com um índice.',
    checked:
      'Esta página compara cada registo com aquilo a que o hospital se comprometeu. Fica registado que levou os seus dados, tal como qualquer outro uso.',
    button: 'Levar os meus dados para casa',
    working: 'A transferir e a verificar',
    open: 'Deixe esta página aberta até acabar.',
    soFar: '{{done}} de {{all}} registos, {{size}}, {{rate}} por segundo',
    cancel: 'Parar a transferência',
    done: 'Os seus dados estão no ficheiro {{name}} ({{size}}): {{items}} registos, cada um verificado.',
    fewer:
      'O hospital disse que há {{all}} registos, e entregou {{items}}. Tente de novo. Se continuar assim, pergunte ao hospital porquê.',
    where: 'Está onde o navegador guarda as transferências, a não ser que tenha escolhido outro lugar.',
    care: 'Quem tiver este ficheiro pode lê-lo. Guarde-o onde mais ninguém chegue.',
    again: 'Transferir de novo',
    cancelled: 'A transferência foi parada. Não há ficheiro.',
    tooLarge:
      'Os seus dados têm {{size}}, mais do que este navegador consegue pôr num só ficheiro. Há duas outras maneiras:',
    byBrowser:
      'Abra esta página num computador, num navegador que vai gravando à medida que transfere, como o Chrome ou o Edge.',
    byCommand: 'Ou use o comando custos com uma chave sua, num terminal:',
    byHospital: 'Ou peça uma cópia ao hospital.',
    file: 'os-meus-dados-de-saude',
    readmeName: 'LEIA-ME.txt',
    contentsName: 'indice.csv',
    columns: 'Ficheiro,O que é,Coleção,Bytes',
    originals: 'para outro computador',
    receipts: 'recibos',
    fileTitle: '{{kind}}, de {{hospital}}',
    readme: `OS SEUS DADOS DE SAÚDE
De {{hospital}}. Transferidos: {{when}}.

O que é isto
Tudo o que {{hospital}} guarda de si para investigação, tal como estava quando o transferiu. O seu processo clínico é mais do que
isto: peça-o ao hospital.

Como estão organizadas as pastas
- Para cada coleção do hospital há uma pasta com o nome dela.
- Dentro dela há uma pasta para cada tipo de registo. Cada ficheiro .txt diz o que está num registo, e abre em qualquer telefone
  ou computador. As cartas estão nele palavra por palavra; as cartas digitalizadas e as imagens são ficheiros à parte, ao lado.
- «para outro computador» tem os mesmos registos exatamente como o hospital os guarda. Outro hospital ou programa consegue lê-los.
- «recibos» tem o que o registo do hospital diz desta transferência. Só precisa deles se a quiser provar mais tarde.
- indice.csv tem a lista de todos os ficheiros. Abre numa folha de cálculo.

As palavras
Os nomes de doenças, medicamentos e medições são os que o hospital escreveu, na língua em que os escreveu. As horas são as do
relógio do lugar onde aconteceu. Se alguma coisa não for clara, pergunte ao seu médico.

O que foi verificado
Cada registo foi comparado com a soma a que o hospital se comprometeu no registo que os hospitais partilham. Um que não
coincidisse não estaria aqui.

Guarde-os bem
Quem tiver estes ficheiros pode lê-los. Não os deixe num computador que outros usam, nem os envie por correio eletrónico comum.
`,
  },
};

addWords('patient', { en, pt });
