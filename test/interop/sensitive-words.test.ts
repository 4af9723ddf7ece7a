import { describe, expect, test } from 'vitest';
import { growth } from '../growth.ts';
import { codesOf, said } from './labels.ts';

describe('words', () => {
  test.each<readonly [string, string]>([
    ['HIV-positive', 'HIV'],
    ['HIV1 antibodies', 'HIV'],
    ['HIV-1/2', 'HIV'],
    ['anti-HIV', 'HIV'],
    ['(HIV)', 'HIV'],
    ['H\u00adIV', 'HIV'],
    ['HIV\u2011positive', 'HIV'],
    ['HIV&#45;positive', 'HIV'],
    ['VIH positif', 'HIV'],
    ['HIVpos', 'HIV'],
    ['HIV感染症', 'HIV'],
    ['ＨＩＶ感染症', 'HIV'],
    ['抗HIV抗体陽性', 'HIV'],
    ['母体HIV感染', 'HIV'],
    ['AIDS defining illness', 'HIV'],
    ['Panic attacks', 'PSY'],
    ['panic disorder', 'PSY'],
    ['Depression', 'PSY'],
    ['depressive Störung', 'PSY'],
    ['Antidepressants', 'PSY'],
    ['Zustand nach Suizidversuch', 'PSY'],
    ['Angststo\u0308rung', 'PSY'],
    ['post-traumatic stress', 'PSY'],
    ['Self harm', 'PSY'],
    ['Alkoholabhängigkeit', 'SUD'],
    ['drinks heavily', 'SUD'],
    ['Alcoholism', 'SUD'],
    ['Risikoschwangerschaft', 'PREGNANT'],
    ['Pre-eclampsia', 'PREGNANT'],
    ['Präeklampsie', 'PREGNANT'],
    ['foetuses', 'PREGNANT'],
    ['Sichelzellanämie', 'SCA'],
    ['Geschlechtskrankheit', 'STD'],
    ['IUDs', 'SEX'],
    ['Vergewaltigung', 'SDV'],
    ['Altersdemenz', 'COGN'],
    ['Haemophilia A', 'GDIS'],
  ])('%j is %s', (text, expected) => {
    expect(codesOf(said(text))).toContain(expected);
  });

  test.each<readonly [string, string]>([
    [
      'PSY',
      'Panikstörung|Panikattacke|Zwangserkrankung|PTBS|Phobie|Angststoerung|Angststörung|Essstoerung|Wahnhafte Störung',
    ],
    [
      'PSY',
      'social phobia|hallucinations|delusional disorder|MDD, recurrent|OCD|GAD|psychosis|Burn-out|Mental Hlth Unit',
    ],
    [
      'PSY',
      'Dépression sévère|Depresión mayor|Depressione|schizofrenie|esquizofrénia|tentative de suicide|Trouble anxieux',
    ],
    ['PSY', 'intento de suicidio|ansiedad|Angststoornis|transtorno mental|うつ病|統合失調症|抑郁症|重度抑郁|自殺企図'],
    ['PSY', 'Zoloft 50 MG|Prozac|Lexapro|Seroquel|Zyprexa|Abilify|Invega Sustenna|paliperidone|ziprasidone|lurasidone'],
    ['PSY', 'Lithobid|Adderall|Ritalin|atomoxetine|trazodone|amitriptyline|AMITRIPTYLIN-neuraxpharm'],
    ['SUD', 'EtOH abuse|ETOH|IVDU|OUD|methamphetamine use|Opiatabhängigkeit|Drogenabusus|C2-Abusus|delirium tremens'],
    [
      'SUD',
      'Alcoolisme|alcoholismo|toxicomanie|Äthylismus|aethylismus|verslaving|tossicodipendenza|アルコール依存症|酒精依赖',
    ],
    ['SUD', 'Suboxone|Antabuse|Vivitrol|Narcan|L-Polamidon|Nikotinabusus|Substitutionstherapie|opioid use disorder'],
    [
      'HIV',
      'syndrome d’immunodéficience acquise|virus de la inmunodeficiencia humana|PrEP|エイズ|艾滋病|Imunodeficiência humana',
    ],
    [
      'HIV',
      'BIKTARVY 50-200-25 MG PO TABS|Truvada|Descovy|Genvoya|Triumeq|Odefsey|Prezista|Isentress|Tivicay|Kaletra|Norvir',
    ],
    [
      'SEX',
      'MSM|Kinderwunsch|gender dysphoria|anticonception|dispareunia|avortement|Abtreibung Schwangerschaftsabbruch|避妊|不孕',
    ],
    ['SEX', 'Depo-Provera|Plan B One-Step|Viagra|Cialis|ethinyl estradiol / norgestimate|Ortho Tri-Cyclen'],
    ['STD', 'sífilis|Feigwarzen|gonorrea|syfilis|梅毒|性病|性感染症|sifilide|maladie vénérienne'],
    ['PREGNANT', 'Abort|Sectio|G2P1|G3 P2|Grossesse|Embarazo|zwanger|gravidanza|gravidez|妊娠|怀孕|Multigravida|fœtus'],
    ['PREGNANT', 'mifepristone|Kreißsaal|accouchement|keizersnede|帝王切開|剖宫产|Hebamme'],
    [
      'GDIS',
      'Marfan-Syndrom|Duchenne|Lynch syndrome|neurofibromatosis|Ehlers-Danlos|hemochromatosis|Hämochromatose|PKU',
    ],
    [
      'GDIS',
      'factor V Leiden|mucoviscidose|maladie génétique|familiäre Polyposis|familiaere Polyposis|taaislijmziekte|遺伝|遗传',
    ],
    ['SCA', 'Hb S disease|drépanocytose|drepanocitosis|anemia falciforme|sikkelcelziekte|鎌状赤血球症|镰状细胞病|HbSS'],
    [
      'SDV',
      'battered|assault|non-accidental injury|female genital mutilation|Gewalt in der Ehe|victim of IPV|IPV screening',
    ],
    ['SDV', 'violence conjugale|violencia de género|viol|maltrattamenti|kindermishandeling|虐待|家庭暴力'],
    ['COGN', 'mental retardation|Lewy body|ASD|démence|demencia|dementie|autisme|認知症|阿尔茨海默病|Down syndrome'],
    ['COGN', 'Aricept|donepezil|memantine|retraso mental|ritardo mentale|déficience intellectuelle'],
  ])('that tell %s are found: %s', (category, texts) => {
    for (const text of texts.split('|')) expect([text, ...codesOf(said(text))]).toContain(category);
  });

  test.each([
    'Hispanic or Latino',
    'Not Hispanic or Latino',
    'Non Hispanic White',
    'Germanic',
    'Botanical oil',
    'archive',
    'Hives',
    'HIVernal',
    'psychrometer',
    'hearing aids',
    'Raises the leg',
    'grape allergy',
    'drape',
    'therapeutic procedure',
    'skyrape',
    'Haemophilus influenzae',
    'ST depression',
    'depressed skull fracture',
    'tongue depressor',
    'bipolar hemiarthroplasty',
    'lithium heparin plasma',
    'panic values',
    'non-alcoholic fatty liver',
    'isopropyl alcohol',
    'Heroine of the day',
    'Addison disease',
    'Niyaz',
    'Asian',
    'Gelbsucht',
    'instrument sterilization',
    'Fracture of forearm',
    'Human immunoglobulin',
    'Patient is familiar with the device',
    'Antecedente familiar',
    'photophobia',
    'schizonts seen',
    'Gravidade moderada',
    'IPV vaccine, inactivated',
    'DTaP-Hib-IPV',
    'GAD65 antibodies',
    'OCD lesion of the talus',
    'ASD closure, secundum',
    'glass delivery gad',
    'abort the procedure',
    'G6PD',
    'Huntington Memorial Hospital',
    'Sectio alta',
    'Depression of the ST segment',
    'Sterilisation der Instrumente',
    'Entbindung von der Schweigepflicht',
    'Verhütung von Stürzen',
    'Alkoholtupfer',
    'nirmatrelvir and ritonavir',
    'Chlamydia pneumoniae',
    'testosterone',
    'estradiol',
    'lamotrigine',
    'methotrexate',
    '慢性病',
    '恶性病变',
    '急性感染症',
    '慢性機能不全',
    '手術用ドレイプ',
    '生长发育迟缓',
    '肺炎衣原体',
  ])('%j is nothing', (text) => {
    expect(codesOf(said(text))).toEqual([]);
  });

  test.each<readonly [string, object, string[]]>([
    [
      'conclusion',
      { resourceType: 'DiagnosticReport', conclusion: 'HIV positive; alcohol misuse' },
      ['SUD', 'HIV', 'NOTE'],
    ],
    [
      'valueString',
      { resourceType: 'Observation', valueString: 'Known HIV infection, drinks heavily' },
      ['SUD', 'HIV'],
    ],
    ['note', { note: [{ text: 'HIV' }] }, ['HIV', 'NOTE']],
    ['comment of STU3', { comment: 'HIV' }, ['HIV']],
    [
      'narrative',
      { text: { div: '<div xmlns="http://www.w3.org/1999/xhtml"><b>H</b>IV&nbsp;positive</div>' } },
      ['HIV'],
    ],
    ['display', { code: { coding: [{ display: 'HIV infection' }] } }, ['HIV']],
    ['component', { resourceType: 'Observation', component: [{ valueString: 'HIV' }] }, ['HIV']],
    ['extension', { extension: [{ url: 'urn:x', valueMarkdown: '**HIV**' }] }, ['HIV']],
    ['answer', { resourceType: 'QuestionnaireResponse', item: [{ answer: [{ valueString: 'HIV' }] }] }, ['HIV']],
    ['dosage', { resourceType: 'MedicationRequest', dosageInstruction: [{ patientInstruction: 'for HIV' }] }, ['HIV']],
    ['far down a long text', { note: [{ text: `${'x '.repeat(20_000)} HIV` }] }, ['HIV', 'NOTE']],
    ['picture', { resourceType: 'DiagnosticReport', presentedForm: [{ contentType: 'image/jpeg' }] }, ['IMG', 'NOTE']],
  ])('count in %s', (_, resource, expected) => {
    expect(codesOf(resource)).toEqual(expected);
  });

  test('of race, ethnicity, names and addresses are no label of a person', () => {
    const extension = (name: string, text: string): object => ({
      url: `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`,
      extension: [
        {
          url: 'ombCategory',
          valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2135-2', display: text },
        },
        { url: 'text', valueString: text },
      ],
    });
    for (const text of [
      'Hispanic or Latino',
      'Not Hispanic or Latino',
      'White',
      'Black or African American',
      'Asian',
    ]) {
      const patient = {
        resourceType: 'Patient',
        extension: [extension('race', text), extension('ethnicity', text)],
        name: [{ family: 'Alcohol', given: ['Hope'], text: 'Hope Alcohol' }],
        address: [{ line: ['1 Depression Drive'], city: 'Rape', text: '1 Depression Drive' }],
      };
      expect(codesOf(patient)).toEqual([]);
    }
  });
});

describe('markup that never ends', () => {
  test.each([
    ['tags', '<a'],
    ['tags with blanks', '<a '],
    ['comments', '<!--'],
    ['ends', '</div'],
  ])('is read in a time that grows with its length: %s', async (_, piece) => {
    const read = (times: number) => expect(codesOf(said(`HIV ${piece.repeat(times)}`))).toEqual(['HIV']);
    expect(await growth(read, 25_000)).toBeLessThan(24);
  });

  test.each([
    ['H<span title="<">I</span>V', ['HIV']],
    ['H<!-- < > -->I<!-- -->V', ['HIV']],
    ['<p>HI</p><p>V</p>', []],
    ['HIV<p', ['HIV']],
    ['<!-- HIV', ['HIV']],
    ['a < b, HI<b>V</b> > c', ['HIV']],
  ])('and any other is taken out as before: %s', (text, expected) => {
    expect(codesOf(said(text))).toEqual(expected);
  });
});
