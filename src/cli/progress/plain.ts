import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import { paintFor } from '../../util/term/paint.ts'
import { pad } from '../../util/term/text.ts'
import { plural, seconds } from '../../util/term/time.ts'
import { oneLine, visible } from '../../util/term/visible.ts'
import { inputLabel } from '../../observe/timeline/label.ts'
import { silent, type View } from './view.ts'
import { endedWell } from '../../wire/shared/ending/stop.ts'

export interface PlainOptions {
  /** Called before anything is written, for what else is written to the same screen. */
  readonly beforeLine?: () => void
}

/** One line an event that matters, for files, pipes and logs: no control characters, nothing redrawn. */
export function plainView(
  stream: NodeJS.WritableStream,
  { beforeLine = () => {} }: PlainOptions = {},
): View {
  const paint = paintFor(stream)
  const describe = makeDescriber()
  return {
    event: (event) => {
      const text = describe(event)
      if (text === undefined) return
      const role = event.type === 'turn' && failed(event.event) ? 'failed' : undefined
      const line = `${pad(seconds(event.atMs), 9, 'start')}  ${text}`
      beforeLine()
      stream.write(`${role === undefined ? line : paint(role, line)}\n`)
    },
    note: (text) => {
      beforeLine()
      stream.write(`${oneLine(text)}\n`)
    },
    ...questions(stream, beforeLine),
    end: () => {},
  }
}

/** For people who asked for quiet: nothing but what has to be decided. */
export function quietView(stream: NodeJS.WritableStream, beforeLine: () => void = () => {}): View {
  return { ...silent, ...questions(stream, beforeLine) }
}

function questions(
  stream: NodeJS.WritableStream & { readonly columns?: number },
  beforeLine: () => void,
): Pick<View, 'lines' | 'prompt' | 'columns'> {
  return {
    lines: (lines) => {
      beforeLine()
      stream.write(`${lines.map(visible).join('\n')}\n`)
    },
    prompt: (sentences) => {
      beforeLine()
      for (const sentence of sentences) stream.write(`${oneLine(sentence)}\n`)
    },
    columns: stream.columns || 80,
  }
}

/** Says what an event means, in one line; `undefined` for one that is not worth a line. */
function makeDescriber(): (event: RunEvent | TurnEvent) => string | undefined {
  const inputs = new Map<string, string>()
  let requestedMs = 0

  const ofTurn = (event: TurnEvent): string | undefined => {
    if (!('index' in event)) return undefined
    const key = `${event.turnId}/${event.index}`
    const name = visible(event.name)
    switch (event.type) {
      case 'call.received':
        inputs.set(key, inputLabel(event.call.input))
        return undefined
      case 'call.changed':
        inputs.set(key, inputLabel(event.input))
        return `${name} allowed with other arguments: ${inputs.get(key) ?? ''}`
      case 'call.started': {
        const again = event.attempt > 1 ? ` (attempt ${event.attempt})` : ''
        return `${name} started${again}: ${inputs.get(key) ?? ''}`.replace(/: $/, '')
      }
      case 'call.waiting':
        if (event.reason === 'commit' || event.reason === 'retry') return undefined
        return `${name} waits: ${event.reason}${event.detail ? `, ${oneLine(event.detail)}` : ''}`
      case 'call.retrying': {
        const { delayMs, error } = event
        return `${name} retries in ${seconds(delayMs)}: ${oneLine(error.message)}`
      }
      case 'call.settled': {
        inputs.delete(key)
        const { status, timing, error } = event.result
        const why = error === undefined ? '' : `: ${oneLine(error.message)}`
        return `${name} ${status} after ${seconds(timing.runMs)}${why}`
      }
      case 'call.progress':
        return undefined
    }
  }

  return (event) => {
    switch (event.type) {
      case 'request':
        requestedMs = event.atMs
        return `model request ${event.turn}`
      case 'message': {
        const { stop, usage, atMs } = event
        const good = endedWell(stop)
        const what = good ? stop.kind : oneLine(stop.message)
        return `model message after ${seconds(atMs - requestedMs)}: ${what}, ${plural(usage.outputTokens, 'token')}`
      }
      case 'turn':
        return ofTurn(event.event)
      case 'text':
      case 'said':
      case 'noted':
      case 'reasoning':
        return undefined
      default:
        return ofTurn(event)
    }
  }
}

function failed(event: TurnEvent): boolean {
  return event.type === 'call.settled' && event.result.status !== 'ok'
}
