import type { Evidence } from './evidence.ts'

/** All that helps with a round that failed. */
export function explain(
  evidence: Evidence,
  faults: readonly string[],
  { folder, replay }: { readonly folder?: string; readonly replay: string },
): string {
  const { plan, lines, lives } = evidence
  const kept = lives.flatMap(({ process, killed, kept: calls }) => [
    `after ${process}${killed ? ', which was killed' : ''}:`,
    ...[...calls].map(([key, { startedAtMs, result, decision, askedAtMs }]) => {
      const asked = askedAtMs === undefined ? '' : `, asked: ${decision?.decision ?? 'no answer'}`
      const started = startedAtMs === undefined ? '' : ', started'
      return `  ${key}${asked}${started}${result === undefined ? '' : `, ${result.status}`}`
    }),
  ])
  return [
    `seed ${plan.seed}: ${faults.length} violations`,
    ...faults.map((fault) => `  ${fault}`),
    `replay: ${replay}`,
    ...(folder === undefined ? [] : [`all of it: ${folder}`]),
    'The plan:',
    indent(JSON.stringify(plan, undefined, 1)),
    'The ledger:',
    ...lines.map((line) => `  ${JSON.stringify(line)}`),
    'The journal:',
    ...kept.map((line) => `  ${line}`),
  ].join('\n')
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
