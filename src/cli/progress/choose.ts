import { liveView, type LiveOptions } from './live.ts'
import { plainView, type PlainOptions } from './plain.ts'
import type { View } from './view.ts'

/** Whether a stream is a terminal that can be redrawn. CI systems and `TERM=dumb` pretend or say that it is not. */
export function canRedraw(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !isCi(env)
}

/** Whether somebody sits there who can be asked. */
export function canAsk(
  stdin: NodeJS.ReadStream,
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): boolean {
  return stdin.isTTY === true && stream.isTTY === true && !isCi(env)
}

function isCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0'
}

/** The live timeline where it can be drawn, plain lines elsewhere. */
export function viewFor(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  options?: LiveOptions & PlainOptions,
): View {
  return canRedraw(stream, env) ? liveView(stream, options) : plainView(stream, options)
}
