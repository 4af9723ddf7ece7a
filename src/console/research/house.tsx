import { Workbench } from '../parts/workbench.tsx';

export function ResearchHouse() {
  return <Workbench who="research" label="" places={[]} />;
}
