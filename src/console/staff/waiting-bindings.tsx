import { useTranslation } from 'react-i18next';
import { countersignBinding, refuseBinding, type WaitingBinding } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { useNames, useStaffAct } from './asked.ts';
import { Confirm } from './confirm.tsx';

/** Keys that a second organisation looks at before they sign for somebody: another one's to countersign, one's own to wait for. */
export function WaitingBindings({ bindings }: { readonly bindings: readonly WaitingBinding[] }) {
  const { t } = useTranslation('staff-overview');
  if (bindings.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('bindingsTitle')}</h2>
      {bindings.map((one) => (
        <Binding key={one.binding} binding={one} />
      ))}
    </section>
  );
}

function Binding({ binding }: { readonly binding: WaitingBinding }) {
  const { t } = useTranslation('staff-overview');
  const { gateway, standing } = usePerson();
  const names = useNames();
  const countersign = useStaffAct(() => countersignBinding(gateway, binding));
  const { statement, deadline, refusal } = binding;
  const isOwn = statement.member === standing.member;
  return (
    <article className="panel stack close">
      <p>
        <strong>{names.member(statement.member)}</strong>
      </p>
      <p>{t('bindingIdentified', { text: statement.text })}</p>
      <p className="quiet">{t('bindingUntil', { when: moment(deadline * 1000) })}</p>
      {refusal && <p>{t('bindingRefused', { reason: refusal.reason })}</p>}
      {isOwn && !refusal && <p>{t('bindingOwn')}</p>}
      {countersign.isError && <Refusal error={countersign.error} />}
      {!isOwn && !refusal && (
        <div className="row">
          <Button look="main" isPending={countersign.isPending} onPress={() => countersign.mutate()}>
            {t('countersign')}
          </Button>
          <Confirm
            verb={t('refuse')}
            title={t('refuseTitle')}
            reason={{ label: t('why'), most: 500 }}
            act={(reason) => refuseBinding(gateway, binding, reason)}
          >
            <p>{t('refuseSays')}</p>
          </Confirm>
        </div>
      )}
    </article>
  );
}
