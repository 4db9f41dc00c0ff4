/**
 * The cell of a notebook beside which a mark stands: its own, or, where another variant alone has that, the last one before it
 * that this notebook has. Undefined where there is none. `shown` and `variants` are ids of cells, in order.
 */
export function nearestCell(
  cell: string | undefined,
  shown: readonly string[],
  variants: readonly (readonly string[])[],
): string | undefined {
  if (cell === undefined || shown.includes(cell)) return cell;
  const all = variants.find((ids) => ids.includes(cell)) ?? [];
  return all.slice(0, all.indexOf(cell) + 1).findLast((id) => shown.includes(id));
}
