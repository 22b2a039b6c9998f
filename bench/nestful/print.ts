import type { Totals } from './evaluate.ts'

/** The totals as text. */
export function print(totals: Totals): string {
  const { plans, ok, steps, waves, criticalPath, requestsSaved, invalid, badAnswers, wrong } =
    totals
  return [
    `${plans} plans, each as one call of \`batch\`: ${ok} ok, ${wrong.length} not, ${invalid.length} invalid`,
    '',
    `${steps} calls in ${waves} waves; the critical paths are ${criticalPath} calls long`,
    `${requestsSaved} requests fewer than with one call a message`,
    ...[...wrong, ...invalid].map(({ id, why }) => `  ${id}: ${why}`),
    ...badAnswers.map(({ id, why }) => `  the answer of ${id}, which is no call: ${why}`),
  ].join('\n')
}
