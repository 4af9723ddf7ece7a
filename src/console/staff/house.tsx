import { Workbench } from '../parts/workbench.tsx';

export function StaffHouse() {
  return <Workbench who="staff" label="" places={[]} />;
}
