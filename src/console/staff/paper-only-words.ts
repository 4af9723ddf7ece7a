import { addWords } from '../words/language.ts';

const en = {
  title: 'Paper only',
  for: 'For a patient whose telephone, mailbox or passkey somebody else has or looks at. Whoever comes with it then sees and changes nothing here, and cannot tell why.',
  switch: 'Switch to paper only',
  switchTitle: 'Switch this patient to paper only?',
  word: 'Do it at the patient’s own word, alone with the patient or on a number that is safe. It counts at once.',
  does: {
    in: 'Nobody comes in with the patient’s passkeys and keys, nor with a guardian’s. They are answered as ones that are unknown here, and whoever is in is out at the next press. What a page shows already stays on that screen until then.',
    codes: 'Codes that were handed out or sent are void, and no new one is made.',
    told: 'No e-mail goes out. Letters go to the postal address, if there is one: ask whether somebody else opens them, and take it out if so.',
    stands:
      'Consents, opt-outs and pauses go on as they are. Ask the patient whether they shall: you withdraw, pause and opt out on this page for a patient who telephones.',
    paper: 'A new consent can be recorded from paper as long as nobody ever signed for the patient here.',
  },
  reason: 'Why',
  reasonHint:
    'Such as “at the desk: somebody else has the telephone”. Staff reads it here; the patient’s pages never show it.',
  since: 'On paper only since {{when}}',
  by: 'Switched by {{by}}: “{{reason}}”',
  byAccount: 'the organisation’s own account',
  byPerson: 'somebody of the organisation',
  means: 'What that means',
  telephone:
    'What stands goes on. For a patient who telephones, withdraw, pause or opt out above; the receipt can be handed over or sent by post.',
  undo: 'Undo paper only',
  undoTitle: 'Undo paper only?',
  undoSays:
    'Passkeys and keys work again at once, also in the hands of somebody else who has the device, and e-mails go out again. Codes of before stay void. Do it at the patient’s own word alone.',
  noCode: 'This patient is on paper only: no code is made. Undo that first, at the patient’s own word.',
};

type PaperOnlyWords = typeof en;

const pt: PaperOnlyWords = {
  title: 'Só em papel',
  for: 'Para um doente cujo telefone, correio eletrónico ou chave de acesso outra pessoa tem ou vê. Quem vier com isso não vê nem altera nada aqui, e não percebe porquê.',
  switch: 'Passar a só em papel',
  switchTitle: 'Passar este doente a só em papel?',
  word: 'Faça-o a pedido do próprio doente, a sós com ele ou por um número seguro. Conta de imediato.',
  does: {
    in: 'Ninguém entra com as chaves de acesso do doente, nem com as de um representante. A resposta é a de uma chave desconhecida, e quem está dentro sai ao próximo toque. O que uma página já mostra fica nesse ecrã até lá.',
    codes: 'Os códigos entregues ou enviados ficam sem efeito, e não se faz nenhum novo.',
    told: 'Não sai nenhuma mensagem de correio eletrónico. As cartas vão para a morada, se houver: pergunte se outra pessoa as abre e, se for o caso, retire-a.',
    stands:
      'Consentimentos, oposições e pausas continuam como estão. Pergunte ao doente se é isso que quer: nesta página retira, põe em pausa e regista a oposição por um doente que telefona.',
    paper: 'Um novo consentimento em papel só se pode registar se aqui nunca ninguém assinou pelo doente.',
  },
  reason: 'Porquê',
  reasonHint:
    'Como “ao balcão: outra pessoa tem o telefone”. O pessoal lê-o aqui; as páginas do doente nunca o mostram.',
  since: 'Só em papel desde {{when}}',
  by: 'Passado por {{by}}: “{{reason}}”',
  byAccount: 'conta da própria organização',
  byPerson: 'alguém da organização',
  means: 'O que isso significa',
  telephone:
    'O que está em vigor continua. Por um doente que telefona, retire, ponha em pausa ou registe a oposição acima; o recibo pode ser entregue ou enviado por carta.',
  undo: 'Desfazer só em papel',
  undoTitle: 'Desfazer só em papel?',
  undoSays:
    'As chaves de acesso voltam a funcionar de imediato, também nas mãos de outra pessoa que tenha o dispositivo, e as mensagens voltam a sair. Os códigos anteriores continuam sem efeito. Faça-o só a pedido do próprio doente.',
  noCode: 'Este doente está só em papel: não se faz nenhum código. Desfaça isso primeiro, a pedido do próprio doente.',
};

addWords('staff-paper-only', { en, pt });
