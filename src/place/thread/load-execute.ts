import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ToolError } from '../../call/errors/error.ts'
import type { ToolContext } from '../../call/tool.ts'
import { redact } from '../../util/redact.ts'
import type { ThreadTask } from './messages.ts'
import { errorText } from '../../util/error-text.ts'

export type Execute = (input: unknown, context: ToolContext) => unknown

type Wanted = Pick<ThreadTask, 'tool' | 'module' | 'exportName'>

/**
 * Loads a tool's module, in the thread, and finds the function to run. A module loads once in each thread.
 *
 * @throws {ToolError} if the module does not load, or has no such function.
 */
export async function loadExecute({ tool, module, exportName }: Wanted): Promise<Execute> {
  const url = builtUrl(module)
  const file = url.slice(url.lastIndexOf('/') + 1)
  let exports: Readonly<Record<string, unknown>>
  try {
    exports = (await import(url)) as typeof exports
  } catch (cause) {
    const why = redact(errorText(cause))
    throw new ToolError(`The module of ${tool} (${file}) could not be loaded: ${why}`, {
      code: 'thread_module',
      cause,
    })
  }
  const names = exportName === undefined ? [tool, 'execute', 'default'] : [exportName]
  for (const name of names) if (typeof exports[name] === 'function') return exports[name] as Execute
  const has = Object.keys(exports).join(', ') || 'nothing'
  throw new ToolError(
    `The module of ${tool} (${file}) exports no function named ${names.join(' or ')}. It exports: ${has}.`,
    { code: 'thread_module' },
  )
}

/** A build turns `resize.ts` into `resize.js`, but leaves `new URL('./resize.ts', import.meta.url)` as it is. */
function builtUrl(url: string): string {
  const built = url.replace(/\.([cm]?)ts$/, '.$1js')
  return built !== url && !existsSync(fileURLToPath(url)) && existsSync(fileURLToPath(built))
    ? built
    : url
}
