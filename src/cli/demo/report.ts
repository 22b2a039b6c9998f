import type { ToolResult } from '../../call/report/result.ts'
import type { Paint } from '../../util/term/paint.ts'
import { table } from '../term/table.ts'
import { pad } from '../../util/term/text.ts'
import { count, seconds } from '../../util/term/time.ts'
import { oneLine } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'
import type { Measured } from './measure.ts'
import { minOf } from '../../util/extremes.ts'

/** The four ways side by side; `columns` is the terminal's width. */
export function costTable(measured: readonly Measured[], columns: number, paint: Paint): string[] {
  const [slowest] = measured
  const narrow = columns < 72
  const speedup = ({ wallMs }: Measured): string =>
    `${((slowest?.wallMs ?? wallMs) / wallMs).toFixed(2)}x`
  const head = narrow
    ? ['', 'wall', 'tools', 'faster']
    : ['', 'wall', 'tools', 'requests', 'tokens in', 'out', 'speed-up']
  const rows = measured.map((each) => {
    const times = [each.mode, seconds(each.wallMs), seconds(each.toolPhaseMs)]
    if (narrow) return [...times, speedup(each)]
    const { requests, inputTokens, outputTokens } = each
    return [...times, count(requests), count(inputTokens), count(outputTokens), speedup(each)]
  })
  const [first = '', ...rest] = table([head, ...rows], narrow ? 1 : 2)
  const fastest = minOf(measured.map(({ wallMs }) => wallMs))
  return [
    paint('faint', first),
    ...rest.map((line, row) => (measured[row]?.wallMs === fastest ? paint('ok', line) : line)),
  ]
}

/** The results of a turn as the model got them. */
export function resultLines(
  results: readonly ToolResult[],
  columns: number,
  paint: Paint,
): string[] {
  const width = results.reduce((most, { name }) => Math.max(most, name.length), 0)
  const indent = ' '.repeat(width + 4)
  return results.flatMap(({ name, status, content }) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const [first = '', ...rest] = wrap(oneLine(text), columns - indent.length)
    const mark = paint(status, status === 'ok' ? '✓' : '✗')
    return [`${mark} ${pad(name, width)}  ${first}`, ...rest.map((line) => indent + line)]
  })
}
