/** Runs something observed, and prints what a collector received: as JSON, or with `--tree` for people. */
import type { SentSpan } from './decoded.ts'
import { startReceiver } from './receiver.ts'

export async function printReceived(
  register: (url: string) => () => Promise<void>,
  run: () => Promise<unknown>,
): Promise<void> {
  const receiver = await startReceiver()
  const shutdown = register(receiver.url)
  const result = await run()
  await shutdown()
  receiver.close()
  const { spans, points } = receiver
  if (process.argv.includes('--tree')) console.log(treeOf(spans))
  else console.log(JSON.stringify({ result, spans, points }))
}

function treeOf(spans: readonly SentSpan[]): string {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const first = Math.min(...spans.map(({ startMs }) => startMs))
  const lines: string[] = []
  const visit = (isHere: (span: SentSpan) => boolean, depth: number): void => {
    for (const span of spans.filter(isHere).toSorted((a, b) => a.startMs - b.startMs)) {
      const times = `${Math.round(span.startMs - first)}..${Math.round(span.endMs - first)}`
      const names = span.links.map((id) => spans.find(({ spanId }) => spanId === id))
      const links = names.map((linked) => ` -> ${linked?.name} ${callOf(linked)}`).join('')
      const error = span.status === 2 ? ` error ${String(span.attributes['error.type'])}` : ''
      const name = `${'  '.repeat(depth)}${span.name}${span.name.startsWith('execute') ? ` ${callOf(span)}` : ''}`
      lines.push(`${name.padEnd(44)} ${times.padStart(9)} ms${links}${error}`)
      visit(({ parentSpanId }) => parentSpanId === span.spanId, depth + 1)
    }
  }
  visit(({ parentSpanId }) => !known.has(parentSpanId), 0)
  return lines.join('\n')
}

function callOf(span: SentSpan | undefined): string {
  return String(span?.attributes['gen_ai.tool.call.id'] ?? '')
}
