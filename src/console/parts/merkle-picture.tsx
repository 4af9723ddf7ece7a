interface PictureProps {
  /** What it shows, in a sentence. What stands beside it says all of it in words. */
  readonly label: string;
  /** On which side each neighbour stands, from the leaf upwards. */
  readonly sides: readonly ('left' | 'right')[];
  readonly names: { readonly leaf: string; readonly root: string; readonly siblings: readonly string[] };
}

const STEP = 64;
const MIDDLE = 160;
const ASIDE = 110;
const BOX = { width: 96, height: 32 } as const;

/** The path from a leaf to the root: the leaf's own line goes up in the middle, and each neighbour joins it from its side. */
export function MerklePicture({ label, sides, names }: PictureProps) {
  const height = (sides.length + 1) * STEP;
  const levelOf = (step: number) => height - STEP / 2 - step * STEP;
  return (
    <svg className="merkle" viewBox={`0 0 ${2 * MIDDLE} ${height}`} role="img" aria-label={label}>
      {sides.map((side, i) => {
        const x = MIDDLE + (side === 'left' ? -ASIDE : ASIDE);
        const name = names.siblings[i] ?? '';
        return (
          <g key={name}>
            <path d={`M${MIDDLE} ${levelOf(i)}V${levelOf(i + 1)}M${x} ${levelOf(i)}L${MIDDLE} ${levelOf(i + 1)}`} />
            <Box x={x} y={levelOf(i)} name={name} />
          </g>
        );
      })}
      {sides.slice(1).map((_, i) => (
        <circle key={names.siblings[i]} cx={MIDDLE} cy={levelOf(i + 1)} r={6} />
      ))}
      <Box x={MIDDLE} y={levelOf(0)} name={names.leaf} isOwn />
      <Box x={MIDDLE} y={levelOf(sides.length)} name={names.root} isOwn />
    </svg>
  );
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
