import { addWords } from '../words/language.ts';

/** Choices of the pages, by what the program calls the option: its sentences name options of the command. */
const en = {
  'skip-invalid': 'Leave out and report what cannot be read, instead of stopping',
  practitioners:
    'Give out records about doctors and nurses as well; otherwise they are held back, since they are about persons',
  'accept-merged':
    'Where the hospital made one record of two, I made sure that what the patient decided for the old one stands for the new one',
  'accept-corrected':
    'Where a birth date or sex is another than before, it was wrong before, and it is the same patient',
  'accept-alike': 'Numbers that differ only in spelling (007 and 7) belong to different patients',
  'accept-shrink': 'Although patients lose records, or records change hands, as shown above',
  'accept-named': 'Although names were found: they are nobody’s, and it identifies nobody',
  'accept-shared': 'The files that belong to nobody: I looked into each of them, and they name nobody',
  identifiable: 'Yes, by name, face or the like',
  disease: 'Which disease?',
  'identifier-system': 'By which number patients are known',
  subjects: 'The map of files to patients',
  shared: 'Files that the map does not name',
  /** Nothing that the pages have. */
  'base-url': 'the server’s address, which whoever runs the node gives in the import command',
  choice: 'the choice “{{words}}”',
  /** In place of a sentence that says where a value stands by names of programs. */
  input:
    'Something that was filled in is not taken as it stands: it is missing, too long, or written in another way than is known here. Nothing was changed. Look through the fields, correct what is odd, and try again.',
};

type OptionWords = typeof en;

const pt: OptionWords = {
  'skip-invalid': 'Deixar de fora e relatar o que não se consegue ler, em vez de parar',
  practitioners:
    'Entregar também os registos sobre médicos e enfermeiros; senão ficam retidos, porque são sobre pessoas',
  'accept-merged':
    'Onde o hospital fez de dois registos um, assegurei que o que o doente decidiu para o antigo vale para o novo',
  'accept-corrected':
    'Onde a data de nascimento ou o sexo difere do anterior, o anterior estava errado, e é o mesmo doente',
  'accept-alike': 'Números que só diferem na escrita (007 e 7) são de doentes diferentes',
  'accept-shrink': 'Embora haja doentes que perdem registos, ou registos que mudam de mãos, como se vê acima',
  'accept-named': 'Embora se tenham encontrado nomes: não são de ninguém, e não identificam ninguém',
  'accept-shared': 'Os ficheiros que não são de ninguém: vi o que contém cada um, e não nomeiam ninguém',
  identifiable: 'Sim, por nome, rosto ou semelhante',
  disease: 'Que doença?',
  'identifier-system': 'Por que número se conhecem os doentes',
  subjects: 'O mapa de ficheiros para doentes',
  shared: 'Ficheiros que o mapa não indica',
  'base-url': 'o endereço do servidor, que quem gere o nó dá no comando de importação',
  choice: 'a opção “{{words}}”',
  input:
    'Algo que se preencheu não é aceite como está: falta, é demasiado longo, ou está escrito de outra forma. Nada mudou. Veja os campos, corrija o que estiver estranho, e tente de novo.',
};

addWords('options', { en, pt });

/** `--skip-invalid (skipInvalid)`: as the command and the interface call it. */
const OPTION = /--([a-z][a-z-]*)(?: \([A-Za-z.]+\))?/g;

/** A sentence of the program, with the options that it names as the pages call them. */
export function asPagesSay(sentence: string, t: (key: string, values: { words?: string }) => string): string {
  return sentence.replace(OPTION, (whole, name: string) => {
    if (name === 'base-url') return t(name, {});
    return Object.hasOwn(en, name) ? t('choice', { words: t(name, {}) }) : whole;
  });
}
