import type { ReceiptPath } from '../../client/index.ts';
import './merkle-picture.css';

const STEP = 64;
const MIDDLE = 160;
const ASIDE = 110;
const BOX = { width: 96, height: 32 } as const;

/** The path from a leaf to the root: the leaf's own line goes up in the middle, and each neighbour joins it from its side. `label` says in a
 *  sentence what it shows; what stands beside it says all of it in words. */
export function MerklePicture({ label, path }: { readonly label: string; readonly path: ReceiptPath }) {
  const { leaf, steps, root } = path;
  const height = (steps.length + 1) * STEP;
  const levelOf = (step: number) => height - STEP / 2 - step * STEP;
  return (
    <svg className="merkle" viewBox={`0 0 ${2 * MIDDLE} ${height}`} role="img" aria-label={label}>
      {steps.map(({ side, sibling }, i) => {
        const x = MIDDLE + (side === 'left' ? -ASIDE : ASIDE);
        return (
          <g key={sibling}>
            <path d={`M${MIDDLE} ${levelOf(i)}V${levelOf(i + 1)}M${x} ${levelOf(i)}L${MIDDLE} ${levelOf(i + 1)}`} />
            <Box x={x} y={levelOf(i)} name={shortSum(sibling)} />
          </g>
        );
      })}
      {steps.slice(1).map(({ sibling }, i) => (
        <circle key={sibling} cx={MIDDLE} cy={levelOf(i + 1)} r={6} />
      ))}
      <Box x={MIDDLE} y={levelOf(0)} name={shortSum(leaf)} isOwn />
      <Box x={MIDDLE} y={levelOf(steps.length)} name={shortSum(root)} isOwn />
    </svg>
  );
}

/** Enough of a sum to tell it from its neighbours; the receipt has all of it. */
export function shortSum(sum: string): string {
  return sum.slice(2, 10);
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly isOwn?: boolean;
}

function Box({ x, y, name, isOwn = false }: BoxProps) {
  const { width, height } = BOX;
  return (
    <g className={isOwn ? 'own' : undefined}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={6} />
      <text x={x} y={y} textAnchor="middle" dominantBaseline="central">
        {name}
      </text>
    </g>
  );
}
