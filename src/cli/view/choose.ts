import { liveView, type LiveOptions } from './live.ts'
import { plainView } from './plain.ts'
import type { View } from './view.ts'

/** Whether a stream is a terminal that can be redrawn. CI systems and `TERM=dumb` pretend or say that it is not. */
export function canRedraw(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return false
  return env['CI'] === undefined || env['CI'] === '' || env['CI'] === 'false' || env['CI'] === '0'
}

/** The live timeline where it can be drawn, plain lines elsewhere. */
export function viewFor(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  options?: LiveOptions,
): View {
  return canRedraw(stream, env) ? liveView(stream, options) : plainView(stream)
}
