import { Workbench } from '../parts/workbench.tsx';

export function AuditHouse() {
  return <Workbench who="audit" label="" places={[]} />;
}
